using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Sources;
using PartyOrleans.Grains.Telemetry;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;
using StableHash = PartyOrleans.Model.StableHash;

namespace PartyOrleans.Grains.Intake;

/// <summary>
/// Takes submissions on a silo: it begins a turn, standardises and computes block keys, has all shards probed and put into, scores the candidates,
/// and hands what it found to the ledger. All of the costly work happens here, on every silo side by side; only the order and the components are
/// the ledger's. Where the epoch ends meanwhile nothing of the turn is kept, and it is begun again.
/// </summary>
internal sealed partial class ClusterIntake(
    IGrainFactory grains, ClusterStores stores, ClusterOptions options, ClusterInstruments instruments, HubInstruments hubInstruments, ClusterSources sources, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly Submission Nothing = new() { Batch = new Resolution.InputBatch(), Origin = ChangeOrigin.Unknown };

    private readonly TurnProbe _probe = new(grains, stores, options, instruments);

    /// <summary>Takes a submission; when the task completes its effects survive a crash.</summary>
    /// <exception cref="HubUnavailableException">The cluster did not get to it in time; it may be submitted again.</exception>
    /// <exception cref="RecordErasedException">A record was erased, and may not come again until that is lifted.</exception>
    /// <exception cref="StreamMovedException">It does not go on from where one of its streams is.</exception>
    public async Task<SubmissionResult> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ILedgerGrain ledger = grains.GetGrain<ILedgerGrain>(0);
        long since = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            Turn? turn = null;
            bool hasProbed = false;
            try
            {
                if (submission.Idempotency is { } token && await FindAnswerAsync(token, submission, cancellationToken) is { } kept)
                {
                    return kept;
                }

                long began = instruments.Now;
                turn = await ledger.BeginAsync(RequestOf(submission));
                instruments.Passed(TurnStage.Begin, ref began);
                if (turn.Moved is { } moved)
                {
                    turn = null;
                    throw new StreamMovedException(moved.Stream, moved.From, moved.Next);
                }

                TakenSubmission taken = await ReadyAsync(ledger, turn, submission, cancellationToken);
                PreparedTurn prepared = await _probe.PrepareAsync(turn, taken.Submission);
                hasProbed = true;
                SubmissionResult result = await CommitAsync(ledger, prepared, taken);
                hubInstruments.Answered(result, time.GetElapsedTime(since));
                return result;
            }
            catch (Exception failure)
            {
                if (turn is not null)
                {
                    // A shard that was made anew knows of no epoch: unless the ledger hears of it now, it waits for this turn until its time is up.
                    // A stream's place goes on with its inputs alone.
                    bool passes = !hasProbed && failure is not EpochEndedException && submission.Positions.Count == 0;
                    await ((Task)(passes ? PassAsync(ledger, turn) : ledger.AbandonAsync(turn.Epoch, turn.Number))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                if (!IsTransient(failure))
                {
                    throw;
                }

                if (time.GetElapsedTime(since) > options.RetryTime)
                {
                    throw new HubUnavailableException("The cluster is recovering.", isOverload: false, RetryAfter, failure);
                }
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static TurnRequest RequestOf(Submission submission) => new(
        [.. TouchedBy(submission).Distinct()],
        [.. submission.Positions.Select(position => new WirePosition(position.Stream, position.Next, position.From))],
        submission.Plan is not null || submission.Erased.Count + submission.Redacted.Count + submission.Lifted.Count > 0)
    {
        Sender = submission.Origin.Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Hashes of what a submission touches: records, pairs, dead letters, and the name it was sent under.</summary>
    private static IEnumerable<ulong> TouchedBy(Submission submission)
    {
        foreach (RecordKey key in submission.Keys())
        {
            yield return HashOf(key);
        }

        foreach (RecordPair pair in submission.Batch.Judgements.Select(judgement => judgement.Pair).Concat(submission.Batch.Revocations))
        {
            yield return StableHash.Combine(HashOf(pair.Left), HashOf(pair.Right));
        }

        foreach (DeadLetterUpdate update in submission.DeadLetterUpdates)
        {
            yield return StableHash.Combine(1, (ulong)update.Number);
        }

        if (submission.Idempotency is { } token)
        {
            yield return StableHash.Of(token.Key);
        }

        static ulong HashOf(RecordKey key) => StableHash.Of(key.RecordId, StableHash.Of(key.Source));
    }

    /// <summary>Makes of a submission what the hub takes of it, now that its turn has come; nothing is probed yet.</summary>
    private async Task<TakenSubmission> ReadyAsync(ILedgerGrain ledger, Turn turn, Submission submission, CancellationToken cancellationToken)
    {
        if (submission.Idempotency is { } token && await FindAnswerAsync(token, submission, cancellationToken) is { } kept)
        {
            return new TakenSubmission(Nothing with { Origin = submission.Origin }) { Known = kept };
        }

        if (submission.Plan is { } plan)
        {
            submission = await plan(stores.Reader, cancellationToken);
        }

        var taken = new TakenSubmission(submission);
        if (turn.HasErased && await ErasedAsync(ledger, submission) is { Count: > 0 } gone)
        {
            if (!submission.RefusesErased)
            {
                throw new RecordErasedException(gone);
            }

            (Submission left, int erased) = SubmissionSieve.RefuseErased(submission, gone);
            taken = taken with { Submission = left, Erased = erased };
        }

        if (taken.Submission.Versions.Count > 0)
        {
            Dictionary<RecordKey, string> held = (await stores.Reader.FindVersionsAsync([.. taken.Submission.Versions.Select(version => version.Key)], cancellationToken))
                .ToDictionary(version => version.Key, version => version.Version);
            (Submission left, int outdated) = SubmissionSieve.Sift(taken.Submission, held);
            taken = taken with { Submission = left, Outdated = outdated };
        }

        return taken;
    }

    private async Task<SubmissionResult> CommitAsync(ILedgerGrain ledger, PreparedTurn prepared, TakenSubmission taken)
    {
        TurnSubmission probed = await _probe.ProbeAsync(prepared);
        long sent = instruments.Now;
        TurnResult result = await ledger.CommitAsync(probed);
        instruments.Passed(TurnStage.Settle, ref sent);
        if (taken.Known is null)
        {
            sources.Enter(taken.Submission, result.Commit);
        }

        return taken.Known ?? AnswerCodec.Decode(new KeptAnswer([], [], result.Answer), prepared.Keys) with
        {
            Commit = result.Commit, IsReplayed = false, Outdated = taken.Outdated, Erased = taken.Erased,
        };
    }

    /// <summary>Lets a turn go by that nothing was done in, so that those after it need not begin again; this asks nothing of the store.</summary>
    private async Task PassAsync(ILedgerGrain ledger, Turn turn)
    {
        try
        {
            await ledger.CommitAsync(await _probe.ProbeAsync(await _probe.PrepareAsync(turn, Nothing)));
        }
        catch (Exception failure) when (failure is not EpochEndedException)
        {
            await ledger.AbandonAsync(turn.Epoch, turn.Number);
        }
    }

    private async Task<SubmissionResult?> FindAnswerAsync(IdempotencyToken token, Submission submission, CancellationToken cancellationToken) =>
        await stores.Reader.FindAnswerAsync(token.Key, cancellationToken) is not { } kept ? null
        : token.Request.AsSpan().SequenceEqual(kept.Request) ? AnswerCodec.Decode(kept, submission.Keys())
        : throw new IdempotencyConflictException();

    private static async Task<IReadOnlyList<RecordKey>> ErasedAsync(ILedgerGrain ledger, Submission submission)
    {
        WireKey[] erased = await ledger.FindErasedAsync([.. submission.Batch.Upserts.Select(record => WireKey.Of(record.Key))]);
        return [.. erased.Select(key => key.ToKey()).Where(key => !submission.Lifted.Contains(key))];
    }

    internal static bool IsTransient(Exception failure) => failure is EpochEndedException or TimeoutException or Orleans.Runtime.OrleansException
        or Storage.StoreException { IsTransient: true };

    /// <summary>What the hub takes of a submission.</summary>
    private sealed record TakenSubmission(Submission Submission)
    {
        public int Erased { get; init; }

        public int Outdated { get; init; }

        /// <summary>The answer that was given to the same request before; null where there was none.</summary>
        public SubmissionResult? Known { get; init; }
    }
}
