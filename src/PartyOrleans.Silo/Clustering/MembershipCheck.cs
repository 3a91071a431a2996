using System.Globalization;
using Orleans.Runtime;
using PartyOrleans.Api.Health;

namespace PartyOrleans.Silo.Clustering;

/// <summary>How the silo takes part in its cluster, and how many do.</summary>
internal sealed class MembershipCheck(IClusterMembershipService membership) : IReadinessCheck
{
    /// <inheritdoc />
    public string Name => "cluster";

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken)
    {
        ClusterMembershipSnapshot snapshot = membership.CurrentSnapshot;
        int active = snapshot.Members.Values.Count(member => member.Status == SiloStatus.Active);
        int joining = snapshot.Members.Values.Count(member => member.Status is SiloStatus.Created or SiloStatus.Joining);
        int leaving = snapshot.Members.Values.Count(member => member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping);
        string members = string.Create(CultureInfo.InvariantCulture, $"{active} active, {joining} joining, {leaving} leaving");
        return Task.FromResult(new Readiness(Name, active > 0 ? ReadinessState.Ok : ReadinessState.Failed, $"Silos: {members}."));
    }
}
