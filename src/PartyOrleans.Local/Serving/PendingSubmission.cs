using System.Diagnostics;
using PartyOrleans.Api.Hub;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <summary>A submission that waits for its turn or its commit.</summary>
internal sealed class PendingSubmission(Submission submission, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<SubmissionResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was submitted.</summary>
    public Submission Submission { get; private set; } = submission;

    /// <summary>The trace of the request it came with; default where none is kept.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    /// <summary>Work that it stands for instead of inputs; null for none.</summary>
    public HubErrand? Errand { get; init; }

    /// <summary>Whether it is applied and committed by itself.</summary>
    public bool IsAlone => Erases || Errand is not null;

    /// <summary>Whether its caller gave up.</summary>
    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>Records passed over, because the hub holds a newer version.</summary>
    public int Outdated { get; private set; }

    /// <summary>Records that became dead letters, because they were erased.</summary>
    public int Erased { get; private set; }

    /// <summary>Inputs it holds; what only says how far a stream has come is one too.</summary>
    public int Inputs => Submission.Positions.Count + Submission.DeadLetterUpdates.Count
        + Submission.Batch.Upserts.Count + Submission.Batch.Deletes.Count + Submission.Batch.Judgements.Count + Submission.Batch.Revocations.Count;

    /// <summary>The answer.</summary>
    public Task<SubmissionResult> Task => _done.Task;

    /// <summary>The keys of its records, upserts first.</summary>
    public IEnumerable<RecordKey> Keys => Submission.Batch.Upserts.Select(record => record.Key).Concat(Submission.Batch.Deletes);

    /// <summary>The pairs it judges or revokes.</summary>
    public IEnumerable<RecordPair> Pairs => Submission.Batch.Judgements.Select(judgement => judgement.Pair).Concat(Submission.Batch.Revocations);

    /// <summary>Whether it is still to be made.</summary>
    public bool IsToBePlanned => Submission.Plan is not null;

    /// <summary>Whether it destroys something, or lifts that, or may once it is made.</summary>
    public bool Erases => IsToBePlanned || Submission.Erased.Count + Submission.Redacted.Count + Submission.Lifted.Count > 0;

    /// <summary>Those of its records that were erased, and that it does not lift itself.</summary>
    public List<RecordKey> ErasedKeys(IErasures? erasures) => erasures is not { HasErased: true }
        ? []
        : [.. Submission.Batch.Upserts.Select(record => record.Key).Where(key => erasures.IsErased(key) && !Submission.Lifted.Contains(key))];

    /// <summary>Passes over what is older than the versions held, and forgets versions that are held already.</summary>
    /// <param name="held">The versions held.</param>
    public void Sift(IReadOnlyDictionary<RecordKey, string> held) => (Submission, Outdated) = SubmissionSieve.Sift(Submission, held);

    /// <summary>The name that its caller gave it; empty for none.</summary>
    public string Token { get; } = submission.Idempotency is { } token ? Convert.ToHexString(token.Key) : "";

    /// <summary>Whether it goes on without records that were erased, which then are dead letters.</summary>
    public bool TakesErased(IReadOnlyCollection<RecordKey> erased)
    {
        if (Submission.RefusesErased)
        {
            (Submission, int left) = SubmissionSieve.RefuseErased(Submission, erased);
            Erased += left;
        }

        return Submission.RefusesErased;
    }

    /// <summary>Makes it from what a store holds; where that fails, the failure is the answer.</summary>
    public async Task<bool> PlanAsync(IPartyStore store)
    {
        try
        {
            Submission = await Submission.Plan!(store, cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (IsCancelled)
        {
            Cancel();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }

        return false;
    }

    /// <summary>Answers as the same request was answered before.</summary>
    public void Replay(KeptAnswer kept)
    {
        if (Submission.Idempotency!.Request.AsSpan().SequenceEqual(kept.Request))
        {
            Complete(AnswerCodec.Decode(kept, [.. Keys]));
        }
        else
        {
            Fail(new IdempotencyConflictException());
        }
    }

    /// <summary>Answers.</summary>
    public void Complete(SubmissionResult result) => _done.TrySetResult(result);

    /// <summary>Answers with a failure.</summary>
    public void Fail(Exception failure) => _done.TrySetException(failure);

    /// <summary>Answers a caller that gave up.</summary>
    public void Cancel() => _done.TrySetCanceled(cancellationToken);
}
