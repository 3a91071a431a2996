using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <content>From a batch to what it changes.</content>
public sealed partial class EmbeddedEngine
{
    private static readonly HashSet<RecordKey> NoneSeen = [];

    private Plan PlanOf(InputBatch batch)
    {
        var plan = new Plan();
        (byte[] Content, byte[] Hash)[] encoded = EncodedOf(batch.Upserts);
        bool isOne = batch.Upserts.Count + batch.Deletes.Count == 1;
        HashSet<RecordKey> seen = isOne ? NoneSeen : new HashSet<RecordKey>(batch.Upserts.Count + batch.Deletes.Count);
        plan.Upserts.EnsureCapacity(encoded.Length);
        for (int i = 0; i < encoded.Length; i++)
        {
            SourceRecord record = batch.Upserts[i];
            if (!isOne && !seen.Add(record.Key))
            {
                throw new ArgumentException($"Record {record.Key} stands in the batch twice.", nameof(batch));
            }

            if (_rows.Count == 0 || !_rows.TryGetValue(record.Key, out int row) || !_states[row].HasHash(encoded[i].Hash))
            {
                plan.Upserts.Add((record, encoded[i].Content, encoded[i].Hash));
            }
        }

        foreach (RecordKey key in batch.Deletes)
        {
            if (!isOne && !seen.Add(key))
            {
                throw new ArgumentException($"Record {key} stands in the batch twice.", nameof(batch));
            }

            if (_rows.ContainsKey(key))
            {
                plan.Deletes.Add(key);
            }
        }

        if (batch.Judgements.Count > 0 || batch.Revocations.Count > 0)
        {
            Judge(batch, plan);
        }

        return plan;
    }

    private (byte[] Content, byte[] Hash)[] EncodedOf(IReadOnlyList<SourceRecord> records)
    {
        const int FewestForParallel = 64;
        if (records.Count >= FewestForParallel)
        {
            return EncodedTogether(records);
        }

        var encoded = new (byte[] Content, byte[] Hash)[records.Count];
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = Encoded(records[i]);
        }

        return encoded;
    }

    private (byte[] Content, byte[] Hash)[] EncodedTogether(IReadOnlyList<SourceRecord> records)
    {
        var encoded = new (byte[] Content, byte[] Hash)[records.Count];
        Parallel.For(0, encoded.Length, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, i => encoded[i] = Encoded(records[i]));
        return encoded;
    }

    private void Judge(InputBatch batch, Plan plan)
    {
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
    }

    private static (byte[] Content, byte[] Hash) Encoded(SourceRecord record)
    {
        byte[] content = RecordContent.Encode(record.Values);
        return (content, RecordContent.Hash(content, record.Payload));
    }

    /// <summary>What a batch really changes: resubmissions of the same content are left out.</summary>
    private sealed class Plan
    {
        public List<(SourceRecord Record, byte[] Content, byte[] Hash)> Upserts { get; } = [];

        public List<RecordKey> Deletes { get; } = [];

        public List<Judgement> Judgements { get; } = [];

        public List<RecordPair> Revoked { get; } = [];

        public List<RecordPair> Judged { get; } = [];

        /// <summary>Parties that lost a row or hold a row whose content changed.</summary>
        public HashSet<Party> Touched { get; } = [];

        /// <summary>Rows whose content is new.</summary>
        public HashSet<int> NewContent { get; } = [];

        /// <summary>The party of each record before this batch, where its row lost it since.</summary>
        public Dictionary<RecordKey, Party> Was { get; } = [];

        /// <summary>Review tasks that were open when one of their rows was emptied.</summary>
        public Dictionary<RecordPair, ReviewTask> ReviewsGone { get; } = [];

        /// <summary>What rows held before this batch, where the golden record of their party is not known since a restart.</summary>
        public Dictionary<int, (byte[] Content, PartyType Type)> Before { get; } = [];

        /// <summary>Whether golden records are left as they are.</summary>
        public bool SkipsGolden { get; init; }

        /// <summary>Parties that kept their records, but whose golden record before this batch is not known since a restart.</summary>
        public HashSet<Party> Unhashed { get; } = [];
    }
}
