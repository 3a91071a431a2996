using PartyOrleans.Api.Loads;

namespace PartyOrleans.Api.Cluster;

/// <summary>Tells an operator of the cluster that a hub runs on: its silos, what is under way, what waits, and why.</summary>
public interface IClusterReport
{
    /// <summary>How it is now.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Hub.HubUnavailableException">The cluster is recovering, and cannot say.</exception>
    Task<ClusterStatus> LookAsync(CancellationToken cancellationToken);
}

/// <summary>How a cluster is.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Silos">Its silos, by address.</param>
/// <param name="Turns">Turns under way, oldest first.</param>
/// <param name="Epochs">Epochs that ended since the ledger came to its silo, last first; the last twenty.</param>
/// <param name="Loads">Loads that go on, newest first.</param>
public sealed record ClusterStatus(
    LedgerState Ledger, IReadOnlyList<ClusterSilo> Silos, IReadOnlyList<ClusterTurn> Turns, IReadOnlyList<EndedEpoch> Epochs, IReadOnlyList<LoadStatus> Loads);

/// <summary>How the ledger is.</summary>
/// <param name="IsReady">Whether it gives out turns.</param>
/// <param name="Cause">Why not; empty where it does.</param>
/// <param name="Epoch">The epoch under way.</param>
/// <param name="Turn">The last turn committed.</param>
/// <param name="Waiting">Callers that wait for a turn.</param>
/// <param name="LastCommit">The last commit.</param>
/// <param name="Records">Records of the hub.</param>
/// <param name="Parties">Parties of the hub.</param>
/// <param name="HeldRecords">Records that it holds in memory.</param>
/// <param name="Shards">Shards of the block keys.</param>
/// <param name="OversizeBlocks">Blocks that are oversize.</param>
public sealed record LedgerState(
    bool IsReady, string Cause, long Epoch, long Turn, int Waiting, long LastCommit, long Records, long Parties, int HeldRecords, int Shards, int OversizeBlocks);

/// <summary>A silo.</summary>
/// <param name="Address">Where other silos find it.</param>
/// <param name="State">How it is a member, in lower case, such as <c>active</c>.</param>
/// <param name="Shards">Shards that it holds.</param>
/// <param name="HasLedger">Whether it holds the ledger.</param>
public sealed record ClusterSilo(string Address, string State, int Shards, bool HasLedger);

/// <summary>A turn under way.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Age">How long it has been under way.</param>
/// <param name="Sender">What kind of work began it, in lower case, such as <c>load</c>.</param>
/// <param name="Records">Records in it.</param>
/// <param name="State"><c>probing</c> while a silo finds what it touches, <c>waiting</c> for the turns before it, <c>committing</c> from then on.</param>
public sealed record ClusterTurn(long Number, TimeSpan Age, string Sender, int Records, string State);

/// <summary>An epoch that ended: what was not committed by then was begun again by its senders.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="EndedAt">When it ended (UTC).</param>
/// <param name="Turns">Turns that were under way.</param>
/// <param name="Cause">Why, without personal data.</param>
public sealed record EndedEpoch(long Epoch, DateTimeOffset EndedAt, int Turns, string Cause);
