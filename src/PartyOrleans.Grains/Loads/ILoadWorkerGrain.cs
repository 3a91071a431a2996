using PartyOrleans.Grains.Ledger;

namespace PartyOrleans.Grains.Loads;

/// <summary>Does the turns of a load that were begun elsewhere. A load has several, on whichever silos they come to lie, so that all silos work for it.</summary>
[Alias("party.load-worker")]
public interface ILoadWorkerGrain : IGrainWithStringKey
{
    /// <summary>Does a turn; completes when its effects survive a crash, or nothing of it is kept.</summary>
    [Alias("take")]
    [ResponseTimeout("00:02:00")]
    Task<LoadTurnReport> TakeAsync(Turn turn, LoadSubmission submission);
}

/// <summary>What a turn of a load is to do.</summary>
/// <param name="Bytes">See <see cref="Wire.WireSubmission"/>.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.load-submission")]
public sealed record LoadSubmission([property: Id(0)] byte[] Bytes);

/// <summary>How a turn of a load ended.</summary>
public enum LoadTurnOutcome
{
    /// <summary>It is committed.</summary>
    Committed = 0,

    /// <summary>Nothing of it is kept, and it may be begun again.</summary>
    Again = 1,

    /// <summary>Nothing of it is kept, and beginning it again would not help.</summary>
    Failed = 2,
}

/// <summary>What a turn of a load did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Changed">Records that were new or differ from what the hub held.</param>
/// <param name="Cause">Why it was not committed, without personal data; empty where it was.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.load-turn-report")]
public sealed record LoadTurnReport([property: Id(0)] LoadTurnOutcome Outcome, [property: Id(1)] int Changed, [property: Id(2)] string Cause);
