using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace PartyOrleans.Api.Security;

/// <summary>
/// The way in of a local start: a link with a token that holds as long as the process, and the cookie that the browser gets for it. Both are
/// random and kept in memory alone; the cookie's value does not tell the token.
/// </summary>
public sealed class LocalLink
{
    /// <summary>The parameter that carries the token in the link.</summary>
    public const string Parameter = "token";

    /// <summary>The name of the cookie.</summary>
    public const string Cookie = "party-hub";

    private readonly byte[] _token;
    private readonly byte[] _session;

    /// <summary>Makes a link's token and cookie.</summary>
    /// <param name="token">The token; null for fresh random bytes.</param>
    public LocalLink(string? token = null)
    {
        Token = token ?? Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        Session = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        _token = Encoding.UTF8.GetBytes(Token);
        _session = Encoding.UTF8.GetBytes(Session);
    }

    /// <summary>Who comes by it: whoever started the hub, with every scope.</summary>
    public Identity Identity { get; } = new("local", "link", ScopeSet.All, "link", DateTimeOffset.MaxValue);

    /// <summary>The token of the link; a bearer token too.</summary>
    public string Token { get; }

    /// <summary>The cookie's value.</summary>
    public string Session { get; }

    /// <summary>Whether a text is the token, in a time that does not tell how much of it is right.</summary>
    public bool IsToken(string text) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), _token);

    /// <summary>Whether a text is the cookie's value, in a time that does not tell how much of it is right.</summary>
    public bool IsSession(string text) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), _session);
}
