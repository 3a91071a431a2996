using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>How the raw text of a dead letter is read again. Written beside it as JSON.</summary>
/// <param name="Adapter">The adapter that read it; csv or json where no contract did.</param>
/// <param name="HasContract">Whether a contract said how: then the one that holds when the letter is read again says so.</param>
internal sealed record RereadingContext(string Adapter, bool HasContract)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The header of its file; null for none.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>What parts the cells; 0 for nothing.</summary>
    public byte Delimiter { get; init; }

    /// <summary>The mapping in use where no contract said one, as a mapping file has it; empty for none.</summary>
    public string Mapping { get; init; } = "";

    /// <summary>Whether JSON keys that the mapping does not name were recognised by their names.</summary>
    public bool RecognisesMore { get; init; }

    /// <summary>The message key, in base 64; empty for none.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whether there was a key and no value.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>Whether the raw text is base 64 of what was no UTF-8.</summary>
    public bool IsEncoded { get; init; }

    /// <summary>Record id where the message holds none, such as its line number; empty for none.</summary>
    public string FallbackId { get; init; } = "";

    /// <summary>The context of what a contract's adapter refused.</summary>
    public static string OfContract(CompiledContract contract) => new RereadingContext(contract.Contract.Adapter, HasContract: true).ToJson();

    /// <summary>The context as JSON.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Compact))
        {
            json.WriteStartObject();
            json.WriteString("adapter", Adapter);
            json.WriteBoolean("contract", HasContract);
            if (Header is not null)
            {
                json.WriteStartArray("header");
                foreach (string column in Header)
                {
                    json.WriteStringValue(column);
                }

                json.WriteEndArray();
            }

            if (Delimiter != 0)
            {
                json.WriteString("delimiter", ((char)Delimiter).ToString());
            }

            if (Mapping.Length > 0)
            {
                using JsonDocument mapping = JsonDocument.Parse(Mapping);
                json.WritePropertyName("mapping");
                mapping.RootElement.WriteTo(json);
            }

            if (RecognisesMore)
            {
                json.WriteBoolean("recognises_more", true);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads a context; null for a text that is none.</summary>
    public static RereadingContext? Parse(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            return new RereadingContext(root.GetProperty("adapter").GetString() ?? "", root.GetProperty("contract").GetBoolean())
            {
                Header = root.TryGetProperty("header", out JsonElement header) ? [.. header.EnumerateArray().Select(column => column.GetString() ?? "")] : null,
                Delimiter = root.TryGetProperty("delimiter", out JsonElement delimiter) && delimiter.GetString() is { Length: 1 } one && char.IsAscii(one[0]) ? (byte)one[0] : (byte)0,
                Mapping = root.TryGetProperty("mapping", out JsonElement mapping) ? mapping.GetRawText() : "",
                RecognisesMore = root.TryGetProperty("recognises_more", out JsonElement more) && more.GetBoolean(),
                Key = root.TryGetProperty("key", out JsonElement key) ? key.GetString() ?? "" : "",
                IsTombstone = root.TryGetProperty("tombstone", out JsonElement tombstone) && tombstone.GetBoolean(),
                IsEncoded = root.TryGetProperty("base64", out JsonElement encoded) && encoded.GetBoolean(),
                FallbackId = root.TryGetProperty("id", out JsonElement id) ? id.GetString() ?? "" : "",
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
