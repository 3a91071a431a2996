using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Graph;

namespace PartyOrleans.Resolution.Embedded;

/// <content>From a batch to the match graph: the bulk path and the probing path.</content>
public sealed partial class EmbeddedEngine
{
    private readonly HashSet<int> _candidates = [];
    private readonly List<int> _members = [];

    private Plan PlanOf(InputBatch batch)
    {
        var plan = new Plan();
        var encoded = new (byte[] Content, byte[] Hash)[batch.Upserts.Count];
        if (batch.Upserts.Count < 64)
        {
            for (int i = 0; i < encoded.Length; i++)
            {
                encoded[i] = Encoded(batch.Upserts[i]);
            }
        }
        else
        {
            Parallel.For(0, encoded.Length, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, i => encoded[i] = Encoded(batch.Upserts[i]));
        }

        var seen = new HashSet<RecordKey>(batch.Upserts.Count + batch.Deletes.Count);
        for (int i = 0; i < encoded.Length; i++)
        {
            SourceRecord record = batch.Upserts[i];
            if (!seen.Add(record.Key))
            {
                throw new ArgumentException($"Record {record.Key} stands in the batch twice.", nameof(batch));
            }

            if (!_rows.TryGetValue(record.Key, out int row) || !_states[row].Hash.AsSpan().SequenceEqual(encoded[i].Hash))
            {
                plan.Upserts.Add((record, encoded[i].Content, encoded[i].Hash));
            }
        }

        foreach (RecordKey key in batch.Deletes)
        {
            if (!seen.Add(key))
            {
                throw new ArgumentException($"Record {key} stands in the batch twice.", nameof(batch));
            }

            if (_rows.ContainsKey(key))
            {
                plan.Deletes.Add(key);
            }
        }

        var pairs = new HashSet<RecordPair>();
        foreach (RecordPair pair in batch.Judgements.Select(judgement => judgement.Pair).Concat(batch.Revocations))
        {
            if (!pairs.Add(pair))
            {
                throw new ArgumentException($"The pair {pair} is judged or revoked twice in the batch.", nameof(batch));
            }
        }

        foreach (Judgement judgement in batch.Judgements)
        {
            if (_judgements.Set(judgement))
            {
                plan.Judgements.Add(judgement);
                plan.Judged.Add(judgement.Pair);
            }
        }

        foreach (RecordPair pair in batch.Revocations)
        {
            if (_judgements.Revoke(pair))
            {
                plan.Revoked.Add(pair);
                plan.Judged.Add(pair);
            }
        }

        return plan;
    }

    private static (byte[] Content, byte[] Hash) Encoded(SourceRecord record)
    {
        byte[] content = RecordContent.Encode(record.Values);
        return (content, RecordContent.Hash(content, record.Payload));
    }

    /// <summary>Encodes all changes in parallel, then scores all candidate pairs of all records; returns the rows whose component may have changed.</summary>
    private HashSet<int> ApplyBulk(Plan plan, CancellationToken cancellationToken)
    {
        var dirty = new HashSet<int>();
        foreach (RecordKey key in plan.Deletes)
        {
            MarkNeighbours(_rows[key], dirty);
            RemoveRecord(key, plan);
        }

        var rows = new int[plan.Upserts.Count];
        int fresh = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            SourceRecord record = plan.Upserts[i].Record;
            if (_rows.TryGetValue(record.Key, out int row))
            {
                MarkNeighbours(row, dirty);
                ClearRecord(row, plan);
                rows[i] = row;
            }
            else
            {
                rows[i] = -1;
                fresh++;
            }
        }

