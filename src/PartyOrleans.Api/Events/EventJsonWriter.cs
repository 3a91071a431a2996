using System.Text.Json;
using PartyOrleans.Api.Records;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Events;

/// <summary>The JSON of party events.</summary>
internal static class EventJsonWriter
{
    private static readonly JsonEncodedText PartyIdName = JsonEncodedText.Encode("party_id");
    private static readonly JsonEncodedText KindName = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText OtherName = JsonEncodedText.Encode("other_party_id");
    private static readonly JsonEncodedText RecordsName = JsonEncodedText.Encode("records");

    private static readonly JsonEncodedText[] Kinds =
    [
        .. new[] { "", "created", "changed", "merged", "split", "retired" }.Select(kind => JsonEncodedText.Encode(kind)),
    ];

    private static readonly JsonEncodedText SequenceName = JsonEncodedText.Encode("sequence");
    private static readonly JsonEncodedText CommittedAtName = JsonEncodedText.Encode("committed_at");

    /// <summary>Writes the members of an event with its place in the feed.</summary>
    public static void WriteMembers(Utf8JsonWriter json, FeedEntry entry)
    {
        json.WriteNumber(SequenceName, entry.Sequence);
        json.WriteString(CommittedAtName, entry.CommittedAt);
        WriteMembers(json, entry.Event);
    }

    /// <summary>Writes the members of an event.</summary>
    public static void WriteMembers(Utf8JsonWriter json, PartyEvent happened)
    {
        json.WriteString(PartyIdName, happened.Party.Value);
        json.WriteString(KindName, KindText(happened.Kind));
        if (happened.Other is { } other)
        {
            json.WriteString(OtherName, other.Value);
        }

        RecordJsonWriter.WriteKeys(json, RecordsName, happened.Records);
    }

    /// <summary>The name of a kind of event.</summary>
    public static JsonEncodedText KindText(PartyEventKind kind) => Kinds[(int)kind];
}
