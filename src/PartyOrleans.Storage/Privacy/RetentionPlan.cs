using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;

namespace PartyOrleans.Storage.Privacy;

/// <summary>What has to be given to the engine and named in the change so that no value is kept longer than the bundle allows.</summary>
/// <param name="Batch">Records without the values that passed their age; those of which nothing usable is left are deleted.</param>
/// <param name="Redacted">What their past contents and golden records lose.</param>
/// <param name="Values">Values dropped from current records.</param>
public sealed record RetentionPlan(InputBatch Batch, IReadOnlyList<RecordRedaction> Redacted, long Values)
{
    /// <summary>
    /// Plans for all records, in plans of bounded size. A value's age runs from the day that its record gives for itself
    /// (<c>record.updated</c>), else from the commit that brought the record's present content.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="timeline">Its past.</param>
    /// <param name="policy">The rules.</param>
    /// <param name="now">The instant at which ages are taken.</param>
    /// <param name="mostRecords">Records per plan, at least 1.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async IAsyncEnumerable<RetentionPlan> MakeAsync(
        IPartyStore store,
        IPartyTimeline timeline,
        PrivacyPolicy policy,
        DateTimeOffset now,
        int mostRecords,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new Draft();
        if (policy.Retention.Count == 0)
        {
            yield break;
        }

        var due = new List<RecordKey>();
        await foreach (IReadOnlyList<StoredRecord> batch in store.ReadRecordsAsync(withPayload: false, cancellationToken))
        {
            due.AddRange(batch.Where(record => RecordContent.Decode(record.Content).Any(value => LimitOf(policy, record.Key, value) is not null))
                .Select(record => record.Key));
        }

        due.Sort();
        foreach (RecordKey key in due)
        {
            await AddAsync(open, timeline, key, policy, now, cancellationToken);
            if (open.Records >= mostRecords)
            {
                yield return open.Close();
                open = new Draft();
            }
        }

        if (open.Records > 0)
        {
            yield return open.Close();
        }
    }

    /// <summary>Plans for some records, by what they say now.</summary>
    public static async Task<RetentionPlan> ForAsync(
        IPartyTimeline timeline, IReadOnlyList<RecordKey> keys, PrivacyPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var draft = new Draft();
        foreach (RecordKey key in keys)
        {
            await AddAsync(draft, timeline, key, policy, now, cancellationToken);
        }

        return draft.Close();
    }

    private static async Task AddAsync(
        Draft draft, IPartyTimeline timeline, RecordKey key, PrivacyPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<RecordVersion> versions = await timeline.ReadRecordVersionsAsync(key, cancellationToken);
        if (versions.Count > 0 && versions[^1] is { Until: null } current)
        {
            draft.Add(current, policy, now);
        }
    }

    private static TimeSpan? LimitOf(PrivacyPolicy policy, RecordKey key, AttributeValue value) =>
        value.Attribute == Attributes.RecordUpdated ? null : policy.LimitOf(key.Source, value.Attribute);

    private sealed class Draft
    {
        private readonly List<SourceRecord> _upserts = [];
        private readonly List<RecordKey> _deletes = [];
        private readonly List<RecordRedaction> _redacted = [];
        private long _values;

        public int Records => _redacted.Count;

        public void Add(RecordVersion version, PrivacyPolicy policy, DateTimeOffset now)
        {
            TimeSpan age = now - (version.ValidFrom ?? version.From.At);
            RecordKey key = version.Record.Key;
            AttributeValue[] values = RecordContent.Decode(version.Record.Content);
            AttributeValue[] kept = [.. values.Where(value => !(LimitOf(policy, key, value) < age))];
            if (kept.Length == values.Length)
            {
                return;
            }

            _values += values.Length - kept.Length;
            _redacted.Add(new RecordRedaction(
                key, [.. values.Where(value => LimitOf(policy, key, value) < age).Select(value => value.Attribute).Distinct().Order(StringComparer.Ordinal)]));
            if (kept.Any(value => value.Attribute != Attributes.RecordUpdated && Attributes.IsCanonical(value.Attribute)))
            {
                _upserts.Add(new SourceRecord(key, kept));
            }
            else
            {
                _deletes.Add(key);
            }
        }

        public RetentionPlan Close() => new(new InputBatch { Upserts = _upserts, Deletes = _deletes }, _redacted, _values);
    }
}
