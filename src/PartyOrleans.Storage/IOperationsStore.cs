namespace PartyOrleans.Storage;

/// <summary>
/// Small documents that a hub's surroundings keep beside the store: cursors of sinks, states of breakers and webhooks, runs of pipelines. They are
/// no part of what the hub commits. Every call is durable when its task completes; calls take turns.
/// </summary>
public interface IOperationsStore : IAsyncDisposable
{
    /// <summary>One document, or null.</summary>
    Task<OperationsDocument?> FindAsync(string area, string name, CancellationToken cancellationToken);

    /// <summary>The documents of an area, sorted by name (ordinal).</summary>
    /// <param name="area">The area.</param>
    /// <param name="after">Only names after this one; empty for the start.</param>
    /// <param name="most">Documents at most, from 1.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<OperationsDocument>> ReadAsync(string area, string after, int most, CancellationToken cancellationToken);

    /// <summary>Keeps documents in one transaction, each in place of the one of its area and name.</summary>
    /// <param name="documents">The documents; their times are kept as told.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    Task PutAsync(IReadOnlyList<OperationsDocument> documents, CancellationToken cancellationToken);

    /// <summary>Removes a document.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> DeleteAsync(string area, string name, CancellationToken cancellationToken);
}

/// <summary>A document.</summary>
/// <param name="Area">What it is about, such as <c>sink-cursor</c>; at most 100 characters.</param>
/// <param name="Name">Which one; at most 500 characters.</param>
/// <param name="Json">What it says; at most 1 MiB. Nothing personal.</param>
/// <param name="UpdatedAt">When it was written (UTC).</param>
public sealed record OperationsDocument(string Area, string Name, string Json, DateTimeOffset UpdatedAt);
