using System.Globalization;
using System.Text.Json;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>The field of a record that tells a later state from an earlier one, made a text that orders ordinally.</summary>
internal sealed class RecordOrder(string path)
{
    private const int Digits = 20;
    private readonly string[] steps = path.Split('.');

    /// <summary>The order that a contract names; null for none.</summary>
    public static RecordOrder? Of(string path) => path.Length == 0 ? null : new RecordOrder(path);

    /// <summary>The version of a record.</summary>
    /// <param name="record">The record, an object.</param>
    /// <param name="version">Its version.</param>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? Read(JsonElement record, out string? version)
    {
        version = null;
        JsonElement at = record;
        foreach (string step in steps)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
            {
                return $"{path}, which orders the states of a record, is missing";
            }
        }

        version = at.ValueKind switch
        {
            JsonValueKind.String => VersionOf(at.GetString()!.Trim()),
            JsonValueKind.Number => VersionOf(at.GetRawText()),
            _ => null,
        };
        return version is null ? $"{path}, which orders the states of a record, is no whole number, time or other text" : null;
    }

    /// <summary>
    /// A text that orders as what it stands for: whole numbers by size, times with a date by when they are, other texts as they are. Null for what cannot be
    /// ordered: nothing, negative or broken numbers.
    /// </summary>
    public static string? VersionOf(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            string number = text.TrimStart('0');
            return number.Length <= Digits ? number.PadLeft(Digits, '0') : null;
        }

        if (char.IsAsciiDigit(text[0]) && text.Length >= 10 && text[4] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
        }

        return text[0] is '-' or '+' or '.' || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || text.Length > 200 ? null : text;
    }
}
