namespace PartyOrleans.Storage;

/// <summary>A store whose history can be proven.</summary>
public interface IStoreProof
{
    /// <summary>Proves the whole store: the chain of commits, and every row that can still be read against what was committed.</summary>
    Task<ChainReport> VerifyAsync(CancellationToken cancellationToken);
}
