using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <content>Which group of records is which party.</content>
public sealed partial class EmbeddedEngine
{
    /// <summary>Gives each group a party: its own where nothing changed, otherwise by largest overlap. Returns the parties whose golden record may change.</summary>
    private List<Party> AssignParties(Plan plan, List<int[]> groups, ChangeLog change)
    {
        var changed = new List<Party>();
        var contested = new List<(int[] Rows, Party?[] Was)>();
        foreach (int[] rows in groups)
        {
            Party? first = PartyBefore(rows[0], plan);
            if (!AllWere(first, rows, plan) || (first is not null && first.Rows.Length != rows.Length))
            {
                contested.Add((rows, PartiesBefore(rows, plan)));
            }
            else if (first is null)
            {
                Party party = _parties.Create(_records.KeyOf(rows[0]));
                _parties.Assign(party, rows);
                changed.Add(party);
                change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Created, null, KeysOf(rows)));
            }
            else
            {
                _parties.Assign(first, rows);
                if (Array.Exists(rows, plan.NewContent.Contains))
                {
                    changed.Add(first);
                    change.Events.Add(new PartyEvent(first.Id, PartyEventKind.Changed, null, []));
                    if (first.GoldenHash.Length == 0)
                    {
                        plan.Unhashed.Add(first);
                    }
                }
            }
        }

        if (contested.Count == 1 && plan.Touched.Count == 0 && OnlyOne(contested[0].Was) is { } grown)
        {
            // As with most new records that join a party: nobody else claims the name, and nobody leaves.
            _parties.Assign(grown, contested[0].Rows);
            changed.Add(grown);
            change.Events.Add(new PartyEvent(grown.Id, PartyEventKind.Changed, null, []));
        }
        else if (contested.Count > 0 || plan.Touched.Count > 0)
        {
            AssignContested(plan, contested, changed, change);
        }

        return changed;
    }

    /// <summary>The party that a row's record was in before the batch, or null.</summary>
    private Party? PartyBefore(int row, Plan plan) =>
        _parties.OfRow(row) ?? (plan.Was.Count > 0 ? plan.Was.GetValueOrDefault(_records.KeyOf(row)) : null);

    private Party?[] PartiesBefore(int[] rows, Plan plan)
    {
        var parties = new Party?[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            parties[i] = PartyBefore(rows[i], plan);
        }

        return parties;
    }

    /// <summary>The party that all are but those that are none; null where there are several.</summary>
    private static Party? OnlyOne(Party?[] parties)
    {
        Party? one = null;
        foreach (Party? party in parties)
        {
            if (party is not null && !ReferenceEquals(party, one ??= party))
            {
                return null;
            }
        }

        return one;
    }

    private bool AllWere(Party? party, int[] rows, Plan plan)
    {
        for (int i = 1; i < rows.Length; i++)
        {
            if (!ReferenceEquals(PartyBefore(rows[i], plan), party))
            {
                return false;
            }
        }

        return true;
    }

    private RecordKey[] KeysOf(int[] rows)
    {
        var keys = new RecordKey[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            keys[i] = _records.KeyOf(rows[i]);
        }

        return keys;
    }

    private void AssignContested(Plan plan, List<(int[] Rows, Party?[] Was)> contested, List<Party> changed, ChangeLog change)
    {
        List<(int Count, Party Party, int Group)> overlaps = Overlaps(contested);
        var partyOf = new Party?[contested.Count];
        var groupOf = new Dictionary<Party, int>();
        foreach ((_, Party party, int group) in overlaps)
        {
            if (partyOf[group] is null && groupOf.TryAdd(party, group))
            {
                partyOf[group] = party;
            }
        }

        if (Array.Exists(partyOf, static party => party is null))
        {
            NameGroups(contested, partyOf, change);
        }

        for (int group = 0; group < contested.Count; group++)
        {
            Party party = partyOf[group]!;
            RecordMoves(plan, contested[group].Rows, contested[group].Was, party, groupOf, change);
            _parties.Assign(party, contested[group].Rows);
            changed.Add(party);
        }

        var redirects = new Dictionary<Party, Party>();
        foreach ((_, Party party, int group) in overlaps)
        {
            if (!groupOf.ContainsKey(party))
            {
                redirects.TryAdd(party, partyOf[group]!);
            }
        }

        if (plan.Touched.Count > 0 || redirects.Count > 0)
        {
            RetireLost(plan.Touched.Where(party => !groupOf.ContainsKey(party)).Concat(redirects.Keys), redirects, change);
        }
    }

    /// <summary>Makes parties for the groups that keep none, in the order of their first keys.</summary>
    private void NameGroups(List<(int[] Rows, Party?[] Was)> contested, Party?[] partyOf, ChangeLog change)
    {
        foreach (int group in Enumerable.Range(0, contested.Count).Where(group => partyOf[group] is null)
            .OrderBy(group => _records.KeyOf(contested[group].Rows[0])))
        {
            Party created = partyOf[group] = _parties.Create(_records.KeyOf(contested[group].Rows[0]));
            change.Events.Add(new PartyEvent(created.Id, PartyEventKind.Created, null, KeysOf(contested[group].Rows)));
        }
    }

    private void RetireLost(IEnumerable<Party> lost, Dictionary<Party, Party> redirects, ChangeLog change)
    {
        foreach (Party party in lost.Distinct().OrderBy(party => party.Id))
        {
            if (!IsAlive(party))
            {
                Party? successor = redirects.GetValueOrDefault(party);
                _parties.Retire(party);
                change.Retired.Add(KeyValuePair.Create(party.Id, successor?.Id));
                change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Retired, successor?.Id, []));
            }
        }
    }

    /// <summary>How many records of which party each group holds: most first, then by party id, then by the group's first key.</summary>
    private List<(int Count, Party Party, int Group)> Overlaps(List<(int[] Rows, Party?[] Was)> contested)
    {
        var overlaps = new List<(int Count, Party Party, int Group)>(contested.Count);
        for (int group = 0; group < contested.Count; group++)
        {
            int start = overlaps.Count;
            foreach (Party? party in contested[group].Was)
            {
                if (party is not null)
                {
                    int place = start;
                    while (place < overlaps.Count && !ReferenceEquals(overlaps[place].Party, party))
                    {
                        place++;
                    }

                    if (place == overlaps.Count)
                    {
                        overlaps.Add((0, party, group));
                    }

                    overlaps[place] = (overlaps[place].Count + 1, party, group);
                }
            }
        }

        if (overlaps.Count > 1)
        {
            overlaps.Sort((a, b) =>
                a.Count != b.Count ? b.Count.CompareTo(a.Count)
                : a.Party != b.Party ? a.Party.Id.CompareTo(b.Party.Id)
                : _records.KeyOf(contested[a.Group].Rows[0]).CompareTo(_records.KeyOf(contested[b.Group].Rows[0])));
        }

        return overlaps;
    }

    /// <summary>Whether a party kept its group unchanged.</summary>
    private bool IsAlive(Party party) => party.Rows.Length > 0 && ReferenceEquals(_parties.OfRow(party.Rows[0]), party);

    private void RecordMoves(Plan plan, int[] rows, Party?[] was, Party party, Dictionary<Party, int> groupOf, ChangeLog change)
    {
        SortedDictionary<PartyId, (Party From, List<RecordKey> Keys)>? movedFrom = null;
        for (int i = 0; i < rows.Length; i++)
        {
            if (was[i] is not { } from || ReferenceEquals(from, party))
            {
                continue;
            }

            RecordKey key = _records.KeyOf(rows[i]);
            movedFrom ??= [];
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

        foreach ((Party from, List<RecordKey> keys) in movedFrom is null ? [] : movedFrom.Values.AsEnumerable())
        {
            change.Events.Add(groupOf.ContainsKey(from)
                ? new PartyEvent(from.Id, PartyEventKind.Split, party.Id, keys)
                : new PartyEvent(party.Id, PartyEventKind.Merged, from.Id, keys));
        }

        change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Changed, null, []));
    }
}
