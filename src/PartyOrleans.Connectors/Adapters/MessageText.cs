using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>What is wrong with the bytes of a message whatever they are to mean.</summary>
internal static class MessageText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Why the bytes cannot be read at all, or null. A byte order mark is not part of them.</summary>
    public static string? FaultOf(ref ReadOnlyMemory<byte> value, int maxBytes)
    {
        if (value.Length > maxBytes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a message of {value.Length} bytes; at most {maxBytes} are allowed");
        }

        if (value.Span.StartsWith("\uFEFF"u8))
        {
            value = value[3..];
        }

        ReadOnlySpan<byte> span = value.Span;
        if (CellText.Trim(span).IsEmpty)
        {
            return "an empty message";
        }

        if (!Utf8.IsValid(span))
        {
            return string.Create(CultureInfo.InvariantCulture, $"not valid UTF-8 from byte {SoundBytes(span)} on");
        }

        int nul = span.IndexOf((byte)0);
        return nul < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"a NUL byte at byte {nul}; text without control characters is expected");
    }

    /// <summary>Parses an object whose members have each another name.</summary>
    /// <param name="value">UTF-8.</param>
    /// <param name="document">The object; to be disposed.</param>
    /// <returns>What is wrong; null for nothing.</returns>
    public static string? Parse(ReadOnlyMemory<byte> value, out JsonDocument? document)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(value, Strict);
        }
        catch (JsonException error)
        {
            // The parser's own words may quote a name, which may be anything.
            return error.BytePositionInLine is null || IsRepeated(value)
                ? "not valid JSON: a name stands twice in one object"
                : string.Create(CultureInfo.InvariantCulture, $"not valid JSON near byte {error.BytePositionInLine} of its line {(error.LineNumber ?? 0) + 1}");
        }

        catch (InvalidOperationException)
        {
            return "not valid JSON: a name with half a surrogate pair";
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return null;
        }

        document.Dispose();
        document = null;
        return "a JSON object is expected";
    }

    private static bool IsRepeated(ReadOnlyMemory<byte> value)
    {
        try
        {
            using var lenient = JsonDocument.Parse(value, Strict with { AllowDuplicateProperties = true });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int SoundBytes(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && System.Text.Rune.DecodeFromUtf8(bytes[at..], out _, out int taken) == System.Buffers.OperationStatus.Done)
        {
            at += taken;
        }

        return at;
    }
}
