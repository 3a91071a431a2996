namespace PartyOrleans.Client;

/// <summary>The cluster that a hub runs on.</summary>
/// <param name="Ledger">Gives changes their order, and commits them.</param>
/// <param name="Silos">Its silos.</param>
/// <param name="Turns">Turns under way, oldest first.</param>
/// <param name="EndedEpochs">Epochs that ended since the ledger came to its silo, last first.</param>
/// <param name="Loads">Loads that go on.</param>
public sealed record ClusterView(
    ClusterLedger Ledger, IReadOnlyList<ClusterSilo> Silos, IReadOnlyList<TurnUnderWay> Turns, IReadOnlyList<EndedEpoch> EndedEpochs, IReadOnlyList<RunningLoad> Loads);

/// <summary>The ledger.</summary>
/// <param name="IsReady">Whether it gives out turns.</param>
/// <param name="Epoch">The epoch under way.</param>
/// <param name="Turn">The last turn committed.</param>
/// <param name="Waiting">Callers that wait for a turn.</param>
/// <param name="LastCommit">The last commit.</param>
/// <param name="Records">Records of the hub.</param>
/// <param name="Parties">Parties of the hub.</param>
/// <param name="HeldRecords">Records that it holds in memory.</param>
/// <param name="Shards">Shards of the block keys.</param>
/// <param name="OversizeBlocks">Blocks that are oversize.</param>
/// <param name="Cause">Why it gives out no turns.</param>
public sealed record ClusterLedger(
    bool IsReady, long Epoch, long Turn, int Waiting, long LastCommit, long Records, long Parties, int HeldRecords, int Shards, int OversizeBlocks, string? Cause = null);

/// <summary>A silo.</summary>
/// <param name="Address">Where other silos find it.</param>
/// <param name="State">How it is a member, such as active.</param>
/// <param name="Shards">Shards that it holds.</param>
/// <param name="HasLedger">Whether it holds the ledger.</param>
public sealed record ClusterSilo(string Address, string State, int Shards, bool HasLedger);

/// <summary>A turn under way.</summary>
/// <param name="Number">Its number.</param>
/// <param name="AgeSeconds">How long it has been under way, seconds.</param>
/// <param name="Sender">What kind of work began it.</param>
/// <param name="Records">Records in it.</param>
/// <param name="State">probing, waiting or committing.</param>
public sealed record TurnUnderWay(long Number, double AgeSeconds, string Sender, int Records, string State);

/// <summary>An epoch that ended.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Turns">Turns that were under way, and were begun again.</param>
/// <param name="Cause">Why it ended.</param>
public sealed record EndedEpoch(long Epoch, DateTimeOffset EndedAt, int Turns, string Cause);

/// <summary>A load that goes on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Input">What it is called.</param>
/// <param name="Read">Records and refused lines read.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="WaitsFor">Why it does not go on at the moment.</param>
public sealed record RunningLoad(string Id, string Input, long Read, DateTimeOffset StartedAt, string? WaitsFor = null);
