using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.Api.Hub;

/// <summary>What a change says of each input that made it.</summary>
/// <param name="change">The change.</param>
/// <param name="before">The party of each input record that was there before.</param>
public sealed class ChangeOutcomes(HubChange change, IReadOnlyDictionary<RecordKey, PartyId> before)
{
    private static readonly IReadOnlyList<PartyEffect> NoEffects = [];

    private readonly Dictionary<RecordKey, PartyId> _upserted = change.Upserted.ToDictionary(record => record.Key, record => record.Party);
    private readonly Dictionary<RecordKey, PartyId> _moved = new(change.Moved);
    private readonly HashSet<RecordKey> _deleted = [.. change.Deleted];
    private readonly HashSet<RecordPair> _judged = [.. change.Judged.Select(judgement => judgement.Pair), .. change.Revoked];
    private readonly ILookup<PartyId, PartyEvent> _events = change.Events
        .SelectMany(happened => happened.Other is { } other && other != happened.Party
            ? [(happened.Party, happened), (other, happened)]
            : new[] { (happened.Party, happened) })
        .ToLookup(pair => pair.Item1, pair => pair.happened);

    /// <summary>What became of the records of a batch, upserts first.</summary>
    public RecordResult[] Of(InputBatch batch) => [.. batch.Upserts.Select(record => OfUpsert(record.Key)), .. batch.Deletes.Select(OfDelete)];

    /// <summary>How many judgements of a batch were made, replaced or revoked.</summary>
    public int JudgementsOf(InputBatch batch) => batch.Judgements.Count(judgement => _judged.Contains(judgement.Pair)) + batch.Revocations.Count(_judged.Contains);

    private RecordResult OfUpsert(RecordKey key)
    {
        bool wasThere = before.TryGetValue(key, out PartyId was);
        return _upserted.TryGetValue(key, out PartyId party)
            ? new RecordResult(key, wasThere ? RecordOutcome.Updated : RecordOutcome.Created, party, EffectsOn(key, party))
            : new RecordResult(key, RecordOutcome.Unchanged, _moved.TryGetValue(key, out PartyId to) ? to : was, NoEffects);
    }

    private RecordResult OfDelete(RecordKey key) => _deleted.Contains(key)
        ? new RecordResult(key, RecordOutcome.Deleted, before[key], EffectsOn(key, before[key]))
        : new RecordResult(key, RecordOutcome.Absent, null, NoEffects);

    /// <summary>What happened to the party that a record is in, and then to the one that it was in.</summary>
    private PartyEffect[] EffectsOn(RecordKey key, PartyId party)
    {
        IEnumerable<PartyEvent> events = _events[party];
        if (before.TryGetValue(key, out PartyId was) && was != party)
        {
            events = events.Concat(_events[was]).Distinct(ReferenceEqualityComparer.Instance).Cast<PartyEvent>();
        }

        return [.. events.Select(happened => new PartyEffect(happened.Party, happened.Kind, happened.Other, happened.Records.Count))];
    }
}
