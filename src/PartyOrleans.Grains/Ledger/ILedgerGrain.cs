using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Wire;

namespace PartyOrleans.Grains.Ledger;

/// <summary>
/// The one place where changes of a hub get their order. It gives out numbered turns, decides the components that a turn touches once all turns
/// before it are decided, and commits them to the store, which it owns. A turn that fails ends its epoch: nothing of it or of any after it is
/// kept, the shards undo it, and its sender begins again.
/// </summary>
[Alias("party.ledger")]
[Orleans.CodeGeneration.Version(ClusterVersions.Current)]
public interface ILedgerGrain : IGrainWithIntegerKey
{
    /// <summary>Begins a turn, once no turn under way has a record in common with it.</summary>
    /// <exception cref="EpochEndedException">The ledger is recovering, or too much is under way; begin again later.</exception>
    [Alias("begin")]
    Task<Turn> BeginAsync(TurnRequest request);

    /// <summary>Decides and commits a turn; completes when its effects survive a crash.</summary>
    /// <exception cref="EpochEndedException">Nothing of it is kept; begin again.</exception>
    [Alias("commit")]
    Task<TurnResult> CommitAsync(TurnSubmission submission);

    /// <summary>Gives a turn up.</summary>
    [Alias("abandon")]
    Task AbandonAsync(long epoch, long number);

    /// <summary>Of some records, those that were erased and may not come again.</summary>
    [Alias("erased")]
    Task<WireKey[]> FindErasedAsync(WireKey[] records);

    /// <summary>How the ledger is.</summary>
    [Alias("status")]
    Task<LedgerStatus> StatusAsync();

    /// <summary>What is under way, and why epochs ended.</summary>
    [Alias("look")]
    Task<LedgerReport> LookAsync();

    /// <summary>Keeps a bundle without making it the active one.</summary>
    [Alias("keep-bundle")]
    Task KeepBundleAsync(string sha256, string json);

    /// <summary>Makes a kept bundle the active one, alone: all records are replayed while writes wait.</summary>
    /// <exception cref="EpochEndedException">The ledger is recovering, or too much is under way; nothing is changed.</exception>
    [Alias("exchange")]
    [ResponseTimeout("00:30:00")]
    Task<BundleExchanged> ExchangeAsync(BundleExchange exchange);

    /// <summary>Completes once a later commit is there, or after a while.</summary>
    [Alias("committed-after")]
    Task<long> CommittedAfterAsync(long commit);
}

/// <summary>Asks for a turn.</summary>
/// <param name="Records">Hashes of the records, pairs, dead letters and names that it touches; two of one hash wait for each other, which does no harm.</param>
/// <param name="Positions">How far it brings streams.</param>
/// <param name="IsAlone">Whether no other turn may be under way with it: what it does is planned from what the store holds.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.turn-request")]
public sealed record TurnRequest([property: Id(0)] ulong[] Records, [property: Id(1)] WirePosition[] Positions, [property: Id(2)] bool IsAlone = false)
{
    /// <summary>What kind of work begins it, for an operator; empty where nobody is told.</summary>
    [Id(3)]
    public string Sender { get; init; } = "";
}

/// <summary>How far a stream comes.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Next">Its next place.</param>
/// <param name="From">The place that it goes on from.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.position")]
public readonly record struct WirePosition([property: Id(0)] string Stream, [property: Id(1)] long Next, [property: Id(2)] long From);

/// <summary>A turn.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Number">Its number.</param>
/// <param name="Confirmed">The last turn that is committed.</param>
/// <param name="Shards">Shards of the hub.</param>
/// <param name="Bundle">SHA-256 of the bundle that decides.</param>
/// <param name="HasErased">Whether there are records that may not come again.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.turn")]
public sealed record Turn(
    [property: Id(0)] long Epoch, [property: Id(1)] long Number, [property: Id(2)] long Confirmed, [property: Id(3)] int Shards, [property: Id(4)] string Bundle,
    [property: Id(5)] bool HasErased)
{
    /// <summary>The stream that it does not go on from, with where that is; null for a turn that was begun. Nothing else is said then.</summary>
    [Id(6)]
    public WirePosition? Moved { get; init; }
}

/// <summary>What a turn is to do.</summary>
[GenerateSerializer]
[Immutable]
[Alias("party.turn-submission")]
public sealed record TurnSubmission
{
    /// <summary>The epoch.</summary>
    [Id(0)]
    public required long Epoch { get; init; }

    /// <summary>The turn.</summary>
    [Id(1)]
    public required long Number { get; init; }

    /// <summary>The inputs, see <see cref="WireSubmission"/>.</summary>
    [Id(2)]
    public required byte[] Submission { get; init; }

    /// <summary>Records that the ledger must look at besides those of the inputs.</summary>
    [Id(3)]
    public required WireKey[] Neighbours { get; init; }

    /// <summary>Blocks that grew past the limit.</summary>
    [Id(4)]
    public required long[] Grew { get; init; }

    /// <summary>Blocks that shrank to it.</summary>
    [Id(5)]
    public required long[] Shrank { get; init; }
}

/// <summary>What a turn did.</summary>
/// <param name="Commit">Number of the commit that holds it.</param>
/// <param name="Answer">What became of its inputs, see <see cref="Api.Hub.AnswerCodec"/>.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.turn-result")]
public sealed record TurnResult([property: Id(0)] long Commit, [property: Id(1)] byte[] Answer);

/// <summary>How the ledger is.</summary>
/// <param name="IsReady">Whether it gives out turns.</param>
/// <param name="Cause">Why not.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Turn">The last turn committed.</param>
/// <param name="UnderWay">Turns under way.</param>
/// <param name="Waiting">Callers that wait for a turn.</param>
/// <param name="LastCommit">The last commit.</param>
/// <param name="Records">Current records.</param>
/// <param name="Parties">Current parties.</param>
/// <param name="Held">Records that it holds.</param>
/// <param name="Bundle">SHA-256 of the bundle that decides.</param>
/// <param name="Oversize">Blocks that are oversize.</param>
/// <param name="Shards">Shards of the hub.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.ledger-status")]
public sealed record LedgerStatus(
    [property: Id(0)] bool IsReady, [property: Id(1)] string Cause, [property: Id(2)] long Epoch, [property: Id(3)] long Turn, [property: Id(4)] int UnderWay,
    [property: Id(5)] int Waiting, [property: Id(6)] long LastCommit, [property: Id(7)] long Records, [property: Id(8)] long Parties, [property: Id(9)] int Held,
    [property: Id(10)] string Bundle, [property: Id(11)] long[] Oversize, [property: Id(12)] int Shards);
