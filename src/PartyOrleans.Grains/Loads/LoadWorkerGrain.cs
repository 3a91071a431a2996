using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Wire;

namespace PartyOrleans.Grains.Loads;

/// <summary>See <see cref="ILoadWorkerGrain"/>.</summary>
internal sealed partial class LoadWorkerGrain(ClusterIntake intake, ILogger<LoadWorkerGrain> log) : Grain, ILoadWorkerGrain
{
    /// <inheritdoc />
    public async Task<LoadTurnReport> TakeAsync(Turn turn, LoadSubmission submission)
    {
        RequestContext.Remove(IPlacementDirector.PlacementHintKey); // it was said of this grain, not of those that it calls
        try
        {
            SubmissionResult result = await Task.Run(() => intake.TakeAsync(turn, WireSubmission.Decode(submission.Bytes) with { RefusesErased = true }, CancellationToken.None));
            return new LoadTurnReport(
                LoadTurnOutcome.Committed, result.Records.Count(record => record.Outcome is RecordOutcome.Created or RecordOutcome.Updated or RecordOutcome.Deleted), "");
        }
        catch (Exception failure)
        {
            await ((Task)intake.AbandonAsync(turn)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (ClusterIntake.IsTransient(failure))
            {
                return new LoadTurnReport(LoadTurnOutcome.Again, 0, failure.Message);
            }

            LogFailed(failure, turn.Number);
            return new LoadTurnReport(LoadTurnOutcome.Failed, 0, "A turn of the load failed; the silo's log says why.");
        }
    }

    [LoggerMessage(2101, LogLevel.Error, "Turn {Turn} of a load failed")]
    private partial void LogFailed(Exception failure, long turn);
}
