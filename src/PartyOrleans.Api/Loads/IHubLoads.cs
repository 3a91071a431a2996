using PartyOrleans.Api.Sources;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Loads;

/// <summary>Loads of whole files into the hub, which go on in the background.</summary>
public interface IHubLoads
{
    /// <summary>The greatest file that may be sent, bytes.</summary>
    long MostUploadBytes { get; }

    /// <summary>Starts to load a file that lies on the server.</summary>
    /// <param name="path">Its path below the folder that the hub may load from.</param>
    /// <param name="source">Source of records that name none themselves; null for the file's name.</param>
    /// <param name="origin">Who loads it, and why.</param>
    /// <param name="cancellationToken">Stops before it is started.</param>
    /// <exception cref="LoadRefusedException">The file may not be loaded, or is not there, or too much is loading already.</exception>
    Task<LoadStatus> StartAsync(string path, string? source, ChangeOrigin origin, CancellationToken cancellationToken);

    /// <summary>Takes a file whole, and starts to load it.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">Its name, whose extension may say the format.</param>
    /// <param name="source">Source of records that name none themselves; null for the file's name.</param>
    /// <param name="origin">Who loads it, and why.</param>
    /// <param name="cancellationToken">Stops taking it; nothing is loaded then.</param>
    /// <exception cref="LoadRefusedException">The name is none, the file is too large, or too much is loading already.</exception>
    Task<LoadStatus> StartUploadAsync(Stream content, string name, string? source, ChangeOrigin origin, CancellationToken cancellationToken);

    /// <summary>A load by its id, or null.</summary>
    Task<LoadStatus?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The loads since the hub started, newest first; of those that ended the last hundred.</summary>
    Task<IReadOnlyList<LoadStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Asks a load to stop; what it has committed stays. Null where there is no such load.</summary>
    Task<LoadStatus?> CancelAsync(string id, CancellationToken cancellationToken);
}

/// <summary>How a load is.</summary>
public enum LoadState
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>All of the file is in the hub.</summary>
    Done,

    /// <summary>It was stopped; what it had committed is in the hub.</summary>
    Cancelled,

    /// <summary>It could not go on; what it had committed is in the hub, and starting it again goes on from there.</summary>
    Failed,
}

/// <summary>A load.</summary>
/// <param name="Id">Its id; good until the hub stops.</param>
/// <param name="Input">The file's name, as it was given.</param>
/// <param name="State">How it is.</param>
/// <param name="Read">Records and refused lines read so far.</param>
/// <param name="Rejected">Lines refused and kept as dead letters.</param>
/// <param name="Changed">Records that were new or differ from what the hub held, of those committed.</param>
/// <param name="StartedAt">When it was started (UTC).</param>
/// <param name="EndedAt">When it ended (UTC); null while it goes on.</param>
/// <param name="Failure">Why it failed; empty where it did not.</param>
public sealed record LoadStatus(
    string Id, string Input, LoadState State, long Read, long Rejected, long Changed, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string Failure)
{
    /// <summary>Fields that differ from the contract of the source; null where it has none, and while the load goes on.</summary>
    public IReadOnlyList<SourceDrift>? Drift { get; init; }
}

/// <summary>A load was not started.</summary>
public sealed class LoadRefusedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, and what is allowed.</param>
    /// <param name="isOverload">Whether it may be started later.</param>
    public LoadRefusedException(string message, bool isOverload = false)
        : base(message) => IsOverload = isOverload;

    /// <summary>Whether it may be started later.</summary>
    public bool IsOverload { get; }
}
