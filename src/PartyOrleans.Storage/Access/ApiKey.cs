namespace PartyOrleans.Storage.Access;

/// <summary>An API key as it is kept: without its secret, of which only the hash is known.</summary>
public sealed record ApiKey
{
    /// <summary>The part of the key that finds it; not secret.</summary>
    public required string Id { get; init; }

    /// <summary>Whom it was given to.</summary>
    public required string Name { get; init; }

    /// <summary>What it allows, scopes separated by spaces.</summary>
    public required string Scopes { get; init; }

    /// <summary>SHA-256 of the secret, 32 bytes. The secret is 256 random bits, so that a slow hash would add nothing.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends; null where it does not.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>The key that takes its place once the overlap of a rotation has passed; null where it was not rotated.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>Whether it opens anything at a time.</summary>
    public bool IsValidAt(DateTimeOffset now) => Revoked is null && !(Expires <= now);
}

/// <summary>Who may come in: API keys, and the key that signs tokens for development.</summary>
public interface IAccessStore : IDisposable
{
    /// <summary>All keys, sorted by name and id.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    IReadOnlyList<ApiKey> List();

    /// <summary>The key of an id, or null.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    ApiKey? Find(string id);

    /// <summary>Adds a key.</summary>
    /// <exception cref="StoreException">The store cannot be written, or has a key of that id.</exception>
    void Add(ApiKey key);

    /// <summary>Adds a key that takes the place of another, which ends at a time; both are done or neither.</summary>
    /// <returns>Whether there is such a key and it neither ended nor was revoked nor replaced before.</returns>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    bool Replace(string id, ApiKey successor, DateTimeOffset ends);

    /// <summary>Revokes a key at once.</summary>
    /// <returns>Whether there is such a key and it was not revoked before.</returns>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    bool Revoke(string id, DateTimeOffset now);

    /// <summary>The key that signs tokens for development, 32 bytes; null where none was made.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    byte[]? FindSigningKey();

    /// <summary>The key that signs tokens for development; made from random bytes where there is none.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    byte[] SigningKey();
}
