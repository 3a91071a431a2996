namespace PartyOrleans.Storage;

/// <summary>A store whose history can be proven.</summary>
public interface IStoreProof
{
    /// <summary>Proves the whole store: the chain of commits, and every row that can still be read against what was committed.</summary>
    Task<ChainReport> VerifyAsync(CancellationToken cancellationToken);

    /// <summary>Whether the chain once ended in a head, written down earlier and elsewhere: then nothing before it was exchanged since.</summary>
    Task<bool> HasHeadAsync(string head, CancellationToken cancellationToken);
}
