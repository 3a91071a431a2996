namespace PartyOrleans.Storage.Audit;

/// <summary>An append-only, hash-chained log of who read or changed what. Many callers append at once; their entries share commits.</summary>
public interface IAuditLog : IAsyncDisposable
{
    /// <summary>Appends an entry; when the task completes it survives a crash.</summary>
    /// <exception cref="StoreException">It could not be written; what it would speak of must not happen.</exception>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads entries, newest first.</summary>
    /// <exception cref="StoreException">The log cannot be read.</exception>
    Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Checks every entry against the chain.</summary>
    /// <exception cref="StoreException">The log cannot be read.</exception>
    Task<AuditProof> VerifyAsync(CancellationToken cancellationToken);
}
