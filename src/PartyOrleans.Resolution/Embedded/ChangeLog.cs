using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>Collects what a batch changed.</summary>
internal sealed class ChangeLog
{
    public List<KeyValuePair<RecordKey, PartyId>> Moved { get; } = [];

    public List<GoldenRecord> Golden { get; } = [];

    public List<KeyValuePair<PartyId, PartyId?>> Retired { get; } = [];

    public List<ReviewTask> ReviewsOpened { get; } = [];

    public List<RecordPair> ReviewsClosed { get; } = [];

    public List<PartyEvent> Events { get; } = [];

    /// <summary>Events by party and kind: creation first, then changes, merges and splits, the end last; a change only where the golden record changed.</summary>
    public IReadOnlyList<PartyEvent> SortedEvents(int parallelism)
    {
        if (Events.Count == 1)
        {
            PartyEvent only = Events[0];
            return only.Kind != PartyEventKind.Changed || Golden.Exists(golden => golden.Party == only.Party) ? Events : [];
        }

        var entries = new (PartyEvent Event, int Number)[Events.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = (Events[i], i);
        }

        ParallelSort.Sort(entries, static (a, b) => Order(a.Event, b.Event) is var order && order != 0 ? order : a.Number.CompareTo(b.Number), parallelism);
        var sorted = new List<PartyEvent>(entries.Length);
        PartyId created = default;
        int golden = 0;
        foreach ((PartyEvent next, _) in entries)
        {
            created = next.Kind == PartyEventKind.Created ? next.Party : created;
            while (golden < Golden.Count && Golden[golden].Party < next.Party)
            {
                golden++;
            }

            bool changed = golden < Golden.Count && Golden[golden].Party == next.Party && next.Party != created;
            if ((changed || next.Kind != PartyEventKind.Changed) && (sorted.Count == 0 || Order(sorted[^1], next) != 0))
            {
                sorted.Add(next);
            }
        }

        return sorted;
    }

    private static int Order(PartyEvent a, PartyEvent b)
    {
        int order = a.Party.CompareTo(b.Party);
        order = order != 0 ? order : a.Kind.CompareTo(b.Kind);
        return order != 0 ? order : Nullable.Compare(a.Other, b.Other);
    }
}
