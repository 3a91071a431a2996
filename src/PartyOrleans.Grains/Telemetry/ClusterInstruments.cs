using System.Diagnostics.Metrics;

namespace PartyOrleans.Grains.Telemetry;

/// <summary>
/// What a silo tells of how it takes part in a hub, beside what every hub tells: where a turn's time goes, and how often epochs end. Stages that
/// all silos do side by side are told by the silo that took the submission, those of the ledger by the silo that holds it.
/// </summary>
public sealed class ClusterInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "PartyOrleans.Cluster";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _stages;
    private readonly Counter<long> _epochs;
    private readonly Counter<long> _contents;
    private readonly UpDownCounter<long> _members;
    private readonly Histogram<double> _openings;
    private readonly TimeProvider _time;

    /// <summary>Makes the instruments.</summary>
    public ClusterInstruments(TimeProvider time)
    {
        _time = time;
        _stages = _meter.CreateHistogram("party.cluster.turn.duration", "s", "Time a turn takes in each of its stages.", null, Seconds);
        _epochs = _meter.CreateCounter<long>("party.cluster.epochs.ended", "{epoch}", "Epochs that ended, whose turns under way were begun again.");
        _contents = _meter.CreateCounter<long>("party.cluster.contents", "{record}", "Contents of candidates that were needed, by where they were found.");
        _members = _meter.CreateUpDownCounter<long>("party.cluster.members.size", "By", "Memory that the silo's shards use for members of blocks, about.");
        _openings = _meter.CreateHistogram("party.cluster.shard.opening.duration", "s", "Time that reading a shard takes which is made anew, by what it is read from.", null, Seconds);
    }

    /// <summary>A moment to measure from.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Tells how long a stage of a turn took, and begins the next.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="since">When it began; the moment of the call afterwards.</param>
    /// <returns>How long.</returns>
    public TimeSpan Passed(TurnStage stage, ref long since)
    {
        long now = _time.GetTimestamp();
        TimeSpan took = _time.GetElapsedTime(since, now);
        _stages.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", NameOf(stage)));
        since = now;
        return took;
    }

    /// <summary>Tells that an epoch ended before its time.</summary>
    public void EpochEnded() => _epochs.Add(1);

    /// <summary>Tells where contents of candidates were found.</summary>
    /// <param name="here">With the shard's answer or on this silo.</param>
    /// <param name="store">In the store.</param>
    public void ContentsFound(int here, int store)
    {
        _contents.Add(here, new KeyValuePair<string, object?>("where", "silo"));
        _contents.Add(store, new KeyValuePair<string, object?>("where", "store"));
    }

    /// <summary>Tells that shards use more or less memory for members of blocks.</summary>
    public void MembersHeld(long moreBytes) => _members.Add(moreBytes);

    /// <summary>Tells how long it took to read a shard.</summary>
    /// <param name="since">When that began.</param>
    /// <param name="isFromPages">Whether it was read from its pages, and only what changed since was computed.</param>
    public void ShardOpened(long since, bool isFromPages) =>
        _openings.Record(_time.GetElapsedTime(since).TotalSeconds, new KeyValuePair<string, object?>("from", isFromPages ? "pages" : "records"));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static string NameOf(TurnStage stage) => stage switch
    {
        TurnStage.Begin => "begin",
        TurnStage.Blocks => "blocks",
        TurnStage.Probe => "probe",
        TurnStage.Score => "score",
        TurnStage.Settle => "settle",
        TurnStage.Gather => "gather",
        TurnStage.Decide => "decide",
        _ => "commit",
    };
}

/// <summary>A stage of a turn.</summary>
public enum TurnStage
{
    /// <summary>Waiting for the ledger to give the turn out.</summary>
    Begin,

    /// <summary>Looking up what the records held, and computing block keys.</summary>
    Blocks,

    /// <summary>Probing the shards and putting into them.</summary>
    Probe,

    /// <summary>Finding what candidates hold, and scoring them.</summary>
    Score,

    /// <summary>Waiting for the ledger's answer: all that follows, and the turns before.</summary>
    Settle,

    /// <summary>On the ledger: reading the components that are touched.</summary>
    Gather,

    /// <summary>On the ledger: deciding them.</summary>
    Decide,

    /// <summary>On the ledger: writing them.</summary>
    Commit,
}
