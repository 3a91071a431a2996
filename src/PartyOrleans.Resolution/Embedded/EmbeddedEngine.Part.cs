using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Graph;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>Blocks whose size crossed the limit with a change, seen by who counts all of a hub's records.</summary>
/// <param name="Grew">Blocks that hold too many records from this change on.</param>
/// <param name="Shrank">Blocks that hold few enough again.</param>
public sealed record BlockCrossings(IReadOnlyList<BlockId> Grew, IReadOnlyList<BlockId> Shrank)
{
    /// <summary>Where no block crossed the limit.</summary>
    public static BlockCrossings None { get; } = new([], []);
}

/// <content>
/// An engine that holds part of a hub: whole components of the match graph, absorbed from a store as changes need them. Inside of what it holds
/// it decides as an engine with all records would, because nothing outside of a component has a say in it. What it cannot know of itself, which
/// blocks are oversize, which party ids are taken, and which records outside a change reaches, it is told.
/// </content>
public sealed partial class EmbeddedEngine
{
    private HashSet<BlockId>? _oversize;
    private BlockCrossings _crossings = BlockCrossings.None;

    /// <summary>Makes an engine that will hold part of a hub.</summary>
    /// <param name="bundle">The bundle that decides every answer.</param>
    /// <param name="parallelism">Threads at most, at least 1; changes speed, never answers.</param>
    /// <param name="oversize">The blocks of the hub that are oversize now.</param>
    /// <param name="judgements">All judgements in force.</param>
    public static EmbeddedEngine OfPart(Bundle bundle, int parallelism, IEnumerable<BlockId> oversize, IEnumerable<Judgement> judgements)
    {
        var engine = new EmbeddedEngine(bundle, parallelism) { Tuning = EngineTuning.Probe, _oversize = [.. oversize] };
        foreach (Judgement judgement in judgements)
        {
            engine._judgements.Set(judgement);
        }

        return engine;
    }

    /// <summary>Whether a record is held.</summary>
    public bool Holds(RecordKey key) => _rows.ContainsKey(key);

    /// <summary>
    /// Takes in components as the store has them: all records of every party among them, and of every party that one of them has an open review
    /// or a judgement with. Records held already are passed over.
    /// </summary>
    /// <param name="records">The records, with the parties they are in.</param>
    /// <param name="reviews">The open reviews between them.</param>
    /// <param name="taken">Party ids that are in use elsewhere or were retired, as far as records here might be given them.</param>
    public void Absorb(IReadOnlyList<StoredRecord> records, IEnumerable<ReviewTask> reviews, IEnumerable<PartyId> taken)
    {
        BlockIndex index = Index();
        var rows = new List<int>(records.Count);
        foreach (StoredRecord record in records)
        {
            if (_rows.ContainsKey(record.Key))
            {
                continue;
            }

            int row = _records.ReserveOne();
            _rows.Add(record.Key, row);
            SetState(row, RecordState.Of(record.Content, record.ContentHash));
            _records.Encode(record.Key, record.Content, row, _workers.Own.Encoder);
            _matcher.Keys.Compute(row);
            rows.Add(row);
            _parties.EnsureRows(_records.Rows);
            Party party = _parties.GetOrAdd(record.Party);
            party.Rows = [.. party.Rows, row];
            _parties.Place(row, party);
        }

        foreach (Party party in rows.Select(row => _parties.OfRow(row)!).Distinct())
        {
            Array.Sort(party.Rows, (a, b) => _records.CompareKeys(a, b));
        }

        _graph.EnsureRows(_records.Rows);
        _crossed.Clear();
        foreach (int row in rows)
        {
            index.Add(row, _matcher.Keys.Further(row), _crossed);
        }

        foreach (int row in rows)
        {
            Probe(row, index, []);
        }

        foreach (ReviewTask review in reviews)
        {
            if (!_reviews.ContainsKey(review.Pair))
            {
                AddReview(review);
            }
        }

        foreach (PartyId id in taken)
        {
            if (_parties.Find(id) is null)
            {
                _parties.AddRetired(id);
            }
        }
    }

    /// <summary>Applies a batch with which blocks crossed the limit. All records that it reaches must have been absorbed.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="crossings">The blocks that crossed the limit with it; all their records must have been absorbed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public HubChange Apply(InputBatch batch, BlockCrossings crossings, CancellationToken cancellationToken)
    {
        if (_oversize is null)
        {
            throw new InvalidOperationException("This engine holds all records, and counts its blocks itself.");
        }

        _oversize.UnionWith(crossings.Grew);
        _oversize.ExceptWith(crossings.Shrank);
        _crossings = crossings;
        try
        {
            return Apply(batch, cancellationToken);
        }
        finally
        {
            _crossings = BlockCrossings.None;
        }
    }

    /// <summary>The ids that a party which begins with a record may be given, in the order in which they are tried.</summary>
    public static IEnumerable<PartyId> NamesFor(RecordKey first, int most) => PartyRegister.NamesFor(first).Take(most);

    private void NoteCrossings()
    {
        foreach (BlockId block in _crossings.Grew)
        {
            _crossed.TryAdd(block, false);
        }

        foreach (BlockId block in _crossings.Shrank)
        {
            _crossed.TryAdd(block, true);
        }
    }
}
