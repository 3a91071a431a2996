using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>
/// Turns the current version of a party and what happened to it since into versions: a pure function, the same however the changes are cut into
/// batches. All events of one commit make at most one version.
/// </summary>
internal static class PartyFold
{
    /// <summary>Takes in changes.</summary>
    /// <param name="open">The current version before; null where there is none.</param>
    /// <param name="changes">What happened to the party since, ascending by position.</param>
    /// <param name="ended">Takes the versions that ended, oldest first.</param>
    /// <returns>The current version after; null where the party ended.</returns>
    public static GoldenRow? Apply(GoldenRow? open, ReadOnlySpan<GoldenChange> changes, List<GoldenRow> ended)
    {
        for (int start = 0; start < changes.Length;)
        {
            int end = start + 1;
            while (end < changes.Length && changes[end].Commit == changes[start].Commit)
            {
                end++;
            }

            open = ApplyCommit(open, changes[start..end], ended);
            start = end;
        }

        return open;
    }

    private static GoldenRow? ApplyCommit(GoldenRow? open, ReadOnlySpan<GoldenChange> changes, List<GoldenRow> ended)
    {
        GoldenChange last = changes[^1];
        if (last.Content is not { } content)
        {
            if (open is not null)
            {
                bool retired = last.Event.Kind == PartyEventKind.Retired;
                PartyId? successor = retired ? last.Event.Other : null;
                GoldenEnd how = !retired ? GoldenEnd.Superseded : successor is null ? GoldenEnd.Retired : GoldenEnd.Merged;
                ended.Add(Ended(open, last, how, successor));
            }

            return null;
        }

        (PartyEventKind kind, IReadOnlyList<PartyId> related) = Cause(changes);
        if (open is null)
        {
            return new GoldenRow(last.Event.Party, last.Commit, last.At, kind, related, content);
        }

        if (open.Version == last.Commit)
        {
            return open with { Change = Stronger(open.Change, kind), Related = [.. open.Related.Concat(related).Distinct().Order()], Content = content };
        }

        if (open.Content.Equals(content))
        {
            return open;
        }

        GoldenRow past = Ended(open, last, GoldenEnd.Superseded, successor: null);
        ended.Add(past);
        return new GoldenRow(open.Party, last.Commit, past.ValidTo!.Value, kind, related, content);
    }

    /// <summary>A version with its end; where the clock was put back meanwhile, it ends as it begins.</summary>
    private static GoldenRow Ended(GoldenRow open, GoldenChange by, GoldenEnd how, PartyId? successor) => open with
    {
        ValidTo = by.At > open.ValidFrom ? by.At : open.ValidFrom,
        End = how,
        EndedBy = by.Commit,
        Successor = successor,
    };

    private static (PartyEventKind Kind, IReadOnlyList<PartyId> Related) Cause(ReadOnlySpan<GoldenChange> changes)
    {
        PartyEventKind kind = PartyEventKind.Changed;
        var related = new SortedSet<PartyId>();
        foreach (GoldenChange change in changes)
        {
            kind = Stronger(kind, change.Event.Kind);
            if (change.Event.Other is { } other)
            {
                related.Add(other);
            }
        }

        return (kind, [.. related]);
    }

    /// <summary>The one that tells more: created before merged before split before changed.</summary>
    private static PartyEventKind Stronger(PartyEventKind left, PartyEventKind right) => Rank(left) <= Rank(right) ? left : right;

    private static int Rank(PartyEventKind kind) => kind switch
    {
        PartyEventKind.Created => 0,
        PartyEventKind.Merged => 1,
        PartyEventKind.Split => 2,
        PartyEventKind.Changed => 3,
        _ => 4,
    };
}
