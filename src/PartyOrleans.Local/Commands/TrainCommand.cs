using System.CommandLine;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model.Bundles;
using Spectre.Console;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party train</c>: learns a bundle from files, without labels.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder for the bundle; its file is named after its content.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => ".",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("train", "Estimate match weights and term frequencies from files, without labels, and save them as a bundle.")
        {
            SharedOptions.Inputs,
            SharedOptions.Mapping,
            SharedOptions.Source,
            SharedOptions.Bundle,
            Out,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        IReadOnlyList<InputFile> files = InputFiles.Expand(arguments.GetRequiredValue(SharedOptions.Inputs));
        InputOptions options = InputAccess.OptionsOf(arguments, keepPayload: false);
        Bundle prior = await BundleChoice.ForAsync(arguments.GetValue(SharedOptions.Bundle), cancellationToken);
        (BulkIntake intake, Bundle trained) = await WorkProgress.RunAsync(
            console, TimeProvider.System, progress => TrainAsync(files, options, prior, progress, cancellationToken));
        string folder = arguments.GetRequiredValue(Out);
        string path, sha256;
        try
        {
            (path, sha256) = await BundleFile.SaveAsync(trained, folder, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Storage, $"{folder}: the bundle cannot be written: {error.Message}", error);
        }

        InputReport.NoteRefused(console, intake.DeadLetters, "");
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("bundle", path);
            json.WriteString("sha256", sha256);
            json.WriteNumber("records", intake.Records.Records);
            json.WriteNumber("persons_prior_bits", trained.Persons.PriorBits);
            json.WriteNumber("organisations_prior_bits", trained.Organisations.PriorBits);
            json.WriteEndObject();
        });
        Show(console, "persons", trained.Persons);
        Show(console, "organisations", trained.Organisations);
        console.Line($"{path}: trained on {Figures.Of(intake.Records.Records, "record")}; use it with --bundle.");
        return ExitCode.Done;
    }

    /// <summary>Reads inputs and learns from them.</summary>
    public static async Task<(BulkIntake Intake, Bundle Trained)> TrainAsync(
        IReadOnlyList<InputFile> files, InputOptions options, Bundle prior, WorkProgress progress, CancellationToken cancellationToken)
    {
        BulkIntake intake = await BulkIntake.ReadAsync(files, options, progress, cancellationToken);
        progress.Begin("training", "records");
        Bundle trained = intake.Records.Train(prior, cancellationToken);
        progress.Advance(intake.Records.Records);
        progress.End();
        return (intake, trained);
    }

    private static void Show(HubConsole console, string what, MatchModel model)
    {
        Table table = new Table().Border(TableBorder.Simple).Title(new TableTitle($"{what}: prior {Figures.Bits(model.PriorBits)} bits"));
        table.AddColumn("comparison", column => column.NoWrap());
        table.AddColumn("level", column => column.NoWrap());
        table.AddColumn("m", column => column.RightAligned().NoWrap());
        table.AddColumn("u", column => column.RightAligned().NoWrap());
        table.AddColumn("bits", column => column.RightAligned().NoWrap());
        foreach (Comparison comparison in model.Comparisons)
        {
            foreach (ComparisonLevel level in comparison.Levels)
            {
                table.AddRow(
                    new Text(comparison.Name),
                    new Text(level.Name),
                    new Text(Figures.Probability(level.M)),
                    new Text(Figures.Probability(level.U)),
                    new Text(Figures.Bits(Math.Log2(level.M / level.U) + level.AdjustBits)));
            }
        }

        console.Show(table);
    }
}
