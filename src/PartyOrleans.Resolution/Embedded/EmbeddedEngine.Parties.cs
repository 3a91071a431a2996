using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <content>Which group of records is which party.</content>
public sealed partial class EmbeddedEngine
{
    /// <summary>Gives each group a party: its own where nothing changed, otherwise by largest overlap. Returns the parties whose golden record may change.</summary>
    private List<Party> AssignParties(Plan plan, List<int[]> groups, ChangeLog change)
    {
        var changed = new List<Party>();
        var contested = new List<int>();
        var was = new Party?[groups.Count][];
        for (int group = 0; group < groups.Count; group++)
        {
            int[] rows = groups[group];
            Party?[] parties = was[group] = [.. rows.Select(row => _parties.OfRow(row) ?? plan.Was.GetValueOrDefault(_records.KeyOf(row)))];
            Party? first = parties[0];
            if (first is not null && first.Rows.Length == rows.Length && Array.TrueForAll(parties, party => ReferenceEquals(party, first)))
            {
                bool content = rows.Any(plan.NewContent.Contains);
                _parties.Assign(first, rows);
                if (content)
                {
                    changed.Add(first);
                    change.Events.Add(new PartyEvent(first.Id, PartyEventKind.Changed, null, []));
                    if (first.GoldenHash.Length == 0)
                    {
                        plan.Unhashed.Add(first);
                    }
                }
            }
            else if (first is null && Array.TrueForAll(parties, static party => party is null))
            {
                Party party = _parties.Create(_records.KeyOf(rows[0]));
                _parties.Assign(party, rows);
                changed.Add(party);
                change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Created, null, [.. rows.Select(_records.KeyOf)]));
            }
            else
            {
                contested.Add(group);
            }
        }

        AssignContested(plan, groups, was, contested, changed, change);
        return changed;
    }

    private void AssignContested(Plan plan, List<int[]> groups, Party?[][] was, List<int> contested, List<Party> changed, ChangeLog change)
    {
        var overlaps = new List<(int Count, Party Party, int Group)>();
        foreach (int group in contested)
        {
            overlaps.AddRange(was[group].OfType<Party>().GroupBy(party => party).Select(party => (party.Count(), party.Key, group)));
        }

        overlaps.Sort((a, b) =>
            a.Count != b.Count ? b.Count.CompareTo(a.Count)
            : a.Party != b.Party ? a.Party.Id.CompareTo(b.Party.Id)
            : _records.KeyOf(groups[a.Group][0]).CompareTo(_records.KeyOf(groups[b.Group][0])));
        var partyOf = new Dictionary<int, Party>();
        var groupOf = new Dictionary<Party, int>();
        foreach ((_, Party party, int group) in overlaps)
        {
            if (!partyOf.ContainsKey(group) && groupOf.TryAdd(party, group))
            {
                partyOf.Add(group, party);
            }
        }

        foreach (int group in contested.OrderBy(group => _records.KeyOf(groups[group][0])))
        {
            if (!partyOf.ContainsKey(group))
            {
                partyOf.Add(group, _parties.Create(_records.KeyOf(groups[group][0])));
                change.Events.Add(new PartyEvent(partyOf[group].Id, PartyEventKind.Created, null, [.. groups[group].Select(_records.KeyOf)]));
            }
        }

        foreach (int group in contested)
        {
            Party party = partyOf[group];
            RecordMoves(plan, groups[group], was[group], party, groupOf, change);
            _parties.Assign(party, groups[group]);
            changed.Add(party);
        }

        var redirects = new Dictionary<Party, Party>();
        foreach ((_, Party party, int group) in overlaps)
        {
            redirects.TryAdd(party, partyOf[group]);
        }

        foreach (Party party in plan.Touched.Concat(redirects.Keys).Distinct().OrderBy(party => party.Id))
        {
            if (!groupOf.ContainsKey(party) && !IsAlive(party))
            {
                Party? successor = redirects.GetValueOrDefault(party);
                _parties.Retire(party);
                change.Retired.Add(KeyValuePair.Create(party.Id, successor?.Id));
                change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Retired, successor?.Id, []));
            }
        }
    }

    /// <summary>Whether a party kept its group unchanged.</summary>
    private bool IsAlive(Party party) => party.Rows.Length > 0 && ReferenceEquals(_parties.OfRow(party.Rows[0]), party);

    private void RecordMoves(Plan plan, int[] rows, Party?[] was, Party party, Dictionary<Party, int> groupOf, ChangeLog change)
    {
        var movedFrom = new SortedDictionary<PartyId, (Party From, List<RecordKey> Keys)>();
        for (int i = 0; i < rows.Length; i++)
        {
            if (was[i] is not { } from || ReferenceEquals(from, party))
            {
                continue;
            }

            RecordKey key = _records.KeyOf(rows[i]);
            if (!movedFrom.TryGetValue(from.Id, out (Party From, List<RecordKey> Keys) entry))
            {
                movedFrom.Add(from.Id, entry = (from, []));
            }

            entry.Keys.Add(key);
            if (!plan.NewContent.Contains(rows[i]))
            {
                change.Moved.Add(KeyValuePair.Create(key, party.Id));
            }
        }

        foreach ((Party from, List<RecordKey> keys) in movedFrom.Values)
        {
            change.Events.Add(groupOf.ContainsKey(from)
                ? new PartyEvent(from.Id, PartyEventKind.Split, party.Id, keys)
                : new PartyEvent(party.Id, PartyEventKind.Merged, from.Id, keys));
        }

        change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Changed, null, []));
    }
}
