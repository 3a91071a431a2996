using System.Collections.Concurrent;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>What came from each source: counts, drift, freshness. Safe to be used from several threads.</summary>
public sealed class SourceLedger
{
    /// <summary>Sources that are told apart; what more there are is counted together.</summary>
    private const int MostSources = 10_000;

    /// <summary>Stands for the sources past the most that are told apart.</summary>
    private const string OtherSources = "(other sources)";

    private readonly SourceLedger? _whole;
    private readonly ConcurrentDictionary<string, SourceTally> _tallies = new(StringComparer.Ordinal);

    /// <summary>Makes a ledger.</summary>
    public SourceLedger()
    {
    }

    private SourceLedger(SourceLedger whole) => _whole = whole;

    /// <summary>A drifted field was seen for the first time. Called on the thread that found it.</summary>
    public event Action<string, FieldDrift>? DriftFound;

    /// <summary>
    /// A ledger of a part, such as one file. Drift and messages passed over are entered here too; what was taken or refused is entered here by whoever commits it.
    /// </summary>
    public SourceLedger Part() => new(this);

    /// <summary>The tally of a source.</summary>
    public SourceTally For(string source) =>
        _tallies.TryGetValue(source, out SourceTally? tally)
            ? tally
            : _tallies.GetOrAdd(_tallies.Count < MostSources ? source : OtherSources, static (name, self) => new SourceTally(name, self, self._whole?.For(name)), this);

    /// <summary>What came from each source, sorted by source (ordinal).</summary>
    public IReadOnlyList<SourceReport> Report() =>
        [.. _tallies.Values.OrderBy(tally => tally.Source, StringComparer.Ordinal).Select(tally => tally.Report())];

    internal void Found(string source, FieldDrift drift) => DriftFound?.Invoke(source, drift);
}

/// <summary>What came from one source. Safe to be used from several threads.</summary>
public sealed class SourceTally
{
    /// <summary>Fields that are told apart; what more a source makes up is counted together.</summary>
    private const int MostFields = 200;

    /// <summary>Stands for the fields past the most that are told apart.</summary>
    private const string OtherFields = "(other fields)";

    private readonly SourceLedger _ledger;
    private readonly SourceTally? _whole;
    private readonly ConcurrentDictionary<(string Field, FieldDriftKind Kind), Drifted> _drifts = new();
    private readonly ConcurrentDictionary<string, long> _passed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DeadLetterKind, long> _refused = new();
    private long _accepted;
    private long _deleted;
    private long _lastTicks;

    internal SourceTally(string source, SourceLedger ledger, SourceTally? whole) => (Source, _ledger, _whole) = (source, ledger, whole);

    /// <summary>The source.</summary>
    public string Source { get; }

    /// <summary>When its last record was taken (UTC); null where none was.</summary>
    public DateTimeOffset? LastAcceptedAt => Interlocked.Read(ref _lastTicks) is > 0 and long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Enters records that were taken: new, changed, or held already.</summary>
    /// <param name="records">How many; zero only moves the time.</param>
    /// <param name="at">When.</param>
    public void Accept(long records, DateTimeOffset at)
    {
        Interlocked.Add(ref _accepted, records);
        long before = Interlocked.Read(ref _lastTicks);
        while (at.UtcTicks > before && Interlocked.CompareExchange(ref _lastTicks, at.UtcTicks, before) is var found && found != before)
        {
            before = found;
        }
    }

    /// <summary>Enters records that were deleted.</summary>
    public void Delete(long records) => Interlocked.Add(ref _deleted, records);

    /// <summary>Enters a message that was refused.</summary>
    public void Refuse(DeadLetterKind kind) => _refused.AddOrUpdate(kind, 1, static (_, count) => count + 1);

    /// <summary>Enters a message of which nothing came.</summary>
    /// <param name="reason">Which kind of message; one of few.</param>
    public void Pass(string reason)
    {
        _passed.AddOrUpdate(reason, 1, static (_, count) => count + 1);
        _whole?.Pass(reason);
    }

    /// <summary>Enters a record with a field that differs from the contract.</summary>
    internal void Drift(string field, FieldDriftKind kind, string input, long place, string shape)
    {
        string name = _drifts.Count < MostFields || _drifts.ContainsKey((field, kind)) ? field : OtherFields;
        Drifted drifted = _drifts.GetOrAdd((name, kind), static _ => new Drifted());
        if (drifted.Add(input, place, name == OtherFields ? "" : shape))
        {
            _ledger.Found(Source, drifted.Of(name, kind));
        }

        _whole?.Drift(field, kind, input, place, shape);
    }

    /// <summary>What came, at this moment; lists sorted by value (ordinal).</summary>
    public SourceReport Report() => new()
    {
        Source = Source,
        Accepted = Interlocked.Read(ref _accepted),
        Deleted = Interlocked.Read(ref _deleted),
        Refused = [.. _refused.OrderBy(kind => kind.Key)],
        Passed = [.. _passed.OrderBy(reason => reason.Key, StringComparer.Ordinal)],
        Drift =
        [
            .. _drifts.Select(entry => entry.Value.Of(entry.Key.Field, entry.Key.Kind))
                .OrderBy(drift => drift.Field, StringComparer.Ordinal).ThenBy(drift => drift.Kind),
        ],
        LastAcceptedAt = LastAcceptedAt,
    };

    private sealed class Drifted
    {
        private readonly Lock _lock = new();
        private string _input = "";
        private long _place;
        private string _shape = "";
        private long _count;

        /// <summary>Counts a sample; of one input the one that stands first is shown, whichever thread found it first.</summary>
        /// <returns>Whether it is the first one.</returns>
        public bool Add(string input, long place, string shape)
        {
            lock (_lock)
            {
                if (_count++ == 0 || (place < _place && string.Equals(input, _input, StringComparison.Ordinal)))
                {
                    (_input, _place, _shape) = (input, place, shape);
                }

                return _count == 1;
            }
        }

        public FieldDrift Of(string field, FieldDriftKind kind)
        {
            lock (_lock)
            {
                return new FieldDrift(field, kind, _input, _place, _shape, _count);
            }
        }
    }
}

/// <summary>What came from one source.</summary>
public sealed record SourceReport
{
    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>Records taken.</summary>
    public long Accepted { get; init; }

    /// <summary>Records deleted.</summary>
    public long Deleted { get; init; }

    /// <summary>Messages refused, by kind.</summary>
    public IReadOnlyList<KeyValuePair<DeadLetterKind, long>> Refused { get; init; } = [];

    /// <summary>Messages of which nothing came, by reason.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Passed { get; init; } = [];

    /// <summary>Fields that differ from the contract, sorted by field.</summary>
    public IReadOnlyList<FieldDrift> Drift { get; init; } = [];

    /// <summary>When its last record was taken (UTC); null where none was.</summary>
    public DateTimeOffset? LastAcceptedAt { get; init; }
}
