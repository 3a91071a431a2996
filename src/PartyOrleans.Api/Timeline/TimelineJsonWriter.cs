using System.Text.Json;
using PartyOrleans.Api.Parties;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Records;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Timeline;

/// <summary>The JSON of past states and of where they come from.</summary>
internal static class TimelineJsonWriter
{
    private static readonly string[] Kinds = ["unknown", "load", "api", "judgement", "bundle", "erasure", "retention"];

    /// <summary>Writes a commit under a name.</summary>
    public static void WriteCommit(Utf8JsonWriter json, string name, CommitInfo commit)
    {
        json.WriteStartObject(name);
        json.WriteNumber("number", commit.Number);
        json.WriteString("at", commit.At);
        json.WriteString("kind", (int)commit.Origin.Kind < Kinds.Length ? Kinds[(int)commit.Origin.Kind] : Kinds[0]);
        json.WriteString("actor", commit.Origin.Actor);
        json.WriteString("reason", commit.Origin.Reason);
        json.WriteEndObject();
    }

    /// <summary>Writes a party as it was, with its golden record.</summary>
    public static void WriteParty(Utf8JsonWriter json, PartyAsOf party, DateTimeOffset at, IValueMask mask)
    {
        json.WriteStartObject();
        PartyJsonWriter.WriteMembers(json, party.Golden!, mask);
        WriteWay(json, party, at);
        json.WriteEndObject();
    }

    /// <summary>Writes a party as it was, with what its records said.</summary>
    public static void WriteRecords(Utf8JsonWriter json, PartyAsOf party, DateTimeOffset at, IValueMask mask)
    {
        json.WriteStartObject();
        json.WriteString("party_id", party.Chain[^1].Value);
        WriteWay(json, party, at);
        json.WriteStartArray("records");
        foreach (RecordVersion version in party.Records)
        {
            WriteVersion(json, version, mask);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes what a record said for a time.</summary>
    public static void WriteVersion(Utf8JsonWriter json, RecordVersion version, IValueMask mask)
    {
        json.WriteStartObject();
        RecordJsonWriter.WriteMembers(json, version.Record, mask);
        WriteCommit(json, "from", version.From);
        if (version.Until is { } until)
        {
            WriteCommit(json, "until", until);
        }

        WriteValidFrom(json, version.ValidFrom);
        json.WriteEndObject();
    }

    /// <summary>Writes where a cell comes from.</summary>
    public static void WriteLineage(Utf8JsonWriter json, CellLineage lineage, IValueMask mask)
    {
        json.WriteStartObject();
        PartyJsonWriter.WriteCell(json, lineage.Cell, mask);
        WriteCommit(json, "golden", lineage.Golden);
        if (lineage.Record is { } record)
        {
            WriteCommit(json, "record", record);
        }

        WriteValidFrom(json, lineage.ValidFrom);
        json.WriteEndObject();
    }

    private static void WriteWay(Utf8JsonWriter json, PartyAsOf party, DateTimeOffset at)
    {
        if (party.Chain.Count > 1)
        {
            json.WriteString("requested_party_id", party.Chain[0].Value);
            json.WriteStartArray("redirects");
            foreach (PartyId id in party.Chain.Skip(1))
            {
                json.WriteStringValue(id.Value);
            }

            json.WriteEndArray();
        }

        json.WriteString("as_of", at);
        if (party.Commit is { } commit)
        {
            WriteCommit(json, "commit", commit);
        }

        WriteValidFrom(json, party.ValidFrom);
    }

    private static void WriteValidFrom(Utf8JsonWriter json, DateTimeOffset? validFrom)
    {
        if (validFrom is { } since)
        {
            json.WriteString("valid_from", since);
        }
    }
}
