PartyOrleans.Local.GoldenZones.GoldenFormats.RegisterInputs();
return await PartyOrleans.Local.Commands.CommandLine.RunAsync(args);
