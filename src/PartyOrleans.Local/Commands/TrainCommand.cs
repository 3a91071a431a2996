using System.CommandLine;
using System.Text;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model.Bundles;
using Spectre.Console;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party train</c>: learns a bundle from files, without labels or with some.</summary>
internal static partial class TrainCommand
{
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder for the bundle, whose file is named after its content; or a file, where it ends in .json.",
        HelpName = "FOLDER|FILE.json",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<string?> Labels = new("--labels", "-l")
    {
        Description = "CSV with left, right and label (1 or 0), chosen without looking at the answer; or with record_id and entity_id. Refines and calibrates the weights.",
        HelpName = "FILE",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("train", "Estimate match weights and term frequencies from files, without labels or refined by some, and save them as a bundle.")
        {
            SharedOptions.Inputs,
            SharedOptions.Mapping,
            SharedOptions.Source,
            SharedOptions.Bundle,
            Labels,
            Out,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        using NamedInputs inputs = await InputAccess.ExpandAsync(arguments.GetRequiredValue(SharedOptions.Inputs), cancellationToken);
        IReadOnlyList<InputFile> files = inputs.Files;
        InputOptions options = InputAccess.OptionsOf(arguments, keepPayload: false);
        Bundle prior = await BundleChoice.ForAsync(arguments.GetValue(SharedOptions.Bundle), cancellationToken);
        string? labelPath = arguments.GetValue(Labels);
        TrainingLabels? labels = labelPath is null ? null : TrainingLabels.Read(labelPath);
        (BulkIntake intake, Bundle trained, LabelLesson? lesson) = await WorkProgress.RunAsync(console, TimeProvider.System, async progress =>
        {
            (BulkIntake intake, Bundle trained) = await TrainAsync(files, options, prior, progress, cancellationToken);
            if (labels is null)
            {
                return (intake, trained, null);
            }

            progress.Begin("learning from labels", "lines");
            LabelLesson lesson = Learn(intake.Records, trained, labels, cancellationToken);
            progress.Advance(lesson.Use.Lines);
            progress.End();
            return (intake, lesson.Learned.Bundle, (LabelLesson?)lesson);
        });
        (string path, string sha256) = await SaveAsync(trained, arguments.GetRequiredValue(Out), console, cancellationToken);
        InputReport.NoteRefused(console, intake.DeadLetters, "");
        if (lesson is not null)
        {
            NoteUnused(console, labelPath!, lesson);
        }

        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("bundle", path);
            json.WriteString("sha256", sha256);
            json.WriteNumber("records", intake.Records.Records);
            json.WriteNumber("persons_prior_bits", trained.Persons.PriorBits);
            json.WriteNumber("organisations_prior_bits", trained.Organisations.PriorBits);
            if (lesson is not null)
            {
                Write(json, lesson);
            }

            json.WriteEndObject();
        });
        Show(console, "persons", trained.Persons);
        Show(console, "organisations", trained.Organisations);
        if (lesson is not null)
        {
            Show(console, "persons", lesson.Learned.Persons);
            Show(console, "organisations", lesson.Learned.Organisations);
        }

        console.Line($"{path}: trained on {Figures.Of(intake.Records.Records, "record")}; use it with --bundle.");
        return ExitCode.Done;
    }

    /// <summary>Reads inputs and learns from them.</summary>
    public static async Task<(BulkIntake Intake, Bundle Trained)> TrainAsync(
        IReadOnlyList<InputFile> files, InputOptions options, Bundle prior, WorkProgress progress, CancellationToken cancellationToken)
    {
        BulkIntake intake = await BulkIntake.ReadAsync(files, options with { Contracts = SourceContracts.Of(prior) }, progress, cancellationToken);
        progress.Begin("training", "records");
        Bundle trained = intake.Records.Train(prior, cancellationToken);
        progress.Advance(intake.Records.Records);
        progress.End();
        return (intake, trained);
    }

    /// <summary>Saves a bundle in a folder under its content's name, or as the file that is named.</summary>
    private static async Task<(string Path, string Sha256)> SaveAsync(Bundle bundle, string target, HubConsole console, CancellationToken cancellationToken)
    {
        try
        {
            if (!target.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || Directory.Exists(target))
            {
                return await BundleFile.SaveAsync(bundle, target, cancellationToken);
            }

            string json = BundleFile.ToJson(bundle);
            BundleFile.Parse(json, target, ContractsInForce.Vocabulary);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
            await OutputFile.WriteAsync(target, console, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(json), cancellationToken).AsTask());
            return (target, BundleFile.Sha256Of(json));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Storage, $"{target}: the bundle cannot be written: {error.Message}", error);
        }
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
