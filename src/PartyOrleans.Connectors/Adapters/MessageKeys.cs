using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>Record ids out of the keys of messages: plain text, a JSON text or number, or an object with the key's fields, with or without its schema.</summary>
internal static class MessageKeys
{
    /// <summary>The record id that a key tells.</summary>
    /// <param name="key">The key's bytes.</param>
    /// <param name="field">The field that is the record id where the key is an object; null takes all of its fields.</param>
    /// <returns>The record id; empty where the key tells none.</returns>
    public static string RecordIdOf(ReadOnlyMemory<byte> key, string? field)
    {
        ReadOnlySpan<byte> text = CellText.Trim(key.Span);
        if (text.IsEmpty || !Utf8.IsValid(text) || text.Contains((byte)0))
        {
            return "";
        }

        if (text[0] is not ((byte)'{' or (byte)'"'))
        {
            return text.SequenceEqual("null"u8) ? "" : Encoding.UTF8.GetString(text);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(key);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("payload", out JsonElement payload) && root.TryGetProperty("schema", out _))
            {
                root = payload;
            }

            return root.ValueKind == JsonValueKind.Object ? IdIn(root, field) : TextOf(root);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return text[0] == '{' ? "" : Encoding.UTF8.GetString(text);
        }
    }

    /// <summary>The fields of a key as one text; those of several are told apart by a vertical bar.</summary>
    private static string IdIn(JsonElement key, string? field)
    {
        if (field is not null && key.TryGetProperty(field, out JsonElement named))
        {
            return TextOf(named);
        }

        string[] parts = [.. key.EnumerateObject().Select(one => TextOf(one.Value))];
        return parts.Length switch
        {
            1 => parts[0],
            // A mapping that names one field of several would otherwise give another id than the record itself has.
            _ when field is not null || Array.Exists(parts, part => part.Length == 0) => "",
            _ => string.Join('|', parts.Select(part => part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal))),
        };
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "",
    };
}
