using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>
/// A store made of plain dictionaries: it knows nothing but the changes that an engine gave out, and checks each against what
/// it holds. Where it ends up with what the engine answers, a real store can.
/// </summary>
internal sealed class ChangeLedger
{
    private readonly HashSet<PartyId> _named = [];

    public SortedDictionary<RecordKey, StoredRecord> Records { get; } = [];

    public SortedDictionary<PartyId, GoldenRecord> Golden { get; } = [];

    public SortedDictionary<PartyId, PartyId?> Retired { get; } = [];

    public SortedDictionary<RecordPair, ReviewTask> Reviews { get; } = [];

    public SortedDictionary<RecordPair, Judgement> Judgements { get; } = [];

    /// <summary>Takes in a change; fails where it contradicts what is held.</summary>
    public void Apply(HubChange change)
    {
        ShouldBeSorted(change);
        var partyBefore = Records.ToDictionary(entry => entry.Key, entry => entry.Value.Party);
        foreach (RecordKey key in change.Deleted)
        {
            Records.Remove(key).ShouldBeTrue($"{key} is deleted but not there");
        }

        foreach (StoredRecord record in change.Upserted)
        {
            change.Deleted.ShouldNotContain(record.Key);
            if (Records.TryGetValue(record.Key, out StoredRecord? was))
            {
                was.ContentHash.SequenceEqual(record.ContentHash).ShouldBeFalse($"{record.Key} is upserted but did not change");
            }

            Records[record.Key] = record;
        }

        foreach ((RecordKey key, PartyId party) in change.Moved)
        {
            change.Upserted.ShouldNotContain(record => record.Key == key);
            Records[key].Party.ShouldNotBe(party, $"{key} moves to the party it is in");
            Records[key] = Records[key] with { Party = party };
        }

        ApplyParties(change);
        foreach (RecordPair pair in change.ReviewsClosed)
        {
            change.ReviewsOpened.ShouldNotContain(review => review.Pair == pair);
            Reviews.Remove(pair).ShouldBeTrue($"review {pair} is closed but not open");
        }

        foreach (ReviewTask review in change.ReviewsOpened)
        {
            Reviews.GetValueOrDefault(review.Pair).ShouldNotBe(review, "an open review is opened again as it is");
            Reviews[review.Pair] = review;
        }

        foreach (Judgement judgement in change.Judged)
        {
            Judgements[judgement.Pair] = judgement;
        }

        foreach (RecordPair pair in change.Revoked)
        {
            Judgements.Remove(pair).ShouldBeTrue($"judgement {pair} is revoked but not in force");
        }

        EventsShouldTell(change, partyBefore);
    }

    /// <summary>Fails where the engine answers anything else than what its changes said.</summary>
    public void ShouldMatch(EmbeddedEngine engine, string context)
    {
        engine.Memberships.ToArray().ShouldBe([.. Records.Values.Select(record => KeyValuePair.Create(record.Key, record.Party))], context);
        engine.PartyCount.ShouldBe(Golden.Count, context);
        engine.Reviews.OrderBy(review => review.Pair).ToArray().ShouldBe([.. Reviews.Values], context);
        foreach (IGrouping<PartyId, StoredRecord> party in Records.Values.GroupBy(record => record.Party))
        {
            GoldenRecord stored = Golden[party.Key];
            stored.Records.ToArray().ShouldBe([.. party.Select(record => record.Key)], context);
            engine.RecordsOf(party.Key).ToArray().ShouldBe([.. stored.Records], context);
            GoldenRecord built = engine.GoldenOf(party.Key)!;
            stored.Cells.ToArray().ShouldBe([.. built.Cells], context);
            stored.ContentHash.ShouldBe(built.ContentHash, context);
        }

        foreach (PartyId id in Retired.Keys)
        {
            engine.GoldenOf(id).ShouldBeNull(context);
            Follow(id, context);
        }
    }

    /// <summary>The living party that an id stands for today, or null where nothing is left of it.</summary>
    public PartyId? Follow(PartyId id, string context)
    {
        int steps = 0;
        PartyId? at = id;
        while (at is { } now && Retired.TryGetValue(now, out PartyId? next))
        {
            (++steps).ShouldBeLessThanOrEqualTo(Retired.Count, $"{context}: redirects of {id} go round in circles");
            at = next;
        }

        if (at is { } living)
        {
            Golden.ShouldContainKey(living, context);
        }

        return at;
    }

