using PartyOrleans.Api.Zones;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A zone of objects that the hub loads from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where it is: <c>s3://bucket/prefix/</c>, or a folder.</param>
/// <param name="State">What it does.</param>
/// <param name="Waiting">Objects that were told of and are not looked at yet.</param>
/// <param name="LastScan">What the last look through it did, or has done so far.</param>
/// <param name="Failure">Why it could not be looked through the last time.</param>
internal sealed record ZoneSchema(string Name, string Location, ZoneState State, int Waiting, ZoneScanSchema? LastScan = null, string? Failure = null);

/// <summary>What a look through a zone did.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Listed">Objects looked at.</param>
/// <param name="Loaded">Objects loaded.</param>
/// <param name="Unchanged">Objects that were loaded before.</param>
/// <param name="Failed">Objects that could not be loaded, or not to their end.</param>
/// <param name="Records">Records taken.</param>
/// <param name="Rejected">Lines refused and kept as dead letters.</param>
/// <param name="Changed">Records that were new or differ from what the hub held.</param>
/// <param name="Failures">The first objects that failed, with the reason.</param>
/// <param name="EndedAt">When it ended; absent while it goes on.</param>
internal sealed record ZoneScanSchema(
    DateTimeOffset StartedAt, long Listed, long Loaded, long Unchanged, long Failed, long Records, long Rejected, long Changed, IReadOnlyList<string> Failures,
    DateTimeOffset? EndedAt = null);

/// <summary>An object of a zone's manifest.</summary>
/// <param name="Key">Its key, relative to the zone.</param>
/// <param name="Size">Its bytes when it was loaded.</param>
/// <param name="Etag">Its version then.</param>
/// <param name="Accepted">Records taken from it.</param>
/// <param name="Rejected">Lines refused.</param>
/// <param name="Complete">Whether it was read to its end.</param>
/// <param name="At">When the last of it was committed.</param>
internal sealed record ZoneEntrySchema(string Key, long Size, string Etag, long Accepted, long Rejected, bool Complete, DateTimeOffset At);

/// <summary>What became of the news about objects.</summary>
/// <param name="Taken">Objects that are the zone's, and will be looked at.</param>
/// <param name="PassedOver">Entries about other objects, or of other kinds.</param>
/// <param name="Confirmed">Whether a subscription was confirmed; absent where none was to be.</param>
internal sealed record ZoneNewsSchema(int Taken, int PassedOver, bool? Confirmed = null);

/// <summary>News about objects: an S3 notification (<c>Records</c>), an EventBridge event (<c>detail</c>), either in the Message of SNS, or keys of the zone.</summary>
/// <param name="Keys">Keys of objects that were written, relative to the zone.</param>
[OpenMembers]
internal sealed record ZoneMessageSchema(IReadOnlyList<string>? Keys = null);
