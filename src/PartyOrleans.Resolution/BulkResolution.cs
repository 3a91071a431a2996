using System.Collections.Concurrent;
using PartyOrleans.Matching;
using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Features;
using PartyOrleans.Matching.Training;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Clustering;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Graph;

namespace PartyOrleans.Resolution;

/// <summary>
/// Records in, partition out, nothing kept: the bulk path of the engine without golden records and history, for measuring, training
/// and one-off resolving. Gives the partition that the engine gives for the same records and bundle.
/// </summary>
public sealed partial class BulkResolution
{
    private readonly EncodedRecords _records = new();
    private readonly ConcurrentBag<RecordEncoder> _encoders = [];
    private readonly int _parallelism;
    private TrainingResult? _trained;
    private int? _used;

    /// <summary>Starts without records.</summary>
    /// <param name="parallelism">Threads at most, at least 1; changes speed, never answers.</param>
    public BulkResolution(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        _parallelism = parallelism;
    }

    /// <summary>
    /// Called within <see cref="Train"/> and <see cref="Resolve"/> where much memory has become free and much is about to be asked for, so that
    /// who is short of it may have it collected; null for nothing.
    /// </summary>
    public Action? LetGo { get; init; }

    /// <summary>Records taken so far.</summary>
    public int Records => _used ??= _records.CountUsed(_parallelism);

    /// <summary>Blocks that held too many records to compare them all, greatest first; known after <see cref="Resolve"/>.</summary>
    public IReadOnlyList<OversizeBlock> Oversize { get; private set; } = [];

    /// <summary>Takes records; safe for many callers. A record key may come only once.</summary>
    public void Add(IReadOnlyList<SourceRecord> records)
    {
        if (records.Count == 0)
        {
            return;
        }

        if (!_encoders.TryTake(out RecordEncoder? encoder))
        {
            encoder = new RecordEncoder(_records.Vocabulary, _records.Table);
        }

        Forget();
        _records.Add(records, encoder);
        _encoders.Add(encoder);
    }

    /// <summary>
    /// Where records are written to as they are read, several at once; none while anything else is asked of this. Of rows of one key only
    /// the first is kept by <see cref="DropRepeated"/>.
    /// </summary>
    public EncodedRecords Intake
    {
        get
        {
            Forget();
            return _records;
        }
    }

    /// <summary>Drops every row whose record key a lower row has, and returns how many.</summary>
    public int DropRepeated()
    {
        Forget();
        var hashed = new List<(ulong Hash, int Row)>(_records.Rows);
        for (int row = 0; row < _records.Rows; row++)
        {
            if (_records.IsUsed(row))
            {
                hashed.Add((_records.HashOfKey(row), row));
            }
        }

        hashed.Sort();
        int dropped = 0;
        for (int start = 0; start < hashed.Count;)
        {
            int end = start + 1;
            while (end < hashed.Count && hashed[end].Hash == hashed[start].Hash)
            {
                bool known = false;
                for (int i = start; i < end && !known; i++)
                {
                    known = _records.IsUsed(hashed[i].Row) && _records.CompareKeys(hashed[i].Row, hashed[end].Row) == 0;
                }

                if (known)
                {
                    _records.Free(hashed[end].Row);
                    dropped++;
                }

                end++;
            }

            start = end;
        }

        return dropped;
    }

    /// <summary>Forgets what was known of the records before others come.</summary>
    private void Forget() => (_trained, _used) = (null, null);

    /// <summary>Learns a bundle from the records taken so far.</summary>
    public Bundle Train(Bundle prior, CancellationToken cancellationToken)
    {
        _encoders.Clear();
        _trained = Trainer.TrainAndKeep(prior, _records, _parallelism, LetGo, cancellationToken);
        return _trained.Bundle;
    }

    /// <summary>The party of every record.</summary>
    public RecordPartition Resolve(Bundle bundle, CancellationToken cancellationToken)
    {
        _encoders.Clear();
        var matcher = new BundleMatcher(bundle, _records);
        List<MatchEdge> edges = Edges(matcher, cancellationToken);

        LetGo?.Invoke();

        // Parts of either leave processors idle.
        int[] rows = [];
        int[] first = [];
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
            () => first = FirstOfParty(matcher, edges, cancellationToken),
            () => rows = RowsByKey());
        return new RecordPartition(_records, rows, first);
    }

    private int[] RowsByKey()
    {
        int[] rows = _records.UsedRows(_parallelism);
        _records.SortByKey(rows, _parallelism);
        return rows;
    }

    /// <summary>The edges of the match graph; where the bundle was just learned from these records, from the pairs seen then.</summary>
    private List<MatchEdge> Edges(BundleMatcher matcher, CancellationToken cancellationToken)
    {
        if (_trained is { Promising: { } promising } trained && ReferenceEquals(trained.Bundle, matcher.Bundle))
        {
            Oversize = trained.Oversize;
            _trained = null; // the pairs are let go of as they are scored
            return MatchGraph.Score(matcher, promising, _parallelism, cancellationToken);
        }

        CandidatePairs pairs = matcher.Candidates(_parallelism, cancellationToken);
        List<MatchEdge> edges = MatchGraph.Score(matcher, pairs, _parallelism, cancellationToken);
        Oversize = pairs.Oversize;
        _records.Table.DropKeys();
        return edges;
    }

    /// <summary>For every row, the row of the first record key of its party.</summary>
    private int[] FirstOfParty(BundleMatcher matcher, List<MatchEdge> edges, CancellationToken cancellationToken)
    {
        Components components = Components.Of(_records.Rows, edges, _parallelism);
        MatchGraph graph = MatchGraph.Of(_records.Rows, edges, _parallelism);
        var first = new int[_records.Rows];
        for (int row = 0; row < first.Length; row++)
        {
            first[row] = row;
        }

        if (components.Count == 0)
        {
            return first;
        }

        var none = new JudgementBook();
        Parallel.ForEach(
            Partitioner.Create(0, components.Count),
            new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
            range =>
            {
                var comparer = matcher.NewComparer();
                int[] pair = new int[2];
                int[] firstOfPair = new int[2];
                var pairView = new ComponentView(pair, matcher, comparer, graph, none);
                for (int i = range.Item1; i < range.Item2; i++)
                {
                    ReadOnlySpan<int> members = components.MembersOf(i);
                    bool isPair = members.Length == 2;
                    int[] rows = isPair ? pair : new int[members.Length];
                    members.CopyTo(rows);
                    rows.AsSpan().Sort(_records.CompareKeys);
                    ComponentView view = isPair ? pairView : new ComponentView(rows, matcher, comparer, graph, none);
                    int[] party = ComponentClustering.Cluster(view, matcher.Bundle.Thresholds);
                    int[] firstOf = isPair ? firstOfPair : new int[rows.Length];
                    firstOf.AsSpan().Fill(-1);
                    for (int member = 0; member < rows.Length; member++)
                    {
                        ref int firstRow = ref firstOf[party[member]];
                        firstRow = firstRow < 0 ? rows[member] : firstRow;
                        first[rows[member]] = firstRow;
                    }
                }
            });
        return first;
    }
}
