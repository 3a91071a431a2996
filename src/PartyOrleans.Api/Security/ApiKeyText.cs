using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace PartyOrleans.Api.Security;

/// <summary>
/// The text of an API key: <c>ph_</c>, an id of 12 letters and digits, <c>_</c>, and 256 random bits in base64url. The prefix lets scanners find
/// keys that were published; the id finds the key without its secret.
/// </summary>
public static class ApiKeyText
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "ph_";

    private const int IdLength = 12;
    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int Length = 3 + IdLength + 1 + SecretLength;

    /// <summary>Crockford's base 32: no letters that look like digits.</summary>
    private const string IdLetters = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Makes a key from fresh random bytes.</summary>
    /// <returns>The text to hand out once, the id, and the hash to keep.</returns>
    public static (string Text, string Id, byte[] SecretHash) Create()
    {
        string id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        string secret = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(SecretBytes));
        return ($"{Prefix}{id}_{secret}", id, Hash(secret));
    }

    /// <summary>Takes a key apart.</summary>
    /// <returns>Whether it has the form of a key.</returns>
    public static bool TryParse(string text, out string id, out byte[] secretHash)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isKey = text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length + IdLength] == '_'
            && !text.AsSpan(Prefix.Length, IdLength).ContainsAnyExcept(IdLetters);
        id = isKey ? text.Substring(Prefix.Length, IdLength) : "";
        secretHash = isKey ? Hash(text[^SecretLength..]) : [];
        return isKey;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
