using PartyOrleans.Api.Problems;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Erasure;

/// <summary>Exchanges the store's keys beside other work, once at a time.</summary>
internal sealed class KeyExchange(HubParts parts)
{
    private int _running;

    /// <summary>The keys of the store.</summary>
    /// <exception cref="ProblemException">It has none.</exception>
    public IStoreKeyring Keyring =>
        parts.Keyring ?? parts.Store as IStoreKeyring ?? throw new ProblemException(ProblemType.Unavailable, "This store has no keys of its own.");

    /// <summary>Exchanges them; one that was cut goes on where it was.</summary>
    /// <returns>Rows sealed anew.</returns>
    /// <exception cref="ProblemException">An exchange is under way.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        IStoreKeyring keyring = Keyring;
        if (Interlocked.CompareExchange(ref _running, 1, 0) != 0)
        {
            throw new ProblemException(ProblemType.Conflict, "An exchange of keys is under way.");
        }

        try
        {
            return await keyring.RotateAsync(cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }
}
