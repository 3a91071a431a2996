using PartyOrleans.Model;

namespace PartyOrleans.Api.Zones;

/// <summary>The zones, folders and buckets, that a hub loads objects from.</summary>
public interface IHubZones
{
    /// <summary>All of them, sorted by name.</summary>
    IReadOnlyList<ZoneStatus> List();

    /// <summary>The manifest of a zone: the objects that were loaded, or begun, sorted by key; null where there is no such zone.</summary>
    /// <param name="zone">Its name.</param>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="after">The key to go on after; empty for the start.</param>
    /// <param name="most">Entries at most.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<ZoneEntry>?> ReadManifestAsync(string zone, string prefix, string after, int most, CancellationToken cancellationToken);

    /// <summary>Has a zone looked through in the background: what is new or changed is loaded. Null where there is no such zone.</summary>
    /// <param name="zone">Its name.</param>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="origin">Who asks, and why.</param>
    ZoneStatus? StartScan(string zone, string prefix, ChangeOrigin origin);

    /// <summary>
    /// Takes the news that objects were written, which are then looked up and loaded in the background. Nothing of the news is believed but
    /// which keys to look at. Null where there is no such zone.
    /// </summary>
    /// <param name="zone">Its name.</param>
    /// <param name="objects">The objects.</param>
    /// <param name="origin">Who tells.</param>
    /// <returns>How many of them are the zone's.</returns>
    int? Notify(string zone, IReadOnlyList<NotedObject> objects, ChangeOrigin origin);

    /// <summary>Confirms a subscription of the zone to a topic that its configuration names.</summary>
    /// <param name="zone">Its name.</param>
    /// <param name="topic">ARN of the topic.</param>
    /// <param name="token">What the topic sent to be shown again.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Whether it is confirmed; null where there is no such zone.</returns>
    Task<bool?> ConfirmAsync(string zone, string topic, string token, CancellationToken cancellationToken);
}

/// <summary>An object that was written, as somebody tells.</summary>
/// <param name="Bucket">Its bucket; null where the key is relative to the zone.</param>
/// <param name="Key">Its key.</param>
public readonly record struct NotedObject(string? Bucket, string Key);

/// <summary>How a zone is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where it is: <c>s3://bucket/prefix/</c>, or a folder.</param>
/// <param name="State">What it does.</param>
/// <param name="Waiting">Objects that were told of and are not looked at yet.</param>
/// <param name="LastScan">What the last look through it did, or has done so far; null before the first.</param>
/// <param name="Failure">Why it could not be looked through the last time; empty where it could.</param>
public sealed record ZoneStatus(string Name, string Location, ZoneState State, int Waiting, ZoneScanStatus? LastScan, string Failure);

/// <summary>What a zone does.</summary>
public enum ZoneState
{
    /// <summary>It waits for news, or for its time.</summary>
    Idle,

    /// <summary>It is being looked through.</summary>
    Scanning,

    /// <summary>It could not be looked through; that is tried again.</summary>
    Failing,
}

/// <summary>What a look through a zone did.</summary>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="EndedAt">When it ended (UTC); null while it goes on.</param>
/// <param name="Listed">Objects looked at.</param>
/// <param name="Loaded">Objects loaded.</param>
/// <param name="Unchanged">Objects that were loaded before.</param>
/// <param name="Failed">Objects that could not be loaded, or not to their end.</param>
/// <param name="Records">Records taken.</param>
/// <param name="Rejected">Lines refused and kept as dead letters.</param>
/// <param name="Changed">Records that were new or differ from what the hub held.</param>
/// <param name="Failures">The first objects that failed, with the reason.</param>
public sealed record ZoneScanStatus(
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Listed, long Loaded, long Unchanged, long Failed, long Records, long Rejected, long Changed,
    IReadOnlyList<string> Failures);

/// <summary>An object of a zone's manifest.</summary>
/// <param name="Key">Its key, relative to the zone.</param>
/// <param name="Size">Its bytes when it was loaded.</param>
/// <param name="ETag">Its version then.</param>
/// <param name="Accepted">Records taken from it.</param>
/// <param name="Rejected">Lines refused.</param>
/// <param name="IsComplete">Whether it was read to its end.</param>
/// <param name="At">When the last of it was committed (UTC).</param>
public sealed record ZoneEntry(string Key, long Size, string ETag, long Accepted, long Rejected, bool IsComplete, DateTimeOffset At);