        int next = fresh == 0 ? 0 : _records.Reserve(fresh);
        _parties.EnsureRows(_records.Rows);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0)
            {
                rows[i] = next++;
                _rows.Add(plan.Upserts[i].Record.Key, rows[i]);
            }

            SetState(rows[i], new RecordState(plan.Upserts[i].Content, plan.Upserts[i].Hash));
            plan.NewContent.Add(rows[i]);
            dirty.Add(rows[i]);
        }

        const int Step = 2048;
        Parallel.For(
            0, (rows.Length + Step - 1) / Step,
            new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
            () => new RecordEncoder(_records.Vocabulary, _records.Table),
            (part, _, encoder) =>
            {
                for (int i = part * Step; i < Math.Min(rows.Length, (part + 1) * Step); i++)
                {
                    _records.Encode(plan.Upserts[i].Record, rows[i], encoder);
                }

                return encoder;
            },
            static _ => { });
        bool onlyGrew = plan.Deletes.Count == 0 && fresh == rows.Length;
        int knownRows = onlyGrew ? _records.Rows - fresh : 0;
        MatchGraph before = _graph;
        RebuildGraph(knownRows, cancellationToken);
        if (onlyGrew)
        {
            MarkLostEdges(before, knownRows, dirty);
            return dirty;
        }

        foreach (int row in _rows.Values)
        {
            // An edge that is gone may have left two parties of one record each with an open review.
            if (_graph.NeighboursOf(row).Length > 0 || _parties.OfRow(row) is { Rows.Length: > 1 } || _reviewsOfRow.ContainsKey(row))
            {
                dirty.Add(row);
            }
        }

        return dirty;
    }

    /// <summary>
    /// Marks the known rows that lost an edge, because a block that supported it grew oversize. Components that gained an edge hold a new row,
    /// which is marked already; all others are as they were.
    /// </summary>
    private void MarkLostEdges(MatchGraph before, int knownRows, HashSet<int> dirty)
    {
        for (int row = 0; row < knownRows; row++)
        {
            int kept = 0;
            foreach ((int other, _) in _graph.NeighboursOf(row))
            {
                kept += other < knownRows ? 1 : 0;
            }

            if (kept != before.NeighboursOf(row).Length)
            {
                dirty.Add(row);
            }
        }
    }

    /// <summary>Probes and puts the changes one by one, and follows blocks that became or ceased to be oversize.</summary>
    private HashSet<int> ApplyByProbe(Plan plan)
    {
        var dirty = new HashSet<int>();
        if (plan.Upserts.Count == 0 && plan.Deletes.Count == 0)
        {
            return dirty;
        }

        BlockIndex index = Index();
        var wasOversize = new Dictionary<BlockId, bool>();
        var blocks = new List<BlockId>();
        foreach (RecordKey key in plan.Deletes)
        {
            int row = _rows[key];
            NoteBlocks(row, index, blocks, wasOversize);
            MarkNeighbours(row, dirty);
            index.Remove(row);
            RemoveRecord(key, plan);
        }

        var added = new List<int>(plan.Upserts.Count);
        foreach ((SourceRecord record, byte[] content, byte[] hash) in plan.Upserts)
        {
            if (_rows.TryGetValue(record.Key, out int row))
            {
                NoteBlocks(row, index, blocks, wasOversize);
                MarkNeighbours(row, dirty);
                index.Remove(row);
                ClearRecord(row, plan);
            }
            else
            {
                row = _records.ReserveOne();
                _rows.Add(record.Key, row);
            }

            _records.Encode(record, row, _encoder);
            _parties.EnsureRows(row + 1);
            _graph.EnsureRows(row + 1);
            SetState(row, new RecordState(content, hash));
            _matcher.Keys.Compute(row);
            plan.NewContent.Add(row);
            added.Add(row);
            dirty.Add(row);
        }

        foreach (int row in added)
        {
            NoteBlocksToCome(row, index, blocks, wasOversize);
            index.Add(row, _matcher.Keys);
        }

        foreach (int row in added)
        {
            Probe(row, index, blocks, dirty);
        }

        FollowOversize(index, wasOversize, dirty);
        return dirty;
    }

    private void Probe(int row, BlockIndex index, List<BlockId> blocks, HashSet<int> dirty)
    {
        index.BlocksOf(row, blocks);
        HashSet<int> candidates = _candidates;
        List<int> members = _members;
        candidates.Clear();
        candidates.Add(row);
        foreach (BlockId block in blocks)
        {
            if (index.CountOf(block) <= _matcher.Bundle.Blocking.MaxBlockRecords)
            {
                members.Clear();
                index.Members(block, members);
                foreach (int other in members)
                {
                    if (candidates.Add(other))
                    {
                        ScoreAndSet(row, other, dirty);
                    }
                }
            }
        }
    }

    private void ScoreAndSet(int a, int b, HashSet<int> dirty)
    {
        double bits = _matcher.WeightBits(_comparer, a, b);
        if (bits >= _matcher.Bundle.Thresholds.ReviewBits)
        {
            _graph.Set(a, b, (float)bits);
            dirty.Add(a);
            dirty.Add(b);
        }
    }

    /// <summary>
    /// A block that grew past the limit gives no candidates any more: its edges stay only where another block supports them.
    /// A block that shrank to the limit gives candidates again: all its pairs are scored.
    /// </summary>
    private void FollowOversize(BlockIndex index, Dictionary<BlockId, bool> wasOversize, HashSet<int> dirty)
    {
        int limit = _matcher.Bundle.Blocking.MaxBlockRecords;
        var members = new List<int>();
        foreach ((BlockId block, bool was) in wasOversize)
        {
            bool now = index.CountOf(block) > limit;
            if (was == now)
            {
                continue;
            }

            members.Clear();
            index.Members(block, members);
            if (now)
            {
                var inside = members.ToHashSet();
                foreach (int row in members)
                {
                    foreach ((int other, _) in _graph.NeighboursOf(row).ToArray())
                    {
                        if (inside.Contains(other) && !ShareLiveBlock(row, other, index))
                        {
                            _graph.Remove(row, other);
                            dirty.Add(row);
                            dirty.Add(other);
                        }
                    }
                }
            }
            else
            {
                for (int i = 0; i < members.Count; i++)
                {
                    for (int j = 0; j < i; j++)
                    {
                        if (members[i] != members[j])
                        {
                            ScoreAndSet(members[i], members[j], dirty);
                        }
                    }
                }
            }
        }
    }

    private bool ShareLiveBlock(int a, int b, BlockIndex index)
    {
        var blocks = new List<BlockId>();
        index.BlocksOf(a, blocks);
        var ofA = blocks.ToHashSet();
        index.BlocksOf(b, blocks);
        return blocks.Exists(block => ofA.Contains(block) && index.CountOf(block) <= _matcher.Bundle.Blocking.MaxBlockRecords);
    }

    private void NoteBlocks(int row, BlockIndex index, List<BlockId> blocks, Dictionary<BlockId, bool> wasOversize)
    {
        index.BlocksOf(row, blocks);
        foreach (BlockId block in blocks)
        {
            wasOversize.TryAdd(block, index.CountOf(block) > _matcher.Bundle.Blocking.MaxBlockRecords);
        }
    }

    /// <summary>Notes the blocks of a row that is not in the index yet.</summary>
    private void NoteBlocksToCome(int row, BlockIndex index, List<BlockId> blocks, Dictionary<BlockId, bool> wasOversize)
    {
        index.BlocksOf(row, blocks);
        foreach ((int rule, uint key) in _matcher.Keys.Further(row))
        {
            blocks.Add(new BlockId(rule, key));
        }

        foreach (BlockId block in blocks)
        {
            wasOversize.TryAdd(block, index.CountOf(block) > _matcher.Bundle.Blocking.MaxBlockRecords);
        }
    }

    private void MarkNeighbours(int row, HashSet<int> dirty)
    {
        foreach ((int other, _) in _graph.NeighboursOf(row))
        {
            dirty.Add(other);
        }

        foreach (RecordKey key in _judgements.MustLinksOf(_records.KeyOf(row)))
        {
            if (_rows.TryGetValue(key, out int other))
            {
                dirty.Add(other);
            }
        }
    }

    /// <summary>Takes a record away: its row is free afterwards.</summary>
    private void RemoveRecord(RecordKey key, Plan plan)
    {
        int row = _rows[key];
        ClearRecord(row, plan);
        _records.Free(row);
        _states[row] = default;
        _rows.Remove(key);
    }

    /// <summary>Empties a row and takes it out of its party and the graph; the record's new content may follow.</summary>
    private void ClearRecord(int row, Plan plan)
    {
        RecordKey key = _records.KeyOf(row);
        if (_parties.OfRow(row) is { } party)
        {
            plan.Was[key] = party;
            plan.Touched.Add(party);
            _parties.Release(row);
            if (party.GoldenHash.Length == 0)
            {
                plan.Before[row] = (_states[row].Content, _records.Table.FlagsOf(row).Type);
            }
        }

        CloseReviewsOf(row, plan.ReviewsGone);
        _graph.RemoveRow(row);
        _records.Table.Clear(row);
    }

    private void SetState(int row, RecordState state)
    {
        while (_states.Count <= row)
        {
            _states.Add(default);
        }

        _states[row] = state;
    }
}
