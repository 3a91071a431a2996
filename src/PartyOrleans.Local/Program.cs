return await PartyOrleans.Local.Commands.CommandLine.RunAsync(args);
