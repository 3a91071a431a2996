using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Bench;
using PartyOrleans.Local.Generate;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party bench</c>: the speed and accuracy of this build on this machine, as a file that can be committed.</summary>
internal static class BenchCommand
{
    private const int Starts = 10;
    private const int Resolves = 5;

    private static readonly Argument<string[]> Inputs = new Argument<string[]>("INPUT")
    {
        Description = "Files to measure on; without any, generated ones.",
        Arity = ArgumentArity.ZeroOrMore,
    }.RefusingOptions();

    private static readonly Option<string?> Truth = new("--truth", "-t")
    {
        Description = "CSV with record_id and entity_id; adds the accuracy.",
        HelpName = "FILE",
    };

    private static readonly Option<int> Records = new("--records", "-n")
    {
        Description = "Records to generate where no INPUT is named.",
        HelpName = "N",
        DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<string?> Database = new("--db")
    {
        Description = "Measure only reading and searching, in this store, which is loaded already.",
        HelpName = "STORE",
    };

    private static readonly Option<bool> Changes = new("--changes")
    {
        Description = "With --db: measure restart and upserts instead; the store holds more records afterwards.",
    };

    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder for the result, a JSON file named after records and commit.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Path.Combine("bench", "results"),
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("bench", "Measure start-up, resolve, load, restart and upserts of this build on this machine.")
        {
            Inputs,
            Truth,
            Records,
            Database,
            Changes,
            Out,
            BenchServeCommand.Create(Out),
            BenchWorkloadCommand.Create(Out),
            BenchS3Command.Create(Out),
            BenchKafkaCommand.Create(Out),
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Database) is { } loaded)
        {
            return await WorkProgress.RunAsync(
                console, TimeProvider.System, progress => arguments.GetValue(Changes)
                    ? MeasureChangesAsync(arguments, console, loaded, progress, cancellationToken)
                    : MeasureReadsAsync(arguments, console, loaded, progress, cancellationToken));
        }

