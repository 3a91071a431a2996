using System.Collections.Concurrent;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Graph;

namespace PartyOrleans.Resolution.Embedded;

/// <content>
/// Warm start: the records come from a store, with what was decided about them. Every edge of the match graph lies inside a party, is an open
/// review or was judged, so that only those pairs are scored; a sample of records is probed to see that the stored state is indeed that of
/// this bundle and this program, and where it is not, all candidate pairs are.
/// </content>
public sealed partial class EmbeddedEngine
{
    /// <summary>In a party of more records the pairs that may be edges are those that share a block.</summary>
    private const int MostPaired = 64;

    /// <summary>Rows of pairs this far ahead are fetched from memory while others are scored.</summary>
    private const int PairsAhead = 8;

    /// <summary>Rows whose pairs one thread collects at a time.</summary>
    private const int RowsTogether = 1 << 14;

    /// <summary>Records probed at restart to check the match graph, where there are so many.</summary>
    private const int FewestSampled = 2048;

    /// <summary>Whether the restart had to score all candidate pairs.</summary>
    internal bool ScoredAllAtRestart { get; private set; }

    private async Task RestoreRecordsAsync(IAsyncEnumerable<IReadOnlyList<StoredRecord>> batches, CancellationToken cancellationToken)
    {
        var encoding = new List<Task>();
        var encoders = new ConcurrentBag<RecordEncoder>();
        var members = new RestoredMembers(_parties);
        Task placing = Task.CompletedTask;
        await foreach (IReadOnlyList<StoredRecord> batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (batch.Count == 0)
            {
                continue;
            }

            int first = _records.Reserve(batch.Count);
            encoding.Add(Task.Run(() => EncodeStored(batch, first, encoders), cancellationToken));
            placing = PlaceAfterAsync(placing, members, batch, first);
            for (int i = 0; i < batch.Count; i++)
            {
                _rows.Add(batch[i].Key, first + i);
                SetState(first + i, RecordState.Of(batch[i].Content, batch[i].ContentHash));
            }
        }

        await Task.WhenAll([placing, .. encoding]).ConfigureAwait(false);
        members.Sort(_records, _parallelism);
    }

