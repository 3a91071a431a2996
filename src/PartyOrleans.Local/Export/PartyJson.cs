using System.Text.Json;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Export;

/// <summary>The JSON form of records, golden records and events; the same in exports and in <c>--json</c> output.</summary>
internal static class PartyJson
{
    /// <summary>Members of a golden record: party, type, records, cells with lineage, content hash.</summary>
    public static void WriteGolden(Utf8JsonWriter json, GoldenRecord golden, IValueMask mask)
    {
        json.WriteString("party_id", golden.Party.Value);
        json.WriteString("party_type", ExportKinds.TypeName(golden.Type));
        json.WriteStartArray("records");
        foreach (RecordKey key in golden.Records)
        {
            json.WriteStartObject();
            WriteKey(json, key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("cells");
        foreach (GoldenCell cell in golden.Cells)
        {
            json.WriteStartObject();
            json.WriteString("attribute", cell.Attribute);
            json.WriteNumber("group", cell.Group);
            json.WriteString("value", mask.Apply(cell.Attribute, cell.Value));
            WriteKey(json, cell.From);
            json.WriteString("rule", cell.Rule);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (mask.ShowsRaw)
        {
            json.WriteString("content_hash", Convert.ToHexStringLower(golden.ContentHash));
        }
    }

    /// <summary>Members of a source record: key, party, values, and the raw text where there is more than the values.</summary>
    public static void WriteRecord(Utf8JsonWriter json, StoredRecord record, IValueMask mask)
    {
        WriteKey(json, record.Key);
        json.WriteString("party_id", record.Party.Value);
        json.WriteStartArray("values");
        foreach (AttributeValue value in RecordContent.Decode(record.Content))
        {
            json.WriteStartObject();
            json.WriteString("attribute", value.Attribute);
            json.WriteNumber("group", value.Group);
            json.WriteString("value", mask.Apply(value.Attribute, value.Value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (record.Payload.Length > 0 && mask.ShowsRaw)
        {
            json.WriteString("payload", record.Payload);
        }
    }

    /// <summary>Members of an event.</summary>
    public static void WriteEvent(Utf8JsonWriter json, PartyEvent happened)
    {
        json.WriteString("party_id", happened.Party.Value);
        json.WriteString("kind", ExportKinds.KindName(happened.Kind));
        if (happened.Other is { } other)
        {
            json.WriteString("other_party_id", other.Value);
        }

        json.WriteStartArray("records");
        foreach (RecordKey key in happened.Records)
        {
            json.WriteStartObject();
            WriteKey(json, key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Members <c>source</c> and <c>record_id</c>.</summary>
    public static void WriteKey(Utf8JsonWriter json, RecordKey key)
    {
        json.WriteString("source", key.Source);
        json.WriteString("record_id", key.RecordId);
    }

    /// <summary>Members <c>left</c> and <c>right</c>.</summary>
    public static void WritePair(Utf8JsonWriter json, RecordPair pair)
    {
        json.WriteStartObject("left");
        WriteKey(json, pair.Left);
        json.WriteEndObject();
        json.WriteStartObject("right");
        WriteKey(json, pair.Right);
        json.WriteEndObject();
    }
}
