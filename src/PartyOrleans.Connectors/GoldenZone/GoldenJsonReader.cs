using System.Text.Json;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>Reads what <see cref="GoldenJsonWriter"/> wrote.</summary>
internal static class GoldenJsonReader
{
    /// <summary>Reads the line of a version.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static GoldenRow Row(ReadOnlyMemory<byte> line) => Read(line, static json => new GoldenRow(
        new PartyId(Text(json, "party_id")),
        json.GetProperty("version").GetInt64(),
        GoldenText.TimeOf(Text(json, "valid_from")),
        GoldenText.KindOf(Text(json, "change")),
        [.. json.GetProperty("related_parties").EnumerateArray().Select(static party => new PartyId(party.GetString()!))],
        Content(json))
    {
        ValidTo = json.GetProperty("valid_to").GetString() is { } end ? GoldenText.TimeOf(end) : null,
        End = GoldenText.EndOf(json.GetProperty("ended").GetString()),
        EndedBy = json.GetProperty("ended_by") is { ValueKind: JsonValueKind.Number } by ? by.GetInt64() : null,
        Successor = json.GetProperty("successor").GetString() is { } successor ? new PartyId(successor) : null,
    });

    /// <summary>Reads the line of a change.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static GoldenChange Change(ReadOnlyMemory<byte> line) => Read(line, static json => new GoldenChange(
        json.GetProperty("position").GetInt64(),
        json.GetProperty("commit").GetInt64(),
        GoldenText.TimeOf(Text(json, "committed_at")),
        new PartyEvent(
            new PartyId(Text(json, "party_id")),
            GoldenText.KindOf(Text(json, "event")),
            json.GetProperty("other_party").GetString() is { } other ? new PartyId(other) : null,
            Records(json.GetProperty("moved_records"))),
        json.TryGetProperty("party_type", out _) ? Content(json) : null));

    private static T Read<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("expected a row of the golden zone", failure);
        }
    }

    private static GoldenContent Content(JsonElement json)
    {
        var columns = new IReadOnlyList<string?>?[GoldenColumns.Names.Count];
        KeyValuePair<string, string>[] others = [];
        IReadOnlyList<RecordKey> records = [];
        IReadOnlyList<GoldenCell>? lineage = null;
        byte[] hash = [];
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (GoldenColumns.IndexOfName(member.Name) is var column and >= 0)
            {
                columns[column] = [.. member.Value.EnumerateArray().Select(static value => value.GetString())];
                continue;
            }

            switch (member.Name)
            {
                case "records":
                    records = Records(member.Value);
                    break;
                case "other_attributes":
                    others = [.. member.Value.EnumerateArray().Select(static other => KeyValuePair.Create(Text(other, "attribute"), Text(other, "value")))];
                    break;
                case "content_hash":
                    hash = Convert.FromHexString(member.Value.GetString()!);
                    break;
                case "lineage":
                    lineage = [.. member.Value.EnumerateArray().Select(Cell)];
                    break;
                default:
                    break;
            }
        }

        return new GoldenContent
        {
            Type = GoldenText.TypeOf(Text(json, "party_type")), Records = records, Columns = columns, Others = others, Hash = hash, Lineage = lineage,
        };
    }

    private static GoldenCell Cell(JsonElement cell) => new(
        Text(cell, "attribute"), Text(cell, "value"), cell.GetProperty("group").GetInt32(), Key(cell), Text(cell, "rule"));

    private static RecordKey[] Records(JsonElement list) => [.. list.EnumerateArray().Select(Key)];

    private static RecordKey Key(JsonElement key) => new(Text(key, "source"), Text(key, "record_id"));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"expected {name} to be a text");
}
