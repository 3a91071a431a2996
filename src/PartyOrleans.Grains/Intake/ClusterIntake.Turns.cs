using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;

namespace PartyOrleans.Grains.Intake;

/// <content>Turns that one silo begins and another does, as those of loads.</content>
internal sealed partial class ClusterIntake
{
    /// <summary>Begins the turn of a submission: turns of one sender are done in the order in which it begins them.</summary>
    /// <exception cref="EpochEndedException">The ledger is recovering, or too much is under way; begin again later.</exception>
    public Task<Turn> BeginAsync(Submission submission) => grains.GetGrain<ILedgerGrain>(0).BeginAsync(RequestOf(submission));

    /// <summary>Gives up a turn, so that nobody waits for it; where it is committed already nothing happens.</summary>
    public Task AbandonAsync(Turn turn) => grains.GetGrain<ILedgerGrain>(0).AbandonAsync(turn.Epoch, turn.Number);

    /// <summary>Does what a turn is to do, once; whoever began it tries again where it fails.</summary>
    public async Task<SubmissionResult> TakeAsync(Turn turn, Submission submission, CancellationToken cancellationToken) =>
        await CommitAsync(turn, await ReadyAsync(turn, submission, cancellationToken));

    private Task<TakenSubmission> ReadyAsync(Turn turn, Submission submission, CancellationToken cancellationToken) =>
        ReadyAsync(grains.GetGrain<ILedgerGrain>(0), turn, submission, cancellationToken);

    private async Task<SubmissionResult> CommitAsync(Turn turn, TakenSubmission taken) =>
        await CommitAsync(grains.GetGrain<ILedgerGrain>(0), await _probe.PrepareAsync(turn, taken.Submission), taken);
}
