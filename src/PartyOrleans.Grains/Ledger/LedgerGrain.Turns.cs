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
    /// <summary>Decides turns in their order, each while the one before it is written.</summary>
    private async Task DecideAsync()
    {
        Task committing = Task.CompletedTask;
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                UnderWay? next = await NextAsync(committing);
                if (next is null)
                {
                    return;
                }

                Decided decided = await DecideAsync(next, committing);
                await committing;
                committing = CommitAsync(decided);
            }
        }
        finally
        {
            await committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>The next turn once its submission is here; throws where it does not come, or a commit failed.</summary>
    private async Task<UnderWay?> NextAsync(Task committing)
    {
        while (!_stop.IsCancellationRequested)
        {
            if (committing.IsFaulted)
            {
                await committing;
            }

            UnderWay? next = _turns.Values.Where(turn => !turn.IsDecided).MinBy(turn => turn.Number);
            if (next is { IsAbandoned: true })
            {
                throw new EpochEndedException($"Turn {next.Number} was given up.", _epoch);
            }

            if (next?.Submission is not null)
            {
                next.IsDecided = true;
                return next;
            }

            TimeSpan left = next is null ? LongestWait : options.TurnTime - time.GetElapsedTime(next.BegunAt);
            if (left <= TimeSpan.Zero)
            {
                throw new EpochEndedException($"Turn {next!.Number} did not come in time.", _epoch);
            }

            await ChangedAsync(left);
        }

        return null;
    }

    private async Task<Decided> DecideAsync(UnderWay turn, Task committing)
    {
        long since = instruments.Now;
        IPartyStore store = _store!;
        ComponentResolver resolver = _resolver!;
        TurnSubmission wire = turn.Submission!;
        Submission submission = WireSubmission.Decode(wire.Submission);
        var probed = new ProbedBatch(
            submission.Batch,
            [.. wire.Neighbours.Select(key => key.ToKey())],
            new BlockCrossings([.. wire.Grew.Select(WireBlock.ToBlock)], [.. wire.Shrank.Select(WireBlock.ToBlock)]));
        if (resolver.LetsGoNext)
        {
            await committing; // what is let go of is read from the store when it is needed again
        }

        IReadOnlyList<RecordKey> wanted = resolver.Begin(probed);
        IReadOnlyList<PartyId> taken = await TakenAsync(submission.Batch.Upserts.Select(record => record.Key));
        while (true)
        {
            IReadOnlyList<StoredRecord> records = await ((IPartyParts)store).FindPartiesOfAsync(wanted, _stop.Token);
            wanted = resolver.Absorb(records, [.. taken, .. await TakenAsync(records.Select(record => record.Key))]);
            if (wanted.Count == 0)
            {
                break;
            }
        }

        var before = new Dictionary<RecordKey, PartyId>();
        foreach (RecordKey key in submission.Batch.Upserts.Select(record => record.Key).Concat(submission.Batch.Deletes))
        {
            if (resolver.Engine.PartyOf(key) is { } party)
            {
                before.Add(key, party);
            }
        }

        instruments.Passed(TurnStage.Gather, ref since);
        HubChange change = await Task.Run(() => resolver.Apply(probed, CancellationToken.None), CancellationToken.None) with
        {
            DeadLetters = submission.DeadLetters,
            Checkpoint = submission.Checkpoint,
            Origin = submission.Origin,
            Versions = submission.Versions,
            DeadLetterUpdates = submission.DeadLetterUpdates,
            Erased = submission.Erased,
            Redacted = submission.Redacted,
            Lifted = submission.Lifted,
        };
        TimeSpan took = instruments.Passed(TurnStage.Decide, ref since);
        hubInstruments.Applied(took, submission.Batch.Upserts.Count + submission.Batch.Deletes.Count + submission.Batch.Judgements.Count + submission.Batch.Revocations.Count, wire.Neighbours.Length);
        var outcomes = new ChangeOutcomes(change, before);
        byte[] answer = AnswerCodec.Encode(outcomes.Of(submission.Batch), outcomes.JudgementsOf(submission.Batch));
        bool changesNothing = change is
        {
            Upserted.Count: 0, Deleted.Count: 0, Judged.Count: 0, Revoked.Count: 0, DeadLetters.Count: 0, Checkpoint: null, Versions.Count: 0, DeadLetterUpdates.Count: 0,
            Erased.Count: 0, Redacted.Count: 0, Lifted.Count: 0,
        } && turn.Positions.Count == 0 && submission.Idempotency is null;
        change = change with
        {
            Positions = [.. turn.Positions.Append(new SourcePosition(TurnStream, turn.Number)).OrderBy(position => position.Stream, StringComparer.Ordinal)],
            Answers = submission.Idempotency is { } token ? [new KeptAnswer(token.Key, token.Request, answer)] : [],
        };
        _oversize.UnionWith(probed.Crossings.Grew);
        _oversize.ExceptWith(probed.Crossings.Shrank);
        return new Decided(turn, changesNothing ? null : change, answer, change.Upserted.Count(record => !before.ContainsKey(record.Key)));
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
            _lastCommit = await _store!.CommitAsync(change, CancellationToken.None);
            hubInstruments.Committed(change, instruments.Passed(TurnStage.Commit, ref since));
            _records += decided.Created - change.Deleted.Count;
            _parties += change.Events.Count(happened => happened.Kind == PartyEventKind.Created) - change.Retired.Count;
        }

        _confirmed = decided.Turn.Number;
        _isAlone = false;
        _turns.Remove(decided.Turn.Number);
        _busy.ExceptWith(decided.Turn.Records);
        decided.Turn.Result.TrySetResult(new TurnResult(_lastCommit, decided.Answer));
        Wake();
    }

    /// <summary>A turn that was given out.</summary>
    private sealed class UnderWay(long number, ulong[] records, long begunAt)
    {
        public long Number => number;

        public ulong[] Records => records;

        public long BegunAt => begunAt;

        public IReadOnlyList<SourcePosition> Positions { get; init; } = [];

        public TurnSubmission? Submission { get; set; }

        public bool IsAbandoned { get; set; }

        public bool IsDecided { get; set; }

        public TaskCompletionSource<TurnResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A turn that is decided.</summary>
    private sealed record Decided(UnderWay Turn, HubChange? Change, byte[] Answer, int Created);
}
