using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Api.Security;

/// <summary>
/// Says who holds a credential: a JSON web token, an API key, or the token of the link that a local start printed. What was accepted is
/// remembered by its hash for a short time, since checking a signature costs more than answering most requests.
/// </summary>
public sealed class Authenticator
{
    /// <summary>Credentials remembered; beyond that all are forgotten and checked again.</summary>
    private const int MostRemembered = 10_000;

    /// <summary>Longer credentials are refused unread.</summary>
    private const int MostCharacters = 8192;

    private readonly ConcurrentDictionary<CredentialHash, Identity> _remembered = new();
    private readonly JwtValidation _tokens;
    private readonly IAccessStore _access;
    private readonly TimeProvider _time;
    private readonly TimeSpan _recheck;

    /// <summary>Makes an authenticator.</summary>
    /// <param name="tokens">Checks JSON web tokens.</param>
    /// <param name="access">Holds the API keys.</param>
    /// <param name="options">How long what was accepted is remembered.</param>
    /// <param name="time">The clock.</param>
    /// <param name="link">The local start's link; null where none was printed.</param>
    public Authenticator(JwtValidation tokens, IAccessStore access, SecurityOptions options, TimeProvider time, LocalLink? link = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_tokens, _access, _time, _recheck, Link) = (tokens, access, time, options.Recheck, link);
    }

    /// <summary>The local start's link; null where none was printed.</summary>
    public LocalLink? Link { get; }

    /// <summary>The holder of a credential; null where it is not valid, for whatever reason.</summary>
    public ValueTask<Identity?> FindAsync(string credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (credential.Length is 0 or > MostCharacters)
        {
            return ValueTask.FromResult<Identity?>(null);
        }

        CredentialHash hash = CredentialHash.Of(credential);
        return _remembered.TryGetValue(hash, out Identity? known) && known.Until > _time.GetUtcNow()
            ? ValueTask.FromResult<Identity?>(known)
            : CheckAsync(credential, hash);
    }

    private async ValueTask<Identity?> CheckAsync(string credential, CredentialHash hash)
    {
        Identity? found = Link is { } link && link.IsToken(credential) ? link.Identity
            : credential.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal) ? FindKey(credential)
            : await _tokens.FindAsync(credential);
        if (found is null)
        {
            _remembered.TryRemove(hash, out _);
            return null;
        }

        if (_remembered.Count >= MostRemembered)
        {
            _remembered.Clear();
        }

        _remembered[hash] = found;
        return found;
    }

    private Identity? FindKey(string text)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!ApiKeyText.TryParse(text, out string id, out byte[] secret) || _access.Find(id) is not { } key
            || !CryptographicOperations.FixedTimeEquals(secret, key.SecretHash) || !key.IsValidAt(now))
        {
            return null;
        }

        DateTimeOffset recheck = now + _recheck;
        return new Identity(
            key.Name, "key", ScopeSet.Of(key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)), "key:" + key.Id,
            key.Expires is { } ends && ends < recheck ? ends : recheck);
    }

    /// <summary>SHA-256 of a credential, so that none is kept in memory.</summary>
    private readonly record struct CredentialHash(UInt128 High, UInt128 Low)
    {
        public static CredentialHash Of(string credential)
        {
            Span<byte> utf8 = stackalloc byte[1024];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.TryGetBytes(credential, utf8, out int length) ? utf8[..length] : Encoding.UTF8.GetBytes(credential), hash);
            return new CredentialHash(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash), System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));
        }
    }
}
