using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>The cluster that a hub runs on.</content>
public sealed partial class PartyHubClient
{
    /// <summary>The silos, the ledger, the turns and loads under way, and why epochs ended; null where the hub runs in one process.</summary>
    public Task<ClusterView?> GetClusterAsync(CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, "/v1/cluster", HubJson.Default.ClusterView, cancellationToken));
}
