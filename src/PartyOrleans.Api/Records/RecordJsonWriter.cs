using System.Text.Json;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Records;

/// <summary>The JSON of source records and their keys; the one place where their values leave.</summary>
internal static class RecordJsonWriter
{
    private static readonly JsonEncodedText SourceName = JsonEncodedText.Encode("source");
    private static readonly JsonEncodedText RecordIdName = JsonEncodedText.Encode("record_id");
    private static readonly JsonEncodedText PartyIdName = JsonEncodedText.Encode("party_id");
    private static readonly JsonEncodedText ValuesName = JsonEncodedText.Encode("values");
    private static readonly JsonEncodedText AttributeName = JsonEncodedText.Encode("attribute");
    private static readonly JsonEncodedText GroupName = JsonEncodedText.Encode("group");
    private static readonly JsonEncodedText ValueName = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText PayloadName = JsonEncodedText.Encode("payload");

    /// <summary>Writes a record as an object.</summary>
    public static void Write(Utf8JsonWriter json, StoredRecord record, IValueMask mask)
    {
        json.WriteStartObject();
        WriteMembers(json, record, mask);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of a record.</summary>
    public static void WriteMembers(Utf8JsonWriter json, StoredRecord record, IValueMask mask)
    {
        mask.Tell(record.Key);
        WriteKeyMembers(json, record.Key);
        json.WriteString(PartyIdName, record.Party.Value);
        WriteValues(json, RecordContent.Decode(record.Content), mask);
        if (record.Payload.Length > 0)
        {
            json.WriteString(PayloadName, mask.ShowsRaw ? record.Payload : Masking.Hidden);
        }
    }

    /// <summary>Writes the member <c>values</c>.</summary>
    public static void WriteValues(Utf8JsonWriter json, ReadOnlySpan<AttributeValue> values, IValueMask mask)
    {
        json.WriteStartArray(ValuesName);
        foreach (AttributeValue value in values)
        {
            json.WriteStartObject();
            json.WriteString(AttributeName, value.Attribute);
            json.WriteNumber(GroupName, value.Group);
            json.WriteString(ValueName, mask.Apply(value.Attribute, value.Value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the members <c>source</c> and <c>record_id</c>.</summary>
    public static void WriteKeyMembers(Utf8JsonWriter json, RecordKey key)
    {
        json.WriteString(SourceName, key.Source);
        json.WriteString(RecordIdName, key.RecordId);
    }

    /// <summary>Writes a key as an object under a name.</summary>
    public static void WriteKey(Utf8JsonWriter json, JsonEncodedText name, RecordKey key)
    {
        json.WriteStartObject(name);
        WriteKeyMembers(json, key);
        json.WriteEndObject();
    }

    /// <summary>Writes keys as an array of objects.</summary>
    public static void WriteKeys(Utf8JsonWriter json, JsonEncodedText name, IReadOnlyList<RecordKey> keys)
    {
        json.WriteStartArray(name);
        foreach (RecordKey key in keys)
        {
            json.WriteStartObject();
            WriteKeyMembers(json, key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
