using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Parts;

/// <summary>A batch with what finding its candidates has shown.</summary>
/// <param name="Inputs">The batch.</param>
/// <param name="Neighbours">Records outside the batch that are edges of the match graph with one of its records, or share a block that crossed the limit.</param>
/// <param name="Crossings">Blocks that crossed the limit.</param>
public sealed record ProbedBatch(InputBatch Inputs, IReadOnlyList<RecordKey> Neighbours, BlockCrossings Crossings);

/// <summary>
/// Decides changes of a hub of which it holds only the components that they touch: for each batch it names the records whose parties it needs,
/// is given them, and applies. It does no I/O; who drives it loads. All open reviews and judgements are held, since they connect components.
/// What it holds stays for later batches until there is too much of it.
/// </summary>
public sealed class ComponentResolver
{
    private readonly Bundle _bundle;
    private readonly int _parallelism;
    private readonly int _mostRecords;
    private readonly HashSet<BlockId> _oversize;
    private readonly Dictionary<RecordPair, Judgement> _judgements;
    private readonly Dictionary<RecordPair, ReviewTask> _reviews;
    private readonly Dictionary<RecordKey, HashSet<RecordPair>> _pairsOf = [];
    private readonly HashSet<RecordKey> _asked = [];
    private EmbeddedEngine _engine;

    /// <summary>Makes a resolver of what a hub holds.</summary>
    /// <param name="bundle">The bundle that decides every answer.</param>
    /// <param name="parallelism">Threads at most, at least 1.</param>
    /// <param name="mostRecords">Records held at most when a batch begins; more are let go of.</param>
    /// <param name="state">What connects components.</param>
    public ComponentResolver(Bundle bundle, int parallelism, int mostRecords, ConnectingState state)
    {
        (_bundle, _parallelism, _mostRecords) = (bundle, parallelism, mostRecords);
        _oversize = [.. state.Oversize];
        _judgements = state.Judgements.ToDictionary(judgement => judgement.Pair);
        _reviews = state.Reviews.ToDictionary(review => review.Pair);
        foreach (RecordPair pair in _judgements.Keys.Concat(_reviews.Keys))
        {
            Connect(pair);
        }

        _engine = NewEngine();
    }

    /// <summary>Records held.</summary>
    public int Held => _engine.RecordCount;

    /// <summary>Whether the next batch begins with nothing held: all that was applied must be in the store by then.</summary>
    public bool LetsGoNext => _engine.RecordCount > _mostRecords;

    /// <summary>Open review tasks of the hub.</summary>
    public int Reviews => _reviews.Count;

    /// <summary>The engine that holds the components loaded so far; to be read only.</summary>
    public EmbeddedEngine Engine => _engine;

    /// <summary>Begins a batch.</summary>
    /// <returns>Records whose parties are to be loaded next; none where all is there.</returns>
    public IReadOnlyList<RecordKey> Begin(ProbedBatch batch)
    {
        if (LetsGoNext)
        {
            _engine = NewEngine();
        }

        _asked.Clear();
        IEnumerable<RecordKey> keys = batch.Inputs.Upserts.Select(record => record.Key)
            .Concat(batch.Inputs.Deletes)
            .Concat(batch.Neighbours)
            .Concat(batch.Inputs.Judgements.Select(judgement => judgement.Pair).Concat(batch.Inputs.Revocations).SelectMany(static pair => (RecordKey[])[pair.Left, pair.Right]));
        return Missing(keys);
    }

    /// <summary>Takes in what was loaded.</summary>
    /// <param name="records">All records of the parties of the records asked for; nothing for records that the store does not have.</param>
    /// <param name="taken">Of the names that these records may give a party, those that are in use or retired.</param>
    /// <returns>Records whose parties are to be loaded next; none where all is there.</returns>
    public IReadOnlyList<RecordKey> Absorb(IReadOnlyList<StoredRecord> records, IEnumerable<PartyId> taken)
    {
        var here = records.Select(record => record.Key).ToHashSet();
        ReviewTask[] reviews =
        [
            .. here.SelectMany(key => _pairsOf.GetValueOrDefault(key) ?? []).Distinct()
                .Where(pair => _reviews.ContainsKey(pair) && IsHere(pair.Left) && IsHere(pair.Right)).Select(pair => _reviews[pair]),
        ];
        _engine.Absorb(records, reviews, taken);
        return Missing(here);

        bool IsHere(RecordKey key) => here.Contains(key) || _engine.Holds(key);
    }

    /// <summary>Applies the batch; all that it asked for must have been taken in.</summary>
    public HubChange Apply(ProbedBatch batch, CancellationToken cancellationToken)
    {
        _oversize.UnionWith(batch.Crossings.Grew);
        _oversize.ExceptWith(batch.Crossings.Shrank);
        HubChange change = _engine.Apply(batch.Inputs, batch.Crossings, cancellationToken);
        foreach (RecordPair closed in change.ReviewsClosed)
        {
            _reviews.Remove(closed);
            Disconnect(closed);
        }

        foreach (ReviewTask opened in change.ReviewsOpened)
        {
            _reviews[opened.Pair] = opened;
            Connect(opened.Pair);
        }

        foreach (RecordPair revoked in change.Revoked)
        {
            _judgements.Remove(revoked);
            Disconnect(revoked);
        }

        foreach (Judgement judged in change.Judged)
        {
            _judgements[judged.Pair] = judged;
            Connect(judged.Pair);
        }

        return change;
    }

    private EmbeddedEngine NewEngine() => EmbeddedEngine.OfPart(_bundle, _parallelism, _oversize, _judgements.Values);

    /// <summary>Of some records and those connected with them, the ones that are neither held nor were asked for.</summary>
    private List<RecordKey> Missing(IEnumerable<RecordKey> keys)
    {
        var missing = new List<RecordKey>();
        var seen = new HashSet<RecordKey>();
        var open = new Stack<RecordKey>(keys);
        while (open.TryPop(out RecordKey key))
        {
            if (!seen.Add(key))
            {
                continue;
            }

            if (!_engine.Holds(key) && _asked.Add(key))
            {
                missing.Add(key);
            }

            foreach (RecordPair pair in _pairsOf.GetValueOrDefault(key) ?? [])
            {
                open.Push(pair.Left == key ? pair.Right : pair.Left);
            }
        }

        missing.Sort();
        return missing;
    }

    private void Connect(RecordPair pair)
    {
        foreach (RecordKey key in (RecordKey[])[pair.Left, pair.Right])
        {
            if (!_pairsOf.TryGetValue(key, out HashSet<RecordPair>? pairs))
            {
                _pairsOf.Add(key, pairs = []);
            }

            pairs.Add(pair);
        }
    }

    private void Disconnect(RecordPair pair)
    {
        if (_reviews.ContainsKey(pair) || _judgements.ContainsKey(pair))
        {
            return;
        }

        foreach (RecordKey key in (RecordKey[])[pair.Left, pair.Right])
        {
            if (_pairsOf.TryGetValue(key, out HashSet<RecordPair>? pairs) && pairs.Remove(pair) && pairs.Count == 0)
            {
                _pairsOf.Remove(key);
            }
        }
    }
}

/// <summary>What of a hub connects components, and so is held whole.</summary>
/// <param name="Oversize">Blocks that are oversize.</param>
/// <param name="Judgements">Judgements in force.</param>
/// <param name="Reviews">Open review tasks.</param>
public sealed record ConnectingState(IReadOnlyCollection<BlockId> Oversize, IReadOnlyCollection<Judgement> Judgements, IReadOnlyCollection<ReviewTask> Reviews);
