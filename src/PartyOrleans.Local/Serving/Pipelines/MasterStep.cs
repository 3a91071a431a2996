using PartyOrleans.Api.Hub;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Model;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>
/// Waits until everything that was taken before it is mastered: resolved and committed, and found by searches. The engine decides with each commit,
/// so nothing is left to compute then.
/// </summary>
internal sealed class MasterStep(IPartyHub hub, IPartyStore store, TimeProvider time) : IPipelineStep
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads the step.</summary>
    public static MakeStep Read(ConnectionNode node)
    {
        bool waitsForSearch = node.Flag("search", fallback: true);
        return parts => new MasterStep(parts.Hub, parts.Store, parts.Surroundings.Time) { WaitsForSearch = waitsForSearch };
    }

    /// <summary>Whether searches must find all of it too; default true.</summary>
    public bool WaitsForSearch { get; init; } = true;

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        SubmissionResult turn = await hub.SubmitAsync(new Submission { Batch = new InputBatch(), Origin = context.Origin, WaitsForRoom = true }, cancellationToken);
        while (WaitsForSearch && store is ISearchProjection projection && !(await projection.ReadSearchProgressAsync(cancellationToken)).IsComplete)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        StoreCounts counts = await store.CountAsync(cancellationToken);
        return StepResult.Of(
            ("commit", turn.Commit), ("records", counts.Records), ("parties", counts.Parties), ("reviews", counts.Reviews), ("judgements", counts.Judgements),
            ("dead_letters", counts.DeadLetters));
    }
}
