using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Intake;

/// <summary>
/// A hub on a cluster, as one silo offers it. Writes take turns; explanations are made of the components that they are about, which are read from
/// the store, by the same engine code.
/// </summary>
public sealed partial class ClusterHub : IPartyHub, IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly ClusterIntake _intake;
    private readonly ClusterStores _stores;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterHub> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private LedgerStatus? _status;
    private Bundle? _bundle;
    private int _waiting;

    internal ClusterHub(IGrainFactory grains, ClusterIntake intake, ClusterStores stores, TimeProvider time, ILogger<ClusterHub> log)
    {
        (_grains, _intake, _stores, _time, _log) = (grains, intake, stores, time, log);
        _looking = Task.Run(LookAsync);
    }

    /// <summary>Another bundle decides from now on.</summary>
    public event Action<Bundle>? BundleChanged;

    /// <inheritdoc />
    public HubStatus Status => Volatile.Read(ref _status) is not { } status
        ? new HubStatus(HubState.Starting, "The ledger has not answered yet.", 0, 0, Waiting, 0)
        : new HubStatus(status.IsReady ? HubState.Ready : HubState.Recovering, status.Cause, status.Records, status.Parties, Waiting, status.LastCommit);

    /// <inheritdoc />
    public Bundle? Bundle => Volatile.Read(ref _bundle);

    private int Waiting => Volatile.Read(ref _waiting);

    private ILedgerGrain Ledger => _grains.GetGrain<ILedgerGrain>(0);

    /// <inheritdoc />
    public async Task<SubmissionResult> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        SubmissionRules.RequireUnrepeated(submission);
        Interlocked.Increment(ref _waiting);
        try
        {
            return await _intake.SubmitAsync(submission, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc />
    public async Task<RecordPairAnswer?> WhyAsync(IReadOnlyList<RecordKey> left, IReadOnlyList<RecordKey> right, CancellationToken cancellationToken) =>
        (await PartOfAsync([.. left, .. right], cancellationToken)).Explain(left, right);

    /// <inheritdoc />
    public async Task<IReadOnlyList<MatchCandidate>> MatchAsync(SourceRecord probe, int most, CancellationToken cancellationToken)
    {
        LedgerStatus status = await StatusAsync();
        Bundle bundle = await _stores.BundleAsync(status.Bundle, cancellationToken);
        var bench = new MatchBench(bundle);
        IReadOnlyList<BlockId> blocks = bench.BlocksOf(bench.Encode(probe.Key, RecordContent.Encode(probe.Values)));
        WireMember[][] found = await Task.WhenAll(blocks.GroupBy(block => WireBlock.ShardOf(block, status.Shards))
            .Select(shard => _grains.GetGrain<IBlockShardGrain>(shard.Key).FindAsync([.. shard.Select(WireBlock.Of)])));
        EmbeddedEngine part = await PartOfAsync([.. found.SelectMany(static members => members).Select(member => member.Record.Record.ToKey()).Distinct()], cancellationToken);
        return part.Match(probe, most);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PartyStep>> HowAsync(PartyId party, CancellationToken cancellationToken)
    {
        GoldenRecord? golden = await _stores.Reader.FindGoldenAsync(party, cancellationToken);
        return golden is null ? [] : (await PartOfAsync(golden.Records, cancellationToken)).StepsOf(golden.Party);
    }

    /// <inheritdoc />
    public async Task<long> CommittedAfterAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                long last = await Ledger.CommittedAfterAsync(after).WaitAsync(cancellationToken);
                if (last > after)
                {
                    return last;
                }
            }
            catch (Exception failure) when (failure is TimeoutException or Orleans.Runtime.OrleansException)
            {
                await Task.Delay(Look, _time, cancellationToken);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    /// <summary>An engine that holds the components of some records.</summary>
    private async Task<EmbeddedEngine> PartOfAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken)
    {
        LedgerStatus status = await StatusAsync();
        Bundle bundle = await _stores.BundleAsync(status.Bundle, cancellationToken);
        var judgements = new List<Judgement>();
        await foreach (Judgement judgement in _stores.Reader.ReadJudgementsAsync(cancellationToken))
        {
            judgements.Add(judgement);
        }

        var reviews = new List<ReviewTask>();
        await foreach (ReviewTask review in _stores.Reader.ReadReviewsAsync(cancellationToken))
        {
            reviews.Add(review);
        }

        var resolver = new ComponentResolver(bundle, 1, int.MaxValue, new ConnectingState([.. status.Oversize.Select(WireBlock.ToBlock)], judgements, reviews));
        IReadOnlyList<RecordKey> wanted = resolver.Begin(new ProbedBatch(new InputBatch(), keys, BlockCrossings.None));
        while (wanted.Count > 0)
        {
            wanted = resolver.Absorb(await _stores.Parts.FindPartiesOfAsync(wanted, cancellationToken), []);
        }

        return resolver.Engine;
    }

    private async Task<LedgerStatus> StatusAsync()
    {
        LedgerStatus status = await Ledger.StatusAsync();
        return status.IsReady ? status : throw new HubUnavailableException(status.Cause, isOverload: false, Look);
    }

    private async Task LookAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                LedgerStatus status = SinceBefore(await Ledger.StatusAsync());
                Bundle? bundle = status.Bundle.Length == 0 ? null : await _stores.BundleAsync(status.Bundle, _stop.Token);
                Bundle? before = Interlocked.Exchange(ref _bundle, bundle);
                if (bundle is not null && before is not null && !ReferenceEquals(before, bundle))
                {
                    BundleChanged?.Invoke(bundle);
                }

                Volatile.Write(ref _status, status);
            }
            catch (Exception failure)
            {
                // Whatever it is, it is looked again: what this silo tells of the hub would be that of long ago for ever.
                if (failure is not (TimeoutException or Orleans.Runtime.OrleansException or StoreException or OperationCanceledException))
                {
                    LogNotSeen(failure);
                }

                Volatile.Write(ref _status, Volatile.Read(ref _status) is { } last ? last with { IsReady = false, Cause = "The ledger does not answer." } : null);
            }

            await Task.Delay(Look, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A ledger that has not opened the store yet knows nothing of it: until then it is as it was.</summary>
    private LedgerStatus SinceBefore(LedgerStatus status) => status.IsReady || Volatile.Read(ref _status) is not { } before ? status : status with
    {
        Records = before.Records,
        Parties = before.Parties,
        LastCommit = Math.Max(status.LastCommit, before.LastCommit),
        Bundle = status.Bundle.Length == 0 ? before.Bundle : status.Bundle,
    };

    [LoggerMessage(2010, LogLevel.Warning, "How the ledger is could not be seen; looking again")]
    private partial void LogNotSeen(Exception failure);
}
