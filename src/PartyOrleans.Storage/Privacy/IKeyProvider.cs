namespace PartyOrleans.Storage.Privacy;

/// <summary>Holds key-encryption keys and wraps a store's own keys by them; the store never sees a key-encryption key.</summary>
public interface IKeyProvider
{
    /// <summary>What it is, for messages: <c>file</c>, <c>aws-kms</c>, <c>none</c>.</summary>
    string Name { get; }

    /// <summary>Wraps a store's key by the newest key-encryption key.</summary>
    /// <exception cref="StoreException">No key can be had.</exception>
    Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Gives back what <see cref="WrapAsync"/> wrapped.</summary>
    /// <exception cref="StoreException">The key-encryption key is not there, or does not fit.</exception>
    Task<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken);

    /// <summary>Whether it wraps by another key-encryption key now than by the one named.</summary>
    Task<bool> IsStaleAsync(string keyId, CancellationToken cancellationToken);

    /// <summary>Makes a new key-encryption key the one that wraps, where the provider makes its keys itself; elsewhere does nothing.</summary>
    Task RenewAsync(CancellationToken cancellationToken);
}

/// <summary>A store's key under a key-encryption key.</summary>
/// <param name="KeyId">The key-encryption key's name; no secret.</param>
/// <param name="Bytes">The wrapped key.</param>
public readonly record struct WrappedKey(string KeyId, byte[] Bytes);

/// <summary>No protection: a store's keys lie in the store as they are. Who has the file can read it; erasure works all the same.</summary>
public sealed class UnwrappedKeys : IKeyProvider
{
    /// <summary>The name under which keys are kept.</summary>
    public const string KeyId = "none";

    /// <inheritdoc />
    public string Name => KeyId;

    /// <inheritdoc />
    public Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        Task.FromResult(new WrappedKey(KeyId, key.ToArray()));

    /// <inheritdoc />
    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) => wrapped.KeyId == KeyId
        ? Task.FromResult(wrapped.Bytes)
        : throw new StoreException($"The store's keys are wrapped by {wrapped.KeyId}: name the key file or service that holds it.", isTransient: false);

    /// <inheritdoc />
    public Task<bool> IsStaleAsync(string keyId, CancellationToken cancellationToken) => Task.FromResult(keyId != KeyId);

    /// <inheritdoc />
    public Task RenewAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
