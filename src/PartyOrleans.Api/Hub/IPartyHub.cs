using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Api.Hub;

/// <summary>
/// The writing and reasoning side of a hub, whatever engine it runs on. Submissions are grouped into commits; readers of the engine never
/// see half a change. Everything that a store can answer is read from the read model instead.
/// </summary>
public interface IPartyHub
{
    /// <summary>How the hub is.</summary>
    HubStatus Status { get; }

    /// <summary>The bundle that decides; null while the engine is starting or recovering.</summary>
    Bundle? Bundle { get; }

    /// <summary>Applies inputs together; when the task completes their effects survive a crash.</summary>
    /// <param name="submission">The inputs.</param>
    /// <param name="cancellationToken">Stops while the submission waits for its turn; what was handed to the engine is committed.</param>
    /// <exception cref="IdempotencyConflictException">The submission names itself by a key that belongs to another one.</exception>
    /// <exception cref="ArgumentException">A record key or pair stands in the submission twice.</exception>
    /// <exception cref="RecordErasedException">A record was erased, and may not come again until that is lifted.</exception>
    /// <exception cref="StreamMovedException">It does not go on from where one of its streams is.</exception>
    /// <exception cref="HubUnavailableException">The hub cannot take it now, or could not commit it; the exception says when to try again.</exception>
    Task<SubmissionResult> SubmitAsync(Submission submission, CancellationToken cancellationToken);

    /// <summary>
    /// Why two groups of records, one record each or the records of a party each, are together or apart: told for the pair between them that
    /// weighs most. Null where one of them has no record that is there.
    /// </summary>
    /// <exception cref="HubUnavailableException">The engine is starting or recovering.</exception>
    Task<RecordPairAnswer?> WhyAsync(IReadOnlyList<RecordKey> left, IReadOnlyList<RecordKey> right, CancellationToken cancellationToken);

    /// <summary>The parties that a record, which is not kept, may belong to, best first.</summary>
    /// <param name="probe">The record.</param>
    /// <param name="most">Parties at most.</param>
    /// <param name="cancellationToken">Stops waiting for the engine.</param>
    /// <exception cref="HubUnavailableException">The engine is starting or recovering.</exception>
    Task<IReadOnlyList<MatchCandidate>> MatchAsync(SourceRecord probe, int most, CancellationToken cancellationToken);

    /// <summary>The merges that made a current party, in order; empty for a party of one record or none.</summary>
    /// <exception cref="HubUnavailableException">The engine is starting or recovering.</exception>
    Task<IReadOnlyList<PartyStep>> HowAsync(PartyId party, CancellationToken cancellationToken);

    /// <summary>Completes once a later commit than the one named is there.</summary>
    /// <param name="after">The number of a commit; 0 for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The number of the last commit.</returns>
    Task<long> CommittedAfterAsync(long after, CancellationToken cancellationToken);
}