    private static async Task PlaceAfterAsync(Task before, RestoredMembers members, IReadOnlyList<StoredRecord> batch, int first)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        members.Add(batch, first);
    }

    private void EncodeStored(IReadOnlyList<StoredRecord> batch, int first, ConcurrentBag<RecordEncoder> encoders)
    {
        if (!encoders.TryTake(out RecordEncoder? encoder))
        {
            encoder = new RecordEncoder(_records.Vocabulary, _records.Table);
        }

        for (int i = 0; i < batch.Count; i++)
        {
            _records.Encode(batch[i].Key, batch[i].Content, first + i, encoder);
        }

        encoders.Add(encoder);
    }

    /// <summary>Makes the probe index and the match graph of the records, parties, reviews and judgements restored.</summary>
    private void RestoreGraph(CancellationToken cancellationToken)
    {
        BlockIndex index = BuildIndex(cancellationToken);
        _graph = Tuning.ScoresAllAtRestart
            ? new MatchGraph()
            : MatchGraph.Of(WithRoom(_records.Rows), EdgesKnown(index, cancellationToken), _parallelism);
        ScoredAllAtRestart = Tuning.ScoresAllAtRestart || !HoldsForSample(index, cancellationToken);
        if (ScoredAllAtRestart)
        {
            RebuildGraph(0, cancellationToken);
        }

        _index = index;
    }

    private List<MatchEdge> EdgesKnown(BlockIndex index, CancellationToken cancellationToken)
    {
        (int A, int B)[] pairs = PairsKnown(index, cancellationToken);
        var weights = new float[pairs.Length];
        _workers.ForEach(
            pairs.Length,
            (i, worker) =>
            {
                if (i + PairsAhead < pairs.Length)
                {
                    _records.Table.Prefetch(pairs[i + PairsAhead].A);
                    _records.Table.Prefetch(pairs[i + PairsAhead].B);
                }

                weights[i] = index.IsCandidate(pairs[i].A, pairs[i].B)
                    ? (float)_matcher.WeightBits(worker.Comparer, pairs[i].A, pairs[i].B)
                    : float.NaN;
            },
            cancellationToken);
        var edges = new List<MatchEdge>(pairs.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            if (weights[i] >= (float)_matcher.Bundle.Thresholds.ReviewBits)
            {
                edges.Add(new MatchEdge(pairs[i].A, pairs[i].B, weights[i]));
            }
        }

        return edges;
    }

    /// <summary>The pairs that may be edges: those inside a party, those under review and those judged, each once, sorted by row.</summary>
    private (int A, int B)[] PairsKnown(BlockIndex index, CancellationToken cancellationToken)
    {
        var pairs = new List<ulong>();
        Parallel.ForEach(
            Partitioner.Create(0, Math.Max(1, _records.Rows), RowsTogether),
            new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
            () => (Pairs: new List<ulong>(), Candidates: new CandidateRows()),
            (range, _, found) =>
            {
                for (int row = range.Item1; row < Math.Min(range.Item2, _records.Rows); row++)
                {
                    if (_parties.OfRow(row) is { Rows.Length: > 1 } party && party.Rows[0] == row)
                    {
                        AddPairsOf(party, index, found.Candidates, found.Pairs);
                    }
                }

                return found;
            },
            found =>
            {
                lock (pairs)
                {
                    pairs.AddRange(found.Pairs);
                }
            });
        foreach (RecordPair pair in _reviews.Keys.Concat(_judgements.Pairs))
        {
            if (_rows.TryGetValue(pair.Left, out int left) && _rows.TryGetValue(pair.Right, out int right))
            {
                pairs.Add(PairOf(left, right));
            }
        }

        pairs.Sort();
        var distinct = new List<(int A, int B)>(pairs.Count);
        for (int i = 0; i < pairs.Count; i++)
        {
            if (i == 0 || pairs[i] != pairs[i - 1])
            {
                distinct.Add(((int)(pairs[i] >> 32), (int)(uint)pairs[i]));
            }
        }

        return [.. distinct];
    }

    private static void AddPairsOf(Party party, BlockIndex index, CandidateRows candidates, List<ulong> pairs)
    {
        if (party.Rows.Length > MostPaired)
        {
            foreach (int row in party.Rows)
            {
                index.Candidates(row, candidates);
                foreach (int other in candidates.Rows)
                {
                    pairs.Add(PairOf(row, other));
                }
            }

            return;
        }

        for (int i = 1; i < party.Rows.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                pairs.Add(PairOf(party.Rows[i], party.Rows[j]));
            }
        }
    }

    private static ulong PairOf(int a, int b) => ((ulong)(uint)Math.Min(a, b) << 32) | (uint)Math.Max(a, b);

    /// <summary>Whether the graph holds exactly the edges that probing finds, for some records chosen by the hash of their key, or all of a small hub.</summary>
    private bool HoldsForSample(BlockIndex index, CancellationToken cancellationToken)
    {
        ulong share = (ulong)Math.Max(1, _rows.Count / FewestSampled);
        int[] used = _records.UsedRows(_parallelism);
        int differing = 0;
        _workers.ForEach(
            used.Length,
            (i, worker) =>
            {
                if (_records.HashOfKey(used[i]) % share == 0 && !HoldsFor(used[i], index, worker))
                {
                    Interlocked.Increment(ref differing);
                }
            },
            cancellationToken);
        return differing == 0;
    }

    private bool HoldsFor(int row, BlockIndex index, EngineWorker worker)
    {
        int edges = 0;
        index.Candidates(row, worker.Candidates);
        foreach (int other in worker.Candidates.Rows)
        {
            double bits = _matcher.WeightBits(worker.Comparer, row, other);
            if (bits >= _matcher.Bundle.Thresholds.ReviewBits)
            {
                edges++;
                if (_graph.WeightOf(row, other) != (float)bits)
                {
                    return false;
                }
            }
        }

        return edges == _graph.NeighboursOf(row).Length;
    }
}
