using PartyOrleans.Model;
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

    /// <summary>Applies inputs together; when the task completes their effects survive a crash.</summary>
    /// <param name="submission">The inputs.</param>
    /// <param name="cancellationToken">Stops while the submission waits for its turn; what was handed to the engine is committed.</param>
    /// <exception cref="ArgumentException">A record key or pair stands in the submission twice.</exception>
    /// <exception cref="HubUnavailableException">The hub cannot take it now, or could not commit it; the exception says when to try again.</exception>
    Task<SubmissionResult> SubmitAsync(Submission submission, CancellationToken cancellationToken);

    /// <summary>Why two records are together or apart; null where one of them is not there.</summary>
    /// <exception cref="HubUnavailableException">The engine is starting or recovering.</exception>
    Task<RecordPairAnswer?> WhyAsync(RecordKey left, RecordKey right, CancellationToken cancellationToken);

    /// <summary>The merges that made a current party, in order; empty for a party of one record or none.</summary>
    /// <exception cref="HubUnavailableException">The engine is starting or recovering.</exception>
    Task<IReadOnlyList<PartyStep>> HowAsync(PartyId party, CancellationToken cancellationToken);

    /// <summary>Completes once a later commit than the one named is there.</summary>
    /// <param name="after">The number of a commit; 0 for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The number of the last commit.</returns>
    Task<long> CommittedAfterAsync(long after, CancellationToken cancellationToken);
}
