using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace PartyOrleans.Storage.Audit;

/// <summary>Entries as the JSON that is stored, hashed and read: members in one order, empty ones left out.</summary>
public static class AuditEntryJson
{
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The entry as UTF-8 JSON.</summary>
    public static byte[] Write(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var buffer = new ArrayBufferWriter<byte>(256);
        Utf8JsonWriter json = _writer ??= new Utf8JsonWriter(buffer);
        json.Reset(buffer);
        Write(json, entry);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the entry as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(entry);
        json.WriteStartObject();
        WriteMembers(json, entry);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of the entry into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter json, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(entry);
        json.WriteString("at"u8, entry.At.UtcDateTime);
        json.WriteString("actor"u8, entry.Actor);
        json.WriteString("via"u8, entry.Via);
        json.WriteString("action"u8, entry.Action);
        WriteTexts(json, "parties"u8, entry.Parties);
        WriteTexts(json, "records"u8, entry.Records);
        if (entry.Others > 0)
        {
            json.WriteNumber("others"u8, entry.Others);
        }

        WriteTexts(json, "unmasked"u8, entry.Unmasked);
        json.WriteNumber("result"u8, entry.Result);
        WriteText(json, "purpose"u8, entry.Purpose);
        WriteText(json, "trace"u8, entry.TraceId);
    }

    /// <summary>Reads what <see cref="Write(AuditEntry)"/> made.</summary>
    /// <exception cref="InvalidDataException">It is no entry.</exception>
    public static AuditEntry Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            return new AuditEntry
            {
                At = new DateTimeOffset(root.GetProperty("at"u8).GetDateTime().ToUniversalTime()),
                Actor = root.GetProperty("actor"u8).GetString()!,
                Via = root.GetProperty("via"u8).GetString()!,
                Action = root.GetProperty("action"u8).GetString()!,
                Parties = Texts(root, "parties"u8),
                Records = Texts(root, "records"u8),
                Others = root.TryGetProperty("others"u8, out JsonElement others) ? others.GetInt64() : 0,
                Unmasked = Texts(root, "unmasked"u8),
                Result = root.GetProperty("result"u8).GetInt32(),
                Purpose = Text(root, "purpose"u8),
                TraceId = Text(root, "trace"u8),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("An entry of the audit log cannot be read: it was altered.", error);
        }
    }

    /// <summary>The hash of an entry, 32 bytes: SHA-256 over the hash before, the number as 8 bytes (little-endian) and the JSON.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> before, long sequence, ReadOnlySpan<byte> json)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SHA256.HashSizeInBytes + sizeof(long) + json.Length);
        before.CopyTo(buffer);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(SHA256.HashSizeInBytes), sequence);
        json.CopyTo(buffer.AsSpan(SHA256.HashSizeInBytes + sizeof(long)));
        byte[] hash = SHA256.HashData(buffer.AsSpan(0, SHA256.HashSizeInBytes + sizeof(long) + json.Length));
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    private static IReadOnlyList<string> Texts(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out JsonElement texts) ? [.. texts.EnumerateArray().Select(text => text.GetString()!)] : [];

    private static string Text(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out JsonElement text) ? text.GetString()! : "";
}
