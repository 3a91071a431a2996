namespace PartyOrleans.Storage.Rows;

/// <summary>An entry of the outbox before its place is known.</summary>
/// <param name="Number">Number of the event of a party or of a review task.</param>
/// <param name="Entry">The entry, without its place.</param>
internal readonly record struct OutboxRow(long Number, OutboxEntry Entry);

/// <summary>Brings events of parties and of review tasks, each in the order of their numbers, into one order.</summary>
internal static class OutboxRows
{
    /// <summary>More than anybody should hold in memory at once.</summary>
    public const int MostEntries = 10_000;

    /// <summary>By commit, events of parties first; of each kind as many were read as are wanted, so that none is passed over.</summary>
    public static List<OutboxEntry> Merge(OutboxPosition after, List<OutboxRow> events, List<OutboxRow> reviews, int most)
    {
        var merged = new List<OutboxEntry>(Math.Min(most, events.Count + reviews.Count));
        for (int happened = 0, review = 0; merged.Count < most && happened + review < events.Count + reviews.Count;)
        {
            bool isEvent = review == reviews.Count
                || (happened < events.Count && events[happened].Entry.Commit.Number <= reviews[review].Entry.Commit.Number);
            OutboxRow row = isEvent ? events[happened++] : reviews[review++];
            after = isEvent ? after with { Event = row.Number } : after with { Review = row.Number };
            merged.Add(row.Entry with { Position = after });
        }

        return merged;
    }
}
