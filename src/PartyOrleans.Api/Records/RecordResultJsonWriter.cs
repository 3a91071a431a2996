using System.Text.Json;
using PartyOrleans.Api.Events;
using PartyOrleans.Api.Hub;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Records;

/// <summary>The JSON of what became of a record.</summary>
internal static class RecordResultJsonWriter
{
    private static readonly JsonEncodedText OutcomeName = JsonEncodedText.Encode("outcome");
    private static readonly JsonEncodedText PartyIdName = JsonEncodedText.Encode("party_id");
    private static readonly JsonEncodedText CommitName = JsonEncodedText.Encode("commit");
    private static readonly JsonEncodedText EventsName = JsonEncodedText.Encode("events");
    private static readonly JsonEncodedText KindName = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText OtherName = JsonEncodedText.Encode("other_party_id");
    private static readonly JsonEncodedText RecordCountName = JsonEncodedText.Encode("record_count");

    private static readonly JsonEncodedText[] Outcomes =
    [
        .. new[] { "created", "updated", "unchanged", "deleted", "absent" }.Select(outcome => JsonEncodedText.Encode(outcome)),
    ];

    /// <summary>Writes a result as an object.</summary>
    public static void Write(Utf8JsonWriter json, RecordResult result, long commit)
    {
        json.WriteStartObject();
        WriteMembers(json, result, commit);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of a result.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RecordResult result, long commit)
    {
        RecordJsonWriter.WriteKeyMembers(json, result.Key);
        json.WriteString(OutcomeName, Outcomes[(int)result.Outcome]);
        if (result.Party is { } party)
        {
            json.WriteString(PartyIdName, party.Value);
        }

        json.WriteNumber(CommitName, commit);
        json.WriteStartArray(EventsName);
        foreach (PartyEffect happened in result.Effects)
        {
            json.WriteStartObject();
            json.WriteString(PartyIdName, happened.Party.Value);
            json.WriteString(KindName, EventJsonWriter.KindText(happened.Kind));
            if (happened.Other is { } other)
            {
                json.WriteString(OtherName, other.Value);
            }

            json.WriteNumber(RecordCountName, happened.Records);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
