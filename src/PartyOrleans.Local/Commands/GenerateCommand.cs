using System.CommandLine;
using PartyOrleans.Local.Generate;
using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party generate</c>: writes invented persons and organisations as several sources would hold them, with the truth.</summary>
internal static class GenerateCommand
{
    private static readonly Option<int> Records = new("--records", "-n")
    {
        Description = $"Records in all sources together, 0 to {Figures.Count(GeneratorOptions.MaxRecords)}.",
        HelpName = "N",
        DefaultValueFactory = _ => 10_000,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The same seed gives the same bytes on every machine.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> Sources = new("--sources")
    {
        Description = $"Sources, each a file in a layout of its own, 1 to {GeneratorOptions.MaxSources}.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    private static readonly Option<double> Organisations = new("--organisations")
    {
        Description = "Share of organisations among the parties, 0 to 1.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.2,
    };

    private static readonly Option<double> Duplicates = new("--duplicates")
    {
        Description = "Share of records beyond the first of their party, 0 to 0.95.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.3,
    };

    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder for the files; made where it is absent.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "generated",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("generate", "Write invented persons and organisations as several sources would hold them, with _truth.csv beside them.")
        {
            Records,
            Seed,
            Sources,
            Organisations,
            Duplicates,
            Out,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        var options = new GeneratorOptions(
            arguments.GetValue(Records),
            arguments.GetValue(Seed),
            arguments.GetValue(Sources),
            arguments.GetValue(Organisations),
            arguments.GetValue(Duplicates));
        try
        {
            options.Validate();
        }
        catch (ArgumentOutOfRangeException outside)
        {
            throw new CommandException(ExitCode.Usage, $"generate: {outside.Message}", outside);
        }

        IReadOnlyList<string> files = await GeneratedFiles.WriteAsync(options, arguments.GetRequiredValue(Out), cancellationToken);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("records", options.Records);
            json.WriteNumber("entities", options.Entities);
            json.WriteNumber("seed", options.Seed);
            json.WriteStartArray("files");
            foreach (string file in files)
            {
                json.WriteStringValue(file);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        console.Line($"{Figures.Of(options.Records, "record")} of {Figures.Of(options.Entities, "party", "parties")}, seed {options.Seed}:");
        foreach (string file in files)
        {
            console.Line($"  {file}");
        }

        return ExitCode.Done;
    }
}
