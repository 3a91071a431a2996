using System.Buffers.Binary;
using PartyOrleans.Matching;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Graph;
using PartyOrleans.Resolution.Survivorship;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>
/// The engine of one process. Keeps the invariant: after every batch the partition and all golden content are what a fresh run over
/// the current records, the judgements and the bundle would give. Large batches take the bulk path (all candidate pairs by sorted
/// block keys, in parallel), small ones probe and put; both lead to the same match graph, and from there the code is one.
/// Not thread-safe: one caller at a time. Holds no payloads and does no I/O; what it returns is for a store to commit, and where that
/// fails the engine must be discarded and restored.
/// </summary>
public sealed partial class EmbeddedEngine : IResolutionEngine
{
    private readonly BundleMatcher _matcher;
    private readonly EncodedRecords _records = new();
    private readonly EngineWorkers _workers;
    private readonly GoldenBuilder _golden;
    private readonly JudgementBook _judgements = new();
    private readonly PartyRegister _parties = new();
    private readonly Dictionary<RecordKey, int> _rows = [];
    private readonly List<RecordState> _states = [];
    private readonly int _parallelism;
    private readonly Comparison<int> _byKey;
    private MatchGraph _graph = new();
    private BlockIndex? _index;

    /// <summary>Makes an engine without records.</summary>
    /// <param name="bundle">The bundle that decides every answer.</param>
    /// <param name="parallelism">Threads at most, at least 1; changes speed, never answers.</param>
    public EmbeddedEngine(Bundle bundle, int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        _parallelism = parallelism;
        _matcher = new BundleMatcher(bundle, _records);
        _workers = new EngineWorkers(_matcher, parallelism);
        _golden = new GoldenBuilder(bundle);
        _byKey = _records.CompareKeys;
    }

    /// <summary>The bundle.</summary>
    public Bundle Bundle => _matcher.Bundle;

    /// <summary>Where the paths part.</summary>
    internal EngineTuning Tuning { get; set; } = new();

    /// <summary>Current records.</summary>
    public int RecordCount => _rows.Count;

    /// <summary>Candidate pairs that were scored for small batches since the engine was made.</summary>
    public long PairsScored => _workers.PairsScored;

    /// <summary>Current parties.</summary>
    public int PartyCount => _parties.Count;

    /// <summary>Every record with its party, sorted by record key.</summary>
    public IEnumerable<KeyValuePair<RecordKey, PartyId>> Memberships =>
        _rows.OrderBy(entry => entry.Key).Select(entry => KeyValuePair.Create(entry.Key, _parties.OfRow(entry.Value)!.Id));

    /// <summary>The party of a record, or null where the record is not there.</summary>
    public PartyId? PartyOf(RecordKey key) => _rows.TryGetValue(key, out int row) ? _parties.OfRow(row)!.Id : null;

    /// <summary>The keys of the records of a party, sorted; empty where there is no such party.</summary>
    public IReadOnlyList<RecordKey> RecordsOf(PartyId party) =>
        _parties.Find(party) is { } found ? [.. found.Rows.Select(_records.KeyOf)] : [];

    /// <summary>The golden record of a party, built anew, or null where there is no such party.</summary>
    public GoldenRecord? GoldenOf(PartyId party) => _parties.Find(party) is { } found ? BuildGolden(found, before: null) : null;

    /// <summary>The values of a record, or null where it is not there.</summary>
    public AttributeValue[]? ValuesOf(RecordKey key) => _rows.TryGetValue(key, out int row) ? RecordContent.Decode(_states[row].Content) : null;

    /// <inheritdoc />
    public HubChange Apply(InputBatch batch, CancellationToken cancellationToken)
    {
        Plan plan = PlanOf(batch);
        bool bulk = plan.Upserts.Count >= Tuning.FewestForBulk && plan.Upserts.Count >= Tuning.LeastShareForBulk * _rows.Count;
        HashSet<int> dirty = bulk ? ApplyBulk(plan, cancellationToken) : ApplyByProbe(plan, cancellationToken);
        foreach (RecordPair pair in plan.Judged)
        {
            foreach (RecordKey key in (RecordKey[])[pair.Left, pair.Right])
            {
                if (_rows.TryGetValue(key, out int row))
                {
                    dirty.Add(row);
                }
            }
        }

        return Settle(plan, dirty, cancellationToken);
    }

    /// <summary>
    /// Makes room for records and parties that are about to be restored, and for an eighth more, so that the first change afterwards finds room
    /// without moving what is there; what is too small grows by itself.
    /// </summary>
    public void MakeRoom(int records, int parties)
    {
        records = WithRoom(records);
        _rows.EnsureCapacity(records);
        _states.EnsureCapacity(records);
        _parties.EnsureCapacity(WithRoom(parties));
        _parties.EnsureRows(records);
    }

    private static int WithRoom(int count) => (int)Math.Min(Array.MaxLength, count + (count / 8L));

    /// <summary>Takes in records that a store holds, with the parties they had, without changing anything; for start-up only.</summary>
    /// <param name="records">Batches of stored records, in any order.</param>
    /// <param name="judgements">The judgements in force.</param>
    /// <param name="reviews">The open review tasks.</param>
    /// <param name="retired">The ids that were retired.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RestoreAsync(
        IAsyncEnumerable<IReadOnlyList<StoredRecord>> records, IEnumerable<Judgement> judgements, IEnumerable<ReviewTask> reviews,
        IEnumerable<PartyId> retired, CancellationToken cancellationToken)
    {
        if (_rows.Count > 0)
        {
            throw new InvalidOperationException($"Only an empty engine can be restored; this one holds {_rows.Count} records.");
        }

        await RestoreRecordsAsync(records, cancellationToken).ConfigureAwait(false);
        foreach (Judgement judgement in judgements)
        {
            _judgements.Set(judgement);
        }

        foreach (ReviewTask review in reviews)
        {
            AddReview(review);
        }

        foreach (PartyId id in retired)
        {
            _parties.AddRetired(id);
        }

        RestoreGraph(cancellationToken);
    }

    /// <summary>Scores all candidate pairs and builds the graph from them; the probe index is dropped and rebuilt when next needed.</summary>
    /// <param name="knownRows">Rows below it, which did not change since the graph was made, keep their edges; 0 scores all pairs anew.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private void RebuildGraph(int knownRows, CancellationToken cancellationToken)
    {
        List<MatchEdge> edges = MatchGraph.Score(
            _matcher, _matcher.Candidates(knownRows, _parallelism, cancellationToken), _graph, knownRows, _parallelism, cancellationToken);
        _graph = MatchGraph.Of(_records.Rows, edges, _parallelism);
        _index = null;
    }

    private BlockIndex Index() => _index ??= BuildIndex(CancellationToken.None);

    private BlockIndex BuildIndex(CancellationToken cancellationToken)
    {
        var index = new BlockIndex(_records.Table, _matcher.Bundle.Blocking.MaxBlockRecords) { KnownOversize = _oversize };
        index.Build(_records.UsedRows(_parallelism), _matcher.ComputeKeys(_parallelism, cancellationToken), _parallelism);
        return index;
    }

    /// <summary>What the engine holds of a record besides its row: its content, and the 16 bytes of its content hash.</summary>
    private readonly record struct RecordState(byte[] Content, ulong HashStart, ulong HashEnd)
    {
        public static RecordState Of(byte[] content, ReadOnlySpan<byte> hash) =>
            new(content, BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));

        public bool HasHash(ReadOnlySpan<byte> hash) =>
            HashStart == BinaryPrimitives.ReadUInt64LittleEndian(hash) && HashEnd == BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]);
    }
}