        string folder = Directory.CreateTempSubdirectory("party-bench-").FullName;
        try
        {
            return await WorkProgress.RunAsync(
                console, TimeProvider.System, progress => MeasureAsync(arguments, console, folder, progress, cancellationToken));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureReadsAsync(
        ParseResult arguments, HubConsole console, string database, WorkProgress progress, CancellationToken cancellationToken)
    {
        (ReadFigures reads, StoreCounts counts, string name) = await ReadAsync(database, progress, cancellationToken);
        await FigureFile.WriteAsync(
            console, arguments.GetRequiredValue(Out), string.Create(CultureInfo.InvariantCulture, $"{counts.Records}-reads-{name}"),
            new BenchFigures(counts.Records, FiguresOf(reads)), cancellationToken);
        return ExitCode.Done;
    }

    private static async Task<int> MeasureChangesAsync(
        ParseResult arguments, HubConsole console, string database, WorkProgress progress, CancellationToken cancellationToken)
    {
        long records;
        string name;
        await using (IPartyStore store = await StoreAccess.OpenToWriteAsync(database, cancellationToken))
        {
            records = (await store.CountAsync(cancellationToken)).Records;
            name = NameOf(store);
        }

        UpsertFigures upserts = await UpsertFigures.MeasureAsync(database, progress, cancellationToken);
        await FigureFile.WriteAsync(
            console, arguments.GetRequiredValue(Out), string.Create(CultureInfo.InvariantCulture, $"{records}-changes-{name}"),
            new BenchFigures(records, FiguresOf(upserts)), cancellationToken);
        return ExitCode.Done;
    }

    private static string NameOf(IPartyStore store) => store is SqlitePartyStore ? "sqlite" : "postgresql";

    private static (string Name, double Value, string Unit)[] FiguresOf(UpsertFigures upserts) =>
    [
        ("restart with warm indexes", upserts.Restart.TotalSeconds, "s"),
        ("one upsert in memory, mean", upserts.InMemoryMean.TotalMicroseconds, "us"),
        ("one upsert in memory, p99", upserts.InMemoryP99.TotalMicroseconds, "us"),
        ("one upsert committed, p50", upserts.DurableP50.TotalMilliseconds, "ms"),
        ("one upsert committed, p99", upserts.DurableP99.TotalMilliseconds, "ms"),
        ("batches of 1,000 committed", upserts.BatchRecordsPerSecond, "records/s"),
    ];

    private static async Task<(ReadFigures Reads, StoreCounts Counts, string StoreName)> ReadAsync(
        string database, WorkProgress progress, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToWriteAsync(database, cancellationToken);
        ReadFigures reads = await ReadFigures.MeasureAsync(store, progress, cancellationToken);
        return (reads, await store.CountAsync(cancellationToken), NameOf(store));
    }

    private static (string Name, double Value, string Unit)[] FiguresOf(ReadFigures reads) =>
    [
        .. reads.Indexing > TimeSpan.Zero ? [("search index after a load", reads.Indexing.TotalSeconds, "s")] : Array.Empty<(string, double, string)>(),
        ("parties in the index", reads.Parties, ""),
        .. FiguresOf("one party by id", reads.Party),
        .. FiguresOf("search, two words", reads.Exact),
        .. FiguresOf("search, two words misspelt", reads.Fuzzy),
        ("misspelt: party in the first 20", reads.FuzzyFound, ""),
    ];

    private static (string Name, double Value, string Unit)[] FiguresOf(string name, CallFigures calls) =>
    [
        ($"{name}, p50", calls.P50.TotalMicroseconds, "us"),
        ($"{name}, p99", calls.P99.TotalMicroseconds, "us"),
        ($"{name}, processor time", calls.MeanProcessorTime.TotalMicroseconds, "us"),
    ];

    private static async Task<int> MeasureAsync(
        ParseResult arguments, HubConsole console, string folder, WorkProgress progress, CancellationToken cancellationToken)
    {
        string[] inputs = arguments.GetValue(Inputs) ?? [];
        string? truth = arguments.GetValue(Truth);
        if (inputs.Length == 0)
        {
            progress.Begin("generating", "records");
            string generated = Path.Combine(folder, "generated");
            await GeneratedFiles.WriteAsync(new GeneratorOptions(arguments.GetValue(Records)), generated, cancellationToken);
            inputs = [generated];
            truth = Path.Combine(generated, GeneratedFiles.TruthFileName);
        }

        InputFiles.Expand(inputs);
        progress.Begin("starting", "times", Starts);
        var starts = new List<TimeSpan>();
        for (int i = 0; i < Starts; i++)
        {
            starts.Add((await ChildRun.RunAsync(["--version"], cancellationToken)).Wall);
            progress.Advance(1);
        }

        starts.Sort();
        string clusters = Path.Combine(folder, "clusters.csv");
        string database = Path.Combine(folder, "party.db");
        progress.Begin("resolving, trained", "times", Resolves);
        var resolves = new List<ChildRun>();
        for (int i = 0; i < Resolves; i++)
        {
            resolves.Add(await ChildRun.RunAsync(["resolve", .. inputs, "--train", "--clusters", clusters, "--json"], cancellationToken));
            progress.Advance(1);
        }

        progress.Begin("loading", "records");
        ChildRun load = await ChildRun.RunAsync(["load", .. inputs, "--train", "--db", database, "--json"], cancellationToken);
        JsonElement? score = truth is null
            ? null
            : (await ChildRun.RunAsync(["evaluate", "--clusters", clusters, "--truth", truth, "--json"], cancellationToken)).Output;
        progress.End();
        UpsertFigures upserts = await UpsertFigures.MeasureAsync(database, progress, cancellationToken);
        long storeBytes = new FileInfo(database).Length;
        (ReadFigures reads, _, _) = await ReadAsync(database, progress, cancellationToken);
        long records = resolves[0].Output.GetProperty("records").GetInt64();
        (string Name, double Value, string Unit)[] figures =
        [
            ("start, median of 10", starts[Starts / 2].TotalMilliseconds, "ms"),
            ("resolve --train, start to exit, least of 5", resolves.Min(run => run.Wall).TotalSeconds, "s"),
            ("resolve --train, start to exit, median of 5", resolves.Select(run => run.Wall).Order().ElementAt(Resolves / 2).TotalSeconds, "s"),
            ("resolve --train, peak memory", resolves.Max(run => run.PeakBytes) / 1e6, "MB"),
            .. score is { } scored ? [("resolve --train, pairwise F1", scored.GetProperty("f1").GetDouble(), "")] : Array.Empty<(string, double, string)>(),
            ("load --train, start to exit", load.Wall.TotalSeconds, "s"),
            ("load --train, peak memory", load.PeakBytes / 1e6, "MB"),
            ("store", storeBytes / 1e6, "MB"),
            .. FiguresOf(upserts),
            .. FiguresOf(reads),
        ];
        await FigureFile.WriteAsync(console, arguments.GetRequiredValue(Out), records.ToString(CultureInfo.InvariantCulture), new BenchFigures(records, figures), cancellationToken);
        return ExitCode.Done;
    }
}
