namespace PartyOrleans.Connectors.Outbox;

/// <summary>Tells when a hub has committed, so that nobody has to ask its store again and again.</summary>
public interface IHubCommits
{
    /// <summary>Completes once a later commit than the one named is there.</summary>
    /// <param name="after">The number of a commit; 0 for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The number of the last commit.</returns>
    Task<long> CommittedAfterAsync(long after, CancellationToken cancellationToken);
}
