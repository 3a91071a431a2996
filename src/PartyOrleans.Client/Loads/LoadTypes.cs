namespace PartyOrleans.Client;

/// <summary>A load of a file into the hub.</summary>
/// <param name="Id">Its id; good until the hub stops.</param>
/// <param name="Input">The file's name.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>cancelled</c> or <c>failed</c>.</param>
/// <param name="Read">Records and refused lines read so far.</param>
/// <param name="Rejected">Lines refused and kept as dead letters.</param>
/// <param name="Changed">Records that were new or differ from what the hub held, of those committed.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it ended; null while it goes on.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Drift">Fields that differ from the contract of the source; null where it has none, and while the load goes on.</param>
public sealed record Load(
    string Id, string Input, string State, long Read, long Rejected, long Changed, DateTimeOffset StartedAt, DateTimeOffset? EndedAt = null,
    string? Failure = null, IReadOnlyList<FieldDrift>? Drift = null)
{
    /// <summary>Whether it goes on.</summary>
    public bool IsRunning => State == "running";
}

/// <summary>The body of a request to load a file of the server.</summary>
internal sealed record LoadBody(string Path, string? Source);
