using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Telemetry;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Ledger;

/// <content>From a turn's submission to its commit.</content>
internal sealed partial class LedgerGrain
{
    /// <summary>Decides turns in their order, those that are here together, while the ones before them are written.</summary>
    private async Task DecideAsync()
    {
        Task committing = Task.CompletedTask;
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                TurnGroup? next = await NextAsync(committing);
                if (next is null)
                {
                    return;
                }

                Decided decided = await DecideAsync(next, committing);
                await committing;
                _leaving = [.. decided.Change?.Deleted ?? []];
                committing = CommitAsync(decided);
            }
        }
        finally
        {
            await committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>The next turns once the first of them is here; throws where it does not come, or a commit failed.</summary>
    private async Task<TurnGroup?> NextAsync(Task committing)
    {
        while (!_stop.IsCancellationRequested)
        {
            RequireBundle();
            RequireSpread();
            if (committing.IsFaulted)
            {
                await committing;
            }

            UnderWay? next = _turns.GetValueOrDefault(_decided + 1);
            if (next is { IsAbandoned: true })
            {
                throw new EpochEndedException($"Turn {next.Number} was given up.", _epoch);
            }

            if (next?.Submission is not null)
            {
                return Gathered();
            }

            TimeSpan left = next is null ? EpochSilos.Look : options.TurnTime - time.GetElapsedTime(next.BegunAt);
            if (left <= TimeSpan.Zero)
            {
                throw new EpochEndedException($"Turn {next!.Number} did not come in time.", _epoch);
            }

            if (next is not null && _epochSilos.HasLost)
            {
                throw new EpochEndedException($"Turn {next.Number} has not come, and a silo is gone.", _epoch);
            }

            await ChangedAsync(left < EpochSilos.Look ? left : EpochSilos.Look);
        }

        return null;
    }

    /// <summary>The turns from the next one on that are here and fit together.</summary>
    private TurnGroup Gathered()
    {
        var group = new TurnGroup();
        while (_turns.GetValueOrDefault(_decided + 1) is { Submission: not null, IsAbandoned: false } turn && group.TryAdd(turn, options.MostInputsPerCommit))
        {
            turn.IsDecided = true;
            _decided++;
        }

        return group;
    }

    private async Task<Decided> DecideAsync(TurnGroup group, Task committing)
    {
        long since = instruments.Now;
        ComponentResolver resolver = _resolver!;
        ProbedBatch probed = group.Probed(_oversize);
        if (resolver.LetsGoNext)
        {
            await committing; // what is let go of is read from the store when it is needed again
        }

        await GatherAsync(resolver, probed, committing);
        var before = new Dictionary<RecordKey, PartyId>();
        foreach (RecordKey key in probed.Inputs.Upserts.Select(record => record.Key).Concat(probed.Inputs.Deletes))
        {
            if (resolver.Engine.PartyOf(key) is { } party)
            {
                before.Add(key, party);
            }
        }

        instruments.Passed(TurnStage.Gather, ref since);
        HubChange effects = await Task.Run(() => resolver.Apply(probed, CancellationToken.None), CancellationToken.None);
        (HubChange change, byte[][] answers) = group.Complete(effects, before, TurnStream);
        hubInstruments.Applied(instruments.Passed(TurnStage.Decide, ref since), group.Inputs, probed.Neighbours.Count);
        _oversize.UnionWith(probed.Crossings.Grew);
        _oversize.ExceptWith(probed.Crossings.Shrank);
        return new Decided(group, group.LeavesAll(change) ? null : change, answers, change.Upserted.Count(record => !before.ContainsKey(record.Key)));
    }

    /// <summary>Brings in the components that a batch touches.</summary>
    private async Task GatherAsync(ComponentResolver resolver, ProbedBatch probed, Task committing)
    {
        IReadOnlyList<RecordKey> wanted = resolver.Begin(probed);
        // For a record that is held this was asked when it came, and what happened since the resolver knows.
        IReadOnlyList<PartyId> taken = await TakenAsync(probed.Inputs.Upserts.Select(record => record.Key).Where(key => !resolver.Engine.Holds(key)));
        while (true)
        {
            if (wanted.Any(_leaving.Contains))
            {
                await committing; // the store still has what the change under way deletes, and it must not be read into life again
            }

            IReadOnlyList<StoredRecord> records = await ((IPartyParts)_store!).FindPartiesOfAsync(wanted, _stop.Token);
            wanted = resolver.Absorb(records, [.. taken, .. await TakenAsync(records.Select(record => record.Key))]);
            if (wanted.Count == 0)
            {
                return;
            }
        }
    }

    /// <summary>Of the names that parties beginning with these records may be given, those that are not free; at least one free one is among those asked for.</summary>
    private async Task<List<PartyId>> TakenAsync(IEnumerable<RecordKey> keys)
    {
        const int Few = 2;
        var taken = new List<PartyId>();
        RecordKey[] open = [.. keys];
        for (int most = Few; open.Length > 0; most *= 4)
        {
            var names = open.ToDictionary(key => key, key => EmbeddedEngine.NamesFor(key, most).ToArray());
            HashSet<PartyId> found = [.. await ((IPartyParts)_store!).FindTakenAsync([.. names.Values.SelectMany(static few => few)], _stop.Token)];
            taken.AddRange(found);
            open = [.. open.Where(key => names[key].All(found.Contains))];
        }

        return taken;
    }

    private async Task CommitAsync(Decided decided)
    {
        if (decided.Change is { } change)
        {
            long since = instruments.Now;
            try
            {
                _lastCommit = await _store!.CommitAsync(change, CancellationToken.None);
            }
            catch
            {
                Wake(); // whoever waits for the next turn is to end the epoch now
                throw;
            }

            hubInstruments.Committed(change, instruments.Passed(TurnStage.Commit, ref since));
            _records += decided.Created - change.Deleted.Count;
            _parties += change.Events.Count(happened => happened.Kind == PartyEventKind.Created) - change.Retired.Count;
        }

        _confirmed = decided.Group.Number;
        _isAlone = false;
        foreach (((UnderWay turn, _), byte[] answer) in decided.Group.Members.Zip(decided.Answers))
        {
            _turns.Remove(turn.Number);
            _busy.ExceptWith(turn.Records);
            turn.Result.TrySetResult(new TurnResult(_lastCommit, answer));
        }

        Wake();
    }

    /// <summary>Turns that are decided.</summary>
    private sealed record Decided(TurnGroup Group, HubChange? Change, byte[][] Answers, int Created);
}
