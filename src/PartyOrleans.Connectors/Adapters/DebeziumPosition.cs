using System.Globalization;
using System.Text.Json;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>
/// The place of a change in its database's log, as a text that orders as the log does: epoch, position, and 0 for a row that a snapshot read or 1 for a change.
/// A snapshot's row without a position is older than every change. The epoch is the contract's, raised when a log begins anew.
/// </summary>
internal static class DebeziumPosition
{
    private const int Digits = 20;
    private const string None = "";

    /// <summary>The position of an event; empty where nothing tells one.</summary>
    public static string Of(JsonElement source, JsonElement envelope, string op, int epoch)
    {
        bool isSnapshot = op == "r";
        string place = source.ValueKind == JsonValueKind.Object ? InSource(source) : None;
        if (place.Length == 0 && !isSnapshot)
        {
            place = Times(source, envelope);
        }

        return place.Length == 0 && !isSnapshot ? None
            : string.Create(CultureInfo.InvariantCulture, $"{epoch:0000}:{place}:{(isSnapshot ? 0 : 1)}");
    }

    /// <summary>The position that a row taken out of its event carries along; empty where it carries none.</summary>
    public static string OfRow(JsonElement row, int epoch)
    {
        string place = Lsn(row, "__source_lsn") is { Length: > 0 } lsn ? lsn
            : Lsn(row, "__lsn") is { Length: > 0 } shortLsn ? shortLsn
            : File(row, "__source_file", "__source_pos", "__source_row") is { Length: > 0 } file ? file
            : File(row, "__file", "__pos", "__row") is { Length: > 0 } shortFile ? shortFile
            : Text(row, "__source_change_lsn") is { Length: > 0 } change ? $"s{Text(row, "__source_commit_lsn")}:{change}:{Number(row, "__source_event_serial_no")}"
            : Number(row, "__source_scn") is { Length: > 0 } scn ? "o" + scn
            : Number(row, "__source_ts_ms") is { Length: > 0 } ms ? "t" + ms
            : Number(row, "__ts_ms") is { Length: > 0 } late ? "t" + late
            : None;
        if (place.Length == 0)
        {
            return None;
        }

        bool isSnapshot = Text(row, "__op") == "r";
        return string.Create(CultureInfo.InvariantCulture, $"{epoch:0000}:{place}:{(isSnapshot ? 0 : 1)}");
    }

    private static string InSource(JsonElement source)
    {
        // PostgreSQL: the position of the change in the write-ahead log. Its transaction's commit is the first of the sequence's two.
        if (Lsn(source, "lsn") is { Length: > 0 } lsn)
        {
            return lsn;
        }

        // MySQL and MariaDB: number of the log file, byte in it, row in the event.
        if (File(source, "file", "pos", "row") is { Length: > 0 } file)
        {
            return file;
        }

        // SQL Server: log sequence numbers are written in hexadecimal digits of fixed width.
        if (Text(source, "change_lsn") is { Length: > 0 } change)
        {
            return $"s{Text(source, "commit_lsn")}:{change}:{Number(source, "event_serial_no").PadLeft(Digits, '0')}";
        }

        if (Text(source, "commit_lsn") is { Length: > 0 } commit)
        {
            return $"s{commit}:{commit}:{new string('0', Digits)}";
        }

        // Oracle: the change number of the commit, then that of the change, then its place among changes of one number.
        if (Number(source, "scn") is { Length: > 0 } scn)
        {
            string committed = Number(source, "commit_scn");
            return $"o{(committed.Length > 0 ? committed : scn)}:{scn}:{Text(source, "rs_id")}:{Number(source, "ssn").PadLeft(Digits, '0')}";
        }

        return None;
    }

    /// <summary>Without a place in a log: when the database changed it, and the connector's sequence within that.</summary>
    private static string Times(JsonElement source, JsonElement envelope)
    {
        string time = source.ValueKind == JsonValueKind.Object ? Number(source, "ts_ms") : None;
        if (time.Length == 0)
        {
            return Number(envelope, "ts_ms") is { Length: > 0 } seen ? $"t{seen}:{new string('0', Digits)}" : None;
        }

        string order = Number(source, "ord") is { Length: > 0 } ord ? ord : Number(source, "sequence");
        return $"t{time}:{order.PadLeft(Digits, '0')}";
    }

    private static string Lsn(JsonElement source, string member) => Number(source, member) is { Length: > 0 } lsn ? "p" + lsn : None;

    private static string File(JsonElement source, string file, string pos, string row)
    {
        string name = Text(source, file);
        int digits = name.Length;
        while (digits > 0 && char.IsAsciiDigit(name[digits - 1]))
        {
            digits--;
        }

        string place = Number(source, pos);
        return digits == name.Length || name.Length - digits > Digits || place.Length == 0 ? None
            : $"m{name[digits..].PadLeft(Digits, '0')}:{place}:{Number(source, row).PadLeft(Digits, '0')}";
    }

    /// <summary>A whole number of 0 or more, also one in quotes, padded; empty for anything else.</summary>
    private static string Number(JsonElement source, string member)
    {
        if (source.ValueKind != JsonValueKind.Object || !source.TryGetProperty(member, out JsonElement value))
        {
            return None;
        }

        string text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!,
            _ => "",
        };
        return text.Length is > 0 and <= Digits && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? text.PadLeft(Digits, '0') : None;
    }

    private static string Text(JsonElement source, string member) =>
        source.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 100 } text ? text : None;
}
