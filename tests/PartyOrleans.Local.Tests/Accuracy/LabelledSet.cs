using PartyOrleans.Connectors;
using PartyOrleans.Local.Evaluation;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;

namespace PartyOrleans.Tests.Accuracy;

/// <summary>One public labelled set of the shared data: its files, read without a mapping, and who belongs together in truth.</summary>
internal sealed class LabelledSet
{
    private const string Restaurants = "restaurants-fodors-zagat";

    private const string Census = "census-secondstring/census.csv";

    private readonly (string Path, string? Source)[] files;
    private readonly string truth;

    private LabelledSet(string truth, params (string Path, string? Source)[] files)
    {
        this.truth = truth;
        this.files = files;
    }

    /// <summary>The set of a name.</summary>
    public static LabelledSet Of(string name) => name switch
    {
        "febrl1" => new("febrl/_truth_dataset1.csv", ("febrl/dataset1.csv", null)),
        "febrl2" => new("febrl/_truth_dataset2.csv", ("febrl/dataset2.csv", null)),
        "febrl3" => new("febrl/_truth_dataset3.csv", ("febrl/dataset3.csv", null)),
        "febrl4" => new("febrl/_truth_dataset4.csv", ("febrl/dataset4a.csv", "4a"), ("febrl/dataset4b.csv", "4b")),
        "zingg-febrl120k" => new("zingg-febrl120k/_truth.csv", ("zingg-febrl120k/febrl120k.csv", null)),
        "splink-fake1000" => new("splink-fake1000/_truth.csv", ("splink-fake1000/fake_1000.csv", null)),
        "splink-fake20000" => new("splink-fake20000/_truth.csv", ("splink-fake20000/fake_20000.csv", null)),
        "senzing-truthset" => new(
            "senzing-truthset/_truth.csv",
            ("senzing-truthset/customers.jsonl", null), ("senzing-truthset/reference.jsonl", null), ("senzing-truthset/watchlist.jsonl", null)),
        "restaurants" => new($"{Restaurants}/_truth_pairs.csv", ($"{Restaurants}/fodors.csv", "fodors"), ($"{Restaurants}/zagats.csv", "zagats")),
        "chicago" => new("dedupe-chicago-earlychildhood/_truth.csv", ("dedupe-chicago-earlychildhood/csv_example_messy_input.csv", null)),
        "rldata500" => new("rldata/_truth_500.csv", ("rldata/RLdata500.csv", null)),
        "rldata10000" => new("rldata/_truth_10000.csv", ("rldata/RLdata10000.csv", null)),
        "census" => new(Census, (Census, null)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such labelled set."),
    };

    /// <summary>All records, in batches, in the order of the files.</summary>
    public async Task<List<IReadOnlyList<SourceRecord>>> ReadAsync()
    {
        var batches = new List<IReadOnlyList<SourceRecord>>();
        foreach ((string path, string? source) in files)
        {
            InputFile file = InputFiles.Expand([SharedData.Require(path)]).Single();
            using var reader = RecordReader.Open(file, new InputOptions { Source = source, KeepPayload = false });
            await foreach (RecordBatch batch in reader.ReadAsync(0, default))
            {
                batch.DeadLetters.ShouldBeEmpty();
                batches.Add(batch.Records);
            }
        }

        return batches;
    }

    /// <summary>The partition of records, sorted by record key.</summary>
    /// <param name="batches">The records; taken by as many callers at once as there are threads.</param>
    /// <param name="bundle">Decides, as it is or as the start of the training.</param>
    /// <param name="train">Whether weights are learned from the records first.</param>
    /// <param name="threads">Threads at most.</param>
    public static List<Membership> Resolve(IReadOnlyList<IReadOnlyList<SourceRecord>> batches, Bundle bundle, bool train, int threads)
    {
        var bulk = new BulkResolution(threads);
        Parallel.ForEach(batches, new ParallelOptions { MaxDegreeOfParallelism = threads }, bulk.Add);
        Bundle decides = train ? bulk.Train(bundle, default) : bundle;
        List<Membership> members = [.. bulk.Resolve(decides, default).Select(member => new Membership(member.Record, member.Party.Value))];
        members.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return members;
    }

    /// <summary>How well a partition of this set agrees with its truth.</summary>
    public ClusterScore Score(IReadOnlyCollection<Membership> partition)
    {
        string path = SharedData.Require(truth);
        bool isLinks = path.EndsWith("_truth_pairs.csv", StringComparison.Ordinal);
        return ClusterScore.Of(new PartyLookup(partition), isLinks ? ReadLinks(path, partition)
            : truth == Census ? ReadLines(path)
            : LabelFile.ReadTruth(path));
    }

    /// <summary>The truth in the records themselves, source and entity first; their ids are their lines.</summary>
    private static List<Membership> ReadLines(string path) =>
    [
        .. File.ReadLines(path).Select((line, i) => (Cells: line.Split(','), Line: i + 1)).Skip(1)
            .Select(row => new Membership(new RecordKey("", $"{row.Cells[0]}/{row.Line}"), row.Cells[1])),
    ];

    /// <summary>The truth of two sources that were linked: a fodors_id and a zagats_id per entity; every record not named is alone.</summary>
    private static List<Membership> ReadLinks(string path, IReadOnlyCollection<Membership> partition)
    {
        var entities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] ids = line.Split(',', StringSplitOptions.TrimEntries);
            entities.Add("fodors/" + ids[0], line);
            entities.Add("zagats/" + ids[1], line);
        }

        List<Membership> rows = [];
        foreach (string record in partition.Select(member => member.Key.ToString()))
        {
            rows.Add(new Membership(new RecordKey("", record), entities.Remove(record, out string? entity) ? entity : record));
        }

        entities.ShouldBeEmpty("every record that the truth names is in the partition");
        return rows;
    }
}
