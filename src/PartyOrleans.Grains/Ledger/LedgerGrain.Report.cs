using PartyOrleans.Grains.Blocks;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Ledger;

/// <content>What it tells an operator.</content>
internal sealed partial class LedgerGrain
{
    private const int MostEnded = 20;

    private readonly List<EpochEnd> _ended = [];

    /// <inheritdoc />
    public async Task<LedgerReport> LookAsync() => new(
        await StatusAsync(),
        [.. _turns.Values.OrderBy(turn => turn.Number).Select(turn => new TurnUnderWay(
            turn.Number, time.GetElapsedTime(turn.BegunAt), turn.Sender, turn.Records.Length,
            turn.IsDecided ? TurnStep.Committing : turn.Submission is null ? TurnStep.Probing : TurnStep.Waiting))],
        [.. _ended.AsEnumerable().Reverse()]);

    /// <summary>Notes that the epoch ends; called while its turns are still there.</summary>
    private void NoteEnd(Exception failure)
    {
        _ended.Add(new EpochEnd(_isOpen ? _epoch : 0, time.GetUtcNow(), _turns.Count, failure is EpochEndedException or StoreException ? failure.Message : failure.GetType().Name));
        if (_ended.Count > MostEnded)
        {
            _ended.RemoveAt(0);
        }
    }
}
