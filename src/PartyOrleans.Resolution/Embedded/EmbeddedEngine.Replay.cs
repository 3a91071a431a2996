using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <content>
/// Replay: the records and judgements of another hub are taken in under this engine's own bundle, and what that changes is told as one change
/// of that hub. Partition and golden content depend on records, judgements and bundle alone, so only party ids are taken from the other hub.
/// </content>
public sealed partial class EmbeddedEngine
{
    /// <summary>Takes in the records and judgements of a hub that another bundle decides; the engine must be empty. Holds what a fresh run would.</summary>
    /// <param name="records">Batches of stored records, in any order; their parties are kept only as far as this bundle agrees.</param>
    /// <param name="judgements">The judgements in force.</param>
    /// <param name="cancellationToken">Cancels; the engine must be discarded then.</param>
    public async Task ReplayAsync(IAsyncEnumerable<IReadOnlyList<StoredRecord>> records, IEnumerable<Judgement> judgements, CancellationToken cancellationToken)
    {
        if (_rows.Count > 0)
        {
            throw new InvalidOperationException($"Only an empty engine can replay; this one holds {_rows.Count} records.");
        }

        await RestoreRecordsAsync(records, cancellationToken).ConfigureAwait(false);
        foreach (Judgement judgement in judgements)
        {
            _judgements.Set(judgement);
        }

        BlockIndex index = BuildIndex(cancellationToken);
        RebuildGraph(0, cancellationToken);
        _index = index;
        Settle(new Plan { SkipsGolden = true }, [.. _rows.Values], cancellationToken);
        HashGolden(cancellationToken);
    }

    /// <summary>The state of this engine, copied, for a replay to be told apart from.</summary>
    public LiveState State() => new(
        _rows.ToDictionary(entry => entry.Key, entry => _parties.OfRow(entry.Value)!.Id), [.. _reviews.Values], [.. _parties.Retired]);

    /// <summary>
    /// Names this engine's parties after those of another hub with the same records, by largest overlap, and tells what makes of that hub's
    /// state this one's. Done again after further batches it tells it anew.
    /// </summary>
    /// <param name="live">The other hub's state.</param>
    /// <param name="goldenHashes">Content hashes of the other hub's golden records, by party; where one is missing the record is told as new.</param>
    /// <param name="cancellationToken">Cancels; the engine must be discarded then.</param>
    /// <exception cref="ArgumentException">The other hub holds other records.</exception>
    public HubChange ChangeOf(LiveState live, IReadOnlyDictionary<PartyId, byte[]> goldenHashes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(goldenHashes);
        if (live.Parties.Count != _rows.Count || _rows.Keys.Any(key => !live.Parties.ContainsKey(key)))
        {
            throw new ArgumentException($"The replay holds {_rows.Count} records, the hub {live.Parties.Count} or other ones.", nameof(live));
        }

        Party[] own = [.. _parties.Unsorted.OrderBy(party => _records.KeyOf(party.Rows[0]))];
        var groups = new List<int[]>(own.Length);
        var hashOfFirst = new Dictionary<int, byte[]>(own.Length);
        foreach (Party party in own)
        {
            groups.Add(party.Rows);
            hashOfFirst.Add(party.Rows[0], party.GoldenHash);
        }

        cancellationToken.ThrowIfCancellationRequested();
        NameAfter(live, goldenHashes);
        var change = new ChangeLog();
        var plan = new Plan();
        var changed = new HashSet<Party>(AssignParties(plan, groups, change));
        foreach (int[] rows in groups)
        {
            Party party = _parties.OfRow(rows[0])!;
            if (!party.GoldenHash.AsSpan().SequenceEqual(hashOfFirst[rows[0]]) && changed.Add(party))
            {
                change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Changed, null, []));
            }
        }

        BuildGolden(plan, [.. changed.Where(party => !party.GoldenHash.AsSpan().SequenceEqual(hashOfFirst[party.Rows[0]]))], change);
        return new HubChange
        {
            Moved = Sorted(change.Moved, static entry => entry.Key),
            Golden = change.Golden,
            Retired = Sorted(change.Retired, static entry => entry.Key),
            ReviewsOpened = [.. _reviews.Values.Except(live.Reviews).OrderBy(review => review.Pair)],
            ReviewsClosed = [.. live.Reviews.Select(review => review.Pair).Where(pair => !_reviews.ContainsKey(pair)).Order()],
            Events = change.SortedEvents(_parallelism),
        };
    }

    /// <summary>Puts every row into the party that the other hub has it in.</summary>
    private void NameAfter(LiveState live, IReadOnlyDictionary<PartyId, byte[]> goldenHashes)
    {
        _parties.Clear();
        foreach (PartyId id in live.Retired)
        {
            _parties.AddRetired(id);
        }

        foreach (IGrouping<PartyId, KeyValuePair<RecordKey, int>> records in _rows.GroupBy(entry => live.Parties[entry.Key]))
        {
            Party party = _parties.GetOrAdd(records.Key);
            _parties.Assign(party, [.. records.OrderBy(entry => entry.Key).Select(entry => entry.Value)]);
            party.GoldenHash = goldenHashes.GetValueOrDefault(records.Key) ?? [];
        }
    }

    /// <summary>Builds every golden record for its hash alone.</summary>
    private void HashGolden(CancellationToken cancellationToken)
    {
        Party[] parties = [.. _parties.Unsorted];
        _workers.ForEach(parties.Length, (i, _) => parties[i].GoldenHash = BuildGolden(parties[i], before: null).ContentHash, cancellationToken);
    }
}
