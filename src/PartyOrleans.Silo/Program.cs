PartyOrleans.Local.GoldenZones.GoldenFormats.RegisterInputs();
return await PartyOrleans.Silo.Commands.SiloCommand.RunAsync(args);
