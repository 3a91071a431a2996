using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Audit;

namespace PartyOrleans.Api.Health;

/// <summary>Whether the store answers.</summary>
internal sealed class StoreCheck(IPartyReadModel reads) : IReadinessCheck
{
    /// <summary>An id that no party has.</summary>
    private static readonly PartyId Nobody = new("readiness");

    public string Name => "store";

    public async Task<Readiness> LookAsync(CancellationToken cancellationToken)
    {
        await reads.FindPartyAsync(Nobody, cancellationToken);
        return Readiness.Well(Name);
    }
}

/// <summary>Whether the audit log answers: without it nothing personal may be read.</summary>
internal sealed class AuditCheck(IAuditLog audit) : IReadinessCheck
{
    public string Name => "audit";

    public async Task<Readiness> LookAsync(CancellationToken cancellationToken)
    {
        await audit.ReadAsync(new AuditQuery { Limit = 1 }, cancellationToken);
        return Readiness.Well(Name);
    }
}

/// <summary>Whether the search index has caught up with what is committed.</summary>
internal sealed class SearchCheck(ISearchProjection projection) : IReadinessCheck
{
    public string Name => "search";

    public async Task<Readiness> LookAsync(CancellationToken cancellationToken)
    {
        SearchProgress progress = await projection.ReadSearchProgressAsync(cancellationToken);
        return progress.IsComplete
            ? Readiness.Well(Name)
            : new Readiness(
                Name, ReadinessState.Degraded,
                $"The index has taken in {progress.IndexedVersions} of {progress.CommittedVersions} golden versions; searches may miss the newest.");
    }
}

/// <summary>Whether there is room for what is still to be written.</summary>
/// <param name="folder">A folder on the volume to look at.</param>
/// <param name="leastBytes">Free bytes below which the hub should be given no requests; twice as many are a warning.</param>
public sealed class DiskCheck(string folder, long leastBytes) : IReadinessCheck
{
    /// <inheritdoc />
    public string Name => "disk";

    /// <summary>Bytes that are free now.</summary>
    public long FreeBytes => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken)
    {
        long free = FreeBytes;
        return Task.FromResult(free >= leastBytes * 2
            ? Readiness.Well(Name)
            : new Readiness(
                Name, free < leastBytes ? ReadinessState.Failed : ReadinessState.Degraded,
                $"{free >> 20} MiB are free; at least {leastBytes >> 20} MiB are needed."));
    }
}
