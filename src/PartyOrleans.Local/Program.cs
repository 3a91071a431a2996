using System.CommandLine;

var root = new RootCommand("The party hub: finds which records are the same person or organisation and keeps one golden record for each.");
return root.Parse(args).Invoke();
