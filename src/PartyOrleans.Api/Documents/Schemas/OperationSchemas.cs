using PartyOrleans.Api.Loads;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A load of a file.</summary>
/// <param name="Id">Its id; good until the hub stops.</param>
/// <param name="Input">The file's name.</param>
/// <param name="State">How it is.</param>
/// <param name="Read">Records and refused lines read so far.</param>
/// <param name="Rejected">Lines refused and kept as dead letters.</param>
/// <param name="Changed">Records that were new or differ from what the hub held, of those committed.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it ended; absent while it goes on.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Drift">Fields that differ from the contract of the source; absent where it has none, and while the load goes on.</param>
internal sealed record LoadSchema(
    string Id, string Input, LoadState State, long Read, long Rejected, long Changed, DateTimeOffset StartedAt, DateTimeOffset? EndedAt = null,
    string? Failure = null, IReadOnlyList<FieldDriftSchema>? Drift = null);

/// <summary>An entry of the audit log.</summary>
/// <param name="Sequence">Its place in the log, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Via">How they were let in.</param>
/// <param name="Action">What, by the operation's id.</param>
/// <param name="Result">HTTP status of the answer.</param>
/// <param name="Hash">Hash of the chain with this entry, hexadecimal.</param>
/// <param name="Parties">Parties that were read or changed.</param>
/// <param name="Records">Records that were read or changed, as <c>source/record id</c>.</param>
/// <param name="Others">How many more there were than are named.</param>
/// <param name="Unmasked">Attributes that were shown unmasked.</param>
/// <param name="Purpose">Why, as the caller said.</param>
/// <param name="Trace">Finds the request in logs and traces.</param>
internal sealed record AuditEntrySchema(
    long Sequence, DateTimeOffset At, string Actor, string Via, string Action, int Result, string Hash, IReadOnlyList<string>? Parties = null,
    IReadOnlyList<string>? Records = null, long? Others = null, IReadOnlyList<string>? Unmasked = null, string? Purpose = null, string? Trace = null);

/// <summary>Whether the audit log is whole.</summary>
/// <param name="Holds">Whether every entry fits the chain of hashes.</param>
/// <param name="Entries">Entries checked.</param>
/// <param name="Head">Hash of the last one, hexadecimal.</param>
/// <param name="BrokenAt">The first entry that does not fit; absent where all do.</param>
internal sealed record AuditProofSchema(bool Holds, long Entries, string Head, long? BrokenAt = null);

/// <summary>A bundle, as its file; the members besides its name are those of the file.</summary>
/// <param name="Name">Its name.</param>
[OpenMembers]
internal sealed record BundleSchema(string Name);

/// <summary>Whether a text is a bundle.</summary>
/// <param name="IsValid">Whether it is.</param>
/// <param name="Problems">What is wrong with it; nothing where it is one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">SHA-256 of the file that it makes, hexadecimal.</param>
internal sealed record BundleCheckSchema(bool IsValid, IReadOnlyList<BundleFaultSchema> Problems, string? Name = null, string? Sha256 = null);

/// <summary>What is wrong with a bundle.</summary>
/// <param name="Path">Where in the file.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
internal sealed record BundleFaultSchema(string Path, string Message);

/// <summary>That the process lives.</summary>
/// <param name="Status">Always <c>live</c>.</param>
internal sealed record LiveSchema(string Status);

/// <summary>Whether the hub takes inputs.</summary>
/// <param name="Status"><c>ready</c>, <c>starting</c>, <c>recovering</c>, <c>stopping</c> or <c>stopped</c>.</param>
/// <param name="Waiting">Submissions that wait to be committed.</param>
/// <param name="Parts">How the parts are that it stands on.</param>
internal sealed record ReadySchema(string Status, int Waiting, IReadOnlyList<ReadyPartSchema> Parts);

/// <summary>How a part is that the hub stands on.</summary>
/// <param name="Name">The part.</param>
/// <param name="State"><c>ok</c>, <c>degraded</c> or <c>failed</c>.</param>
/// <param name="Cause">Why it is not well.</param>
internal sealed record ReadyPartSchema(string Name, string State, string? Cause = null);

/// <summary>A problem, as RFC 9457 has it.</summary>
/// <param name="Type">What kind of problem it is; stable, for programs.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="TraceId">Finds the request in logs and traces.</param>
/// <param name="Detail">What was wrong this time and what is allowed; without personal data.</param>
internal sealed record ProblemSchema(string Type, string Title, int Status, string TraceId, string? Detail = null);
