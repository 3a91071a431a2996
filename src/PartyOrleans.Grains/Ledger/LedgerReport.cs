namespace PartyOrleans.Grains.Ledger;

/// <summary>What a ledger tells of what is under way.</summary>
/// <param name="Status">How it is.</param>
/// <param name="Turns">Turns under way, oldest first.</param>
/// <param name="Ended">Epochs that ended, last first.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.ledger-report")]
public sealed record LedgerReport([property: Id(0)] LedgerStatus Status, [property: Id(1)] TurnUnderWay[] Turns, [property: Id(2)] EpochEnd[] Ended);

/// <summary>A turn under way.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Age">How long it has been under way.</param>
/// <param name="Sender">What kind of work began it.</param>
/// <param name="Records">Records in it.</param>
/// <param name="Stage">How far it is.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.turn-under-way")]
public sealed record TurnUnderWay(
    [property: Id(0)] long Number, [property: Id(1)] TimeSpan Age, [property: Id(2)] string Sender, [property: Id(3)] int Records, [property: Id(4)] TurnStep Stage);

/// <summary>How far a turn is.</summary>
public enum TurnStep
{
    /// <summary>A silo finds what it touches.</summary>
    Probing = 0,

    /// <summary>It waits for the turns before it.</summary>
    Waiting = 1,

    /// <summary>It is decided, or being decided, and then written.</summary>
    Committing = 2,
}

/// <summary>An epoch that ended.</summary>
/// <param name="Epoch">The epoch; 0 where it had not begun.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Turns">Turns that were under way.</param>
/// <param name="Cause">Why, without personal data.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.epoch-end")]
public sealed record EpochEnd([property: Id(0)] long Epoch, [property: Id(1)] DateTimeOffset At, [property: Id(2)] int Turns, [property: Id(3)] string Cause);
