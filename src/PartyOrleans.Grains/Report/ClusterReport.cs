using Orleans.Runtime;
using PartyOrleans.Api.Cluster;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Loads;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Loads;

namespace PartyOrleans.Grains.Report;

/// <summary>The cluster as any silo sees it: membership from Orleans, what is under way from the ledger and the list of loads.</summary>
public sealed class ClusterReport(IGrainFactory grains) : IClusterReport
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<ClusterStatus> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            IManagementGrain management = grains.GetGrain<IManagementGrain>(0);
            Task<Dictionary<SiloAddress, SiloStatus>> hosts = management.GetHosts(onlyActive: false);
            Task<DetailedGrainStatistic[]> held = management.GetDetailedGrainStatistics();
            Task<LoadReport[]> loads = grains.GetGrain<ILoadsGrain>(0).ListAsync();
            LedgerReport report = await grains.GetGrain<ILedgerGrain>(0).LookAsync().WaitAsync(cancellationToken);
            GrainType shard = grains.GetGrain<IBlockShardGrain>(0).GetGrainId().Type;
            GrainType ledger = grains.GetGrain<ILedgerGrain>(0).GetGrainId().Type;
            ILookup<SiloAddress, GrainType> bySilo = (await held.WaitAsync(cancellationToken))
                .ToLookup(grain => grain.SiloAddress, grain => grain.GrainId.Type);
            LedgerStatus status = report.Status;
            return new ClusterStatus(
                new LedgerState(
                    status.IsReady, status.Cause, status.Epoch, status.Turn, status.Waiting, status.LastCommit, status.Records, status.Parties, status.Held, status.Shards,
                    status.Oversize.Length),
                [
                    .. (await hosts.WaitAsync(cancellationToken)).OrderBy(host => host.Key).Select(host => new ClusterSilo(
                        host.Key.ToParsableString(), Name(host.Value), bySilo[host.Key].Count(type => type == shard), bySilo[host.Key].Contains(ledger))),
                ],
                [.. report.Turns.Select(turn => new ClusterTurn(turn.Number, turn.Age, turn.Sender, turn.Records, Name(turn.Stage)))],
                [.. report.Ended.Select(end => new EndedEpoch(end.Epoch, end.At, end.Turns, end.Cause))],
                [.. (await loads.WaitAsync(cancellationToken)).Where(load => load.State == LoadState.Running).Select(load => load.ToStatus() with { Failure = load.Cause })]);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            throw new HubUnavailableException("The cluster is recovering.", isOverload: false, RetryAfter, failure);
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
