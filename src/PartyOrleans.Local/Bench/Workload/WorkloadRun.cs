using System.Text.Json;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Generate;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Bench.Workload;

/// <summary>Loads a store, serves it as a process of its own at a loopback address, and has all kinds of callers ask it at once.</summary>
/// <param name="options">What is asked.</param>
/// <param name="time">Clock of rates and latencies.</param>
internal sealed class WorkloadRun(WorkloadOptions options, TimeProvider time)
{
    private const int SampleParties = 20_000;
    private const int MostReviews = 20_000;

    /// <summary>Runs it.</summary>
    /// <param name="database">The store; loaded where it holds no records.</param>
    /// <param name="folder">Where generated records go.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Stops; processes that were started end.</param>
    public async Task<WorkloadReport> RunAsync(string database, string folder, WorkProgress progress, CancellationToken cancellationToken)
    {
        WorkloadLoad? load = await HoldsRecordsAsync(database, cancellationToken) ? null : await LoadAsync(database, folder, progress, cancellationToken);
        (StoreCounts counts, StoreSize size) = await MeasureAsync(database, cancellationToken);
        progress.Begin("sampling parties", "parties");
        List<GoldenRecord> parties = await PartySample.TakeAsync(database, SampleParties, cancellationToken);
        var requests = new WorkloadRequests(options.Seed, parties, await ReviewsAsync(database, cancellationToken));

        progress.Begin("starting the hub", "records");
        await using ServedHub hub = await ServedHub.StartAsync(database, cancellationToken);
        using HttpClient client = hub.NewClient(WorkloadMix.Callers * Enum.GetValues<WorkloadKind>().Length);
        long indexing = time.GetTimestamp();
        if (requests.AnySearch is { } search && options.Rates[WorkloadKind.Search] > 0)
        {
            progress.Begin("waiting for the search index", "queries");
            await PartySample.IndexedAsync(client, search, cancellationToken);
        }

        TimeSpan indexed = time.GetElapsedTime(indexing), cpuBefore = hub.Cpu;
        progress.Begin("mixed requests", "requests", (long)(options.Rates.Values.Sum() * options.Duration.TotalSeconds));
        IReadOnlyList<OperationFigures> operations = await new WorkloadMix(client, requests, time).RunAsync(options.Rates, options.Duration, progress, cancellationToken);
        TimeSpan cpu = hub.Cpu - cpuBefore;
        long own = hub.OwnBytes;
        progress.End();
        return new WorkloadReport
        {
            Options = options, Counts = counts, Size = size, Load = load, UntilReady = hub.UntilReady, Indexed = indexed, Operations = operations, MixCpu = cpu,
            PeakBytes = hub.PeakBytes, OwnBytes = own, SizeAfter = (await MeasureAsync(database, cancellationToken)).Size,
        };
    }

    private static async Task<bool> HoldsRecordsAsync(string database, CancellationToken cancellationToken)
    {
        if (!PartyStores.IsServer(database) && !File.Exists(database))
        {
            return false;
        }

        await using IPartyStore store = await StoreAccess.OpenToWriteAsync(database, cancellationToken); // a database without tables gets them
        return (await store.CountAsync(cancellationToken)).Records > 0;
    }

    private async Task<WorkloadLoad> LoadAsync(string database, string folder, WorkProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("generating", "records", options.Records);
        string generated = Path.Combine(folder, "generated");
        await GeneratedFiles.WriteAsync(new GeneratorOptions(options.Records, options.Seed), generated, cancellationToken);
        progress.Begin("loading", "records", options.Records);
        ChildRun run = await ChildRun.RunAsync(["load", generated, "--train", "--db", database, "--json"], cancellationToken);
        Directory.Delete(generated, recursive: true);
        JsonElement told = run.Output;
        return new WorkloadLoad(told.GetProperty("records").GetInt64(), run.Wall, TimeSpan.FromSeconds(told.GetProperty("cpu_seconds").GetDouble()), run.PeakBytes);
    }

    private static async Task<(StoreCounts Counts, StoreSize Size)> MeasureAsync(string database, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(database, cancellationToken);
        StoreSize size = store is IStoreSize sized ? await sized.MeasureAsync(cancellationToken) : default;
        return (await store.CountAsync(cancellationToken), size);
    }

    private static async Task<List<RecordPair>> ReviewsAsync(string database, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(database, cancellationToken);
        var pairs = new List<RecordPair>();
        await foreach (ReviewTask review in store.ReadReviewsAsync(cancellationToken))
        {
            if (pairs.Count == MostReviews)
            {
                break;
            }

            pairs.Add(review.Pair);
        }

        return pairs;
    }
}
