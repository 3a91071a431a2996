namespace PartyOrleans.Storage;

/// <summary>The keys of a store: how they stand, and their exchange while the store is in use.</summary>
public interface IStoreKeyring
{
    /// <summary>The keys, oldest first, and how many rows are still sealed by a data key that is to go.</summary>
    Task<KeyringStatus> ReadKeysAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a new key-encryption key where the store's provider makes them, and a new data key, and seals every row by it, in small
    /// commits beside other work. An exchange that was interrupted goes on. Old keys go once nothing uses them.
    /// </summary>
    /// <returns>Rows sealed anew.</returns>
    Task<long> RotateAsync(CancellationToken cancellationToken);
}

/// <summary>A key as it stands.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Purpose">What it is for: data, chain, index, suppression, signing.</param>
/// <param name="WrappedBy">The key-encryption key that it is wrapped by.</param>
/// <param name="Created">When it was made (UTC).</param>
public sealed record KeyInfo(int Id, string Purpose, string WrappedBy, DateTimeOffset Created);

/// <summary>How the keys of a store stand.</summary>
/// <param name="Keys">All of them, oldest first.</param>
/// <param name="IsRotating">Whether an exchange was begun and is not done.</param>
public sealed record KeyringStatus(IReadOnlyList<KeyInfo> Keys, bool IsRotating);
