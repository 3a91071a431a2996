using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartyOrleans.Storage.Privacy;

/// <summary>What an erasure did, in counts and keyed digests: it names nobody.</summary>
/// <param name="Commit">The commit that made it.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Parties">Ids of the parties that ended with it; sorted.</param>
/// <param name="Records">Digests by which the records are recognised if they come again, hexadecimal; sorted.</param>
/// <param name="Rows">Rows destroyed or made anew, by kind of row; sorted by kind.</param>
/// <param name="ChainHead">Head of the store's chain after the erasure, hexadecimal.</param>
public sealed record ErasureStatement(
    long Commit,
    DateTimeOffset At,
    string Actor,
    string Reason,
    IReadOnlyList<string> Parties,
    IReadOnlyList<string> Records,
    IReadOnlyList<KeyValuePair<string, long>> Rows,
    string ChainHead);

/// <summary>What a look at a receipt found.</summary>
/// <param name="IsValid">Whether the signature is that of the statement by the key.</param>
/// <param name="KeyFingerprint">SHA-256 of the public key (SubjectPublicKeyInfo), hexadecimal; to be compared with that of the hub.</param>
/// <param name="Statement">The statement as it stands in the receipt, JSON.</param>
public sealed record ReceiptCheck(bool IsValid, string KeyFingerprint, string Statement);

/// <summary>
/// Receipts of erasure: a JSON object of <c>statement</c>, <c>public_key</c> (SubjectPublicKeyInfo, base64) and <c>signature</c> (ECDSA P-256
/// with SHA-256 over the statement's UTF-8 bytes as they stand, IEEE P1363, base64). Anyone can check one without the hub.
/// </summary>
public static class ErasureReceipt
{
    private const string Format = "party-erasure-1";

    /// <summary>Signs a statement.</summary>
    internal static string Sign(ErasureStatement statement, ECDsa key)
    {
        byte[] text = Write(statement);
        byte[] signature = key.SignData(text, HashAlgorithmName.SHA256);
        return $$"""{"statement":{{Encoding.UTF8.GetString(text)}},"public_key":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}","signature":"{{Convert.ToBase64String(signature)}}"}""";
    }

    /// <summary>Checks a receipt.</summary>
    /// <param name="receipt">The receipt, JSON.</param>
    /// <param name="publicKeyPem">The hub's public key; null to take the one in the receipt, which then has to be compared by its fingerprint.</param>
    /// <exception cref="FormatException">It is no receipt.</exception>
    public static ReceiptCheck Check(string receipt, string? publicKeyPem)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(receipt);
            string statement = document.RootElement.GetProperty("statement").GetRawText();
            using var key = ECDsa.Create();
            if (publicKeyPem is null)
            {
                key.ImportSubjectPublicKeyInfo(document.RootElement.GetProperty("public_key").GetBytesFromBase64(), out _);
            }
            else
            {
                key.ImportFromPem(publicKeyPem);
            }

            bool valid = key.VerifyData(
                Encoding.UTF8.GetBytes(statement), document.RootElement.GetProperty("signature").GetBytesFromBase64(), HashAlgorithmName.SHA256);
            return new ReceiptCheck(valid, Fingerprint(key), statement);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or CryptographicException or ArgumentException)
        {
            throw new FormatException("This is no receipt of an erasure: expected a JSON object of statement, public_key and signature.", broken);
        }
    }

    /// <summary>SHA-256 of a public key (SubjectPublicKeyInfo), hexadecimal.</summary>
    internal static string Fingerprint(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static byte[] Write(ErasureStatement statement)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("commit", statement.Commit);
            json.WriteString("at", statement.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("actor", statement.Actor);
            json.WriteString("reason", statement.Reason);
            WriteTexts(json, "parties", statement.Parties);
            WriteTexts(json, "records", statement.Records);
            json.WriteStartObject("rows");
            foreach ((string kind, long count) in statement.Rows)
            {
                json.WriteNumber(kind, count);
            }

            json.WriteEndObject();
            json.WriteString("chain_head", statement.ChainHead);
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
