using PartyOrleans.Connectors;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.PostgreSql;
using PartyOrleans.Tests;

namespace PartyOrleans.Grains.Tests;

/// <summary>
/// The public labelled sets, loaded on three silos side by side: the same partition and the same golden records as one engine gives, record by
/// record, so what the embedded engine scores on them the cluster scores too.
/// </summary>
[NeedsPostgreSql]
public sealed class ClusterAccuracyTests
{
    private const string Restaurants = "restaurants-fodors-zagat";

    private static readonly (string Path, string? Source)[][] Usual =
    [
        [("febrl/dataset1.csv", null)],
        [($"{Restaurants}/fodors.csv", "fodors"), ($"{Restaurants}/zagats.csv", "zagats")],
        [("senzing-truthset/customers.jsonl", null), ("senzing-truthset/reference.jsonl", null), ("senzing-truthset/watchlist.jsonl", null)],
    ];

    /// <summary>Those that take longer, where PARTY_PROPERTY_FACTOR asks for more than usual.</summary>
    private static readonly (string Path, string? Source)[][] Further =
    [
        [("febrl/dataset2.csv", null)],
        [("febrl/dataset3.csv", null)],
        [("febrl/dataset4a.csv", "4a"), ("febrl/dataset4b.csv", "4b")],
        [("splink-fake1000/fake_1000.csv", null)],
        [("splink-fake20000/fake_20000.csv", null)],
        [("dedupe-chicago-earlychildhood/csv_example_messy_input.csv", null)],
        [("rldata/RLdata500.csv", null)],
        [("rldata/RLdata10000.csv", null)],
        [("cdc-recordlinker/nbs_seed.csv", null)],
        [("census-secondstring/census.csv", null)],
        [("zingg-febrl120k/febrl120k.csv", null)],
    ];

    /// <summary>The sets, and whether the bundle is trained on them first, which is the usual way to resolve files.</summary>
    public static TheoryData<string, bool> Sets
    {
        get
        {
            var sets = new TheoryData<string, bool>();
            foreach ((string Path, string? Source)[] set in Usual.Concat(IsThorough ? Further : []))
            {
                sets.Add(set[0].Path, false);
                if (IsThorough)
                {
                    sets.Add(set[0].Path, true);
                }
            }

            return sets;
        }
    }

    private static bool IsThorough => Environment.GetEnvironmentVariable("PARTY_PROPERTY_FACTOR") is { Length: > 0 } factor && !string.Equals(factor, "1", StringComparison.Ordinal);

    [SharedDataTheory("README.md")]
    [MemberData(nameof(Sets))]
    public async Task Submit_WhenALabelledSetIsLoadedOnThreeSilos_HoldsWhatTheEmbeddedEngineHolds(string first, bool isTrained)
    {
        if (PostgreSqlPrograms.Folder is null)
        {
            return; // the other tests of this project say that it is absent
        }

        List<SourceRecord> records = await ReadAsync(Usual.Concat(Further).Single(set => string.Equals(set[0].Path, first, StringComparison.Ordinal)));
        Bundle bundle = isTrained ? Trained(records) : DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3);
        var work = new Queue<(int Number, SourceRecord[] Part)>(records.Chunk(200).Select((part, i) => (i, part)));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            while (TryTake(work, out (int Number, SourceRecord[] Part) next))
            {
                await cluster.SubmitAsync(next.Number % 3, new InputBatch { Upserts = next.Part });
            }
        }));
        var whole = new EmbeddedEngine(bundle, Environment.ProcessorCount);
        whole.Apply(new InputBatch { Upserts = records }, CancellationToken.None);

        (await cluster.StateAsync(withIds: false)).ShouldBe(EngineState.Of(whole, withIds: false));
    }

    private static Bundle Trained(List<SourceRecord> records)
    {
        var bulk = new BulkResolution(Environment.ProcessorCount);
        bulk.Add(records);
        return bulk.Train(DefaultBundle.Create(), CancellationToken.None);
    }

    private static bool TryTake(Queue<(int Number, SourceRecord[] Part)> work, out (int Number, SourceRecord[] Part) next)
    {
        lock (work)
        {
            return work.TryDequeue(out next);
        }
    }

    private static async Task<List<SourceRecord>> ReadAsync((string Path, string? Source)[] files)
    {
        var records = new List<SourceRecord>();
        foreach ((string path, string? source) in files)
        {
            using var reader = RecordReader.Open(InputFiles.Expand([SharedData.Require(path)]).Single(), new InputOptions { Source = source, KeepPayload = false });
            await foreach (RecordBatch batch in reader.ReadAsync(0, CancellationToken.None))
            {
                records.AddRange(batch.Records);
            }
        }

        return records;
    }
}
