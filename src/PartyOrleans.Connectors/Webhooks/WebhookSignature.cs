using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PartyOrleans.Connectors.Webhooks;

/// <summary>
/// Signs what is posted, as https://www.standardwebhooks.com has it: <c>v1,</c> and the Base64 of an HMAC-SHA256 over id, time and body, with a dot
/// between them.
/// </summary>
public static class WebhookSignature
{
    /// <summary>Header with the id of what is posted; the same when it is posted again.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header with the time of the attempt, seconds since 1970 (UTC).</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header with the signatures, a space between them.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";
    private const int LeastSecretBytes = 24;
    private const int MostSecretBytes = 64;

    /// <summary>Reads a secret: <c>whsec_</c> and the Base64 of 24 to 64 bytes. Null where it is none.</summary>
    public static byte[]? ReadSecret(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        byte[] secret = new byte[text.Length];
        return Convert.TryFromBase64Chars(text.AsSpan(SecretPrefix.Length), secret, out int length) && length is >= LeastSecretBytes and <= MostSecretBytes
            ? secret[..length]
            : null;
    }

    /// <summary>The signatures of a body by each of some secrets, for the header.</summary>
    public static string Sign(IReadOnlyList<byte[]> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var signatures = new List<string>();
        foreach (byte[] secret in secrets)
        {
            signatures.Add(Version + Convert.ToBase64String(Compute(secret, id, timestamp, body)));
        }

        return string.Join(' ', signatures);
    }

    private static byte[] Compute(byte[] secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