    private void ApplyParties(HubChange change)
    {
        foreach ((PartyId id, PartyId? successor) in change.Retired)
        {
            Golden.Remove(id).ShouldBeTrue($"{id} retires but is not there");
            Retired.Add(id, successor);
        }

        foreach (GoldenRecord golden in change.Golden)
        {
            Retired.ShouldNotContainKey(golden.Party, "a retired id is used again");
            if (Golden.TryGetValue(golden.Party, out GoldenRecord? was))
            {
                was.ContentHash.SequenceEqual(golden.ContentHash).ShouldBeFalse($"{golden.Party} has a new version without a change");
            }
            else
            {
                _named.Add(golden.Party).ShouldBeTrue($"{golden.Party} is given a second time");
            }

            Golden[golden.Party] = golden;
        }

        Golden.Keys.ToArray().ShouldBe([.. Records.Values.Select(record => record.Party).Distinct().Order()], "parties with records and parties with golden records differ");
        foreach ((_, PartyId? successor) in change.Retired)
        {
            if (successor is { } living)
            {
                Golden.ShouldContainKey(living, "a party redirects to one that is not there");
            }
        }
    }

    /// <summary>Events name every party that came, changed or went, and every record that went from one party to another, exactly once.</summary>
    private void EventsShouldTell(HubChange change, Dictionary<RecordKey, PartyId> before)
    {
        var moves = new List<(RecordKey Key, PartyId From, PartyId To)>();
        foreach (PartyEvent happened in change.Events)
        {
            switch (happened.Kind)
            {
                case PartyEventKind.Merged:
                    moves.AddRange(happened.Records.Select(key => (key, happened.Other!.Value, happened.Party)));
                    break;
                case PartyEventKind.Split:
                    moves.AddRange(happened.Records.Select(key => (key, happened.Party, happened.Other!.Value)));
                    break;
                case PartyEventKind.Created:
                    happened.Records.ToArray().ShouldBe([.. Golden[happened.Party].Records]);
                    break;
            }
        }

        var moved = Records.Values.Where(record => before.TryGetValue(record.Key, out PartyId was) && was != record.Party)
            .Select(record => (record.Key, before[record.Key], record.Party));
        moves.Order().ToArray().ShouldBe([.. moved.Order()]);
        var parties = before.Values.ToHashSet();
        Parties(change, PartyEventKind.Created).ShouldBe([.. change.Golden.Select(golden => golden.Party).Where(id => !parties.Contains(id))]);
        Parties(change, PartyEventKind.Changed).ShouldBe([.. change.Golden.Select(golden => golden.Party).Where(parties.Contains)]);
        Parties(change, PartyEventKind.Retired).ShouldBe([.. change.Retired.Select(entry => entry.Key)]);
    }

    private static PartyId[] Parties(HubChange change, PartyEventKind kind) =>
        [.. change.Events.Where(happened => happened.Kind == kind).Select(happened => happened.Party)];

    private static void ShouldBeSorted(HubChange change)
    {
        Strictly(change.Upserted.Select(record => record.Key));
        Strictly(change.Deleted);
        Strictly(change.Moved.Select(entry => entry.Key));
        Strictly(change.Golden.Select(golden => golden.Party));
        Strictly(change.Retired.Select(entry => entry.Key));
        Strictly(change.ReviewsOpened.Select(review => review.Pair));
        Strictly(change.ReviewsClosed);
        Strictly(change.Judged.Select(judgement => judgement.Pair));
        Strictly(change.Revoked);
        foreach (PartyEvent happened in change.Events)
        {
            Strictly(happened.Records);
        }
    }

    private static void Strictly<T>(IEnumerable<T> keys)
        where T : IComparable<T>
    {
        T[] all = [.. keys];
        for (int i = 1; i < all.Length; i++)
        {
            all[i - 1].CompareTo(all[i]).ShouldBeLessThan(0, $"{all[i - 1]} comes before {all[i]}");
        }
    }
}
