using System.Text.Json;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Records;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Parties;

/// <summary>The JSON of golden records; the one place where their values leave.</summary>
internal static class PartyJsonWriter
{
    private static readonly JsonEncodedText PartyIdName = JsonEncodedText.Encode("party_id");
    private static readonly JsonEncodedText PartyTypeName = JsonEncodedText.Encode("party_type");
    private static readonly JsonEncodedText RecordsName = JsonEncodedText.Encode("records");
    private static readonly JsonEncodedText CellsName = JsonEncodedText.Encode("cells");
    private static readonly JsonEncodedText AttributeName = JsonEncodedText.Encode("attribute");
    private static readonly JsonEncodedText GroupName = JsonEncodedText.Encode("group");
    private static readonly JsonEncodedText ValueName = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText RuleName = JsonEncodedText.Encode("rule");
    private static readonly JsonEncodedText ContentHashName = JsonEncodedText.Encode("content_hash");
    private static readonly JsonEncodedText PersonText = JsonEncodedText.Encode("person");
    private static readonly JsonEncodedText OrganisationText = JsonEncodedText.Encode("organisation");
    private static readonly JsonEncodedText UnknownText = JsonEncodedText.Encode("unknown");

    private static readonly JsonEncodedText RequestedName = JsonEncodedText.Encode("requested_party_id");
    private static readonly JsonEncodedText RedirectsName = JsonEncodedText.Encode("redirects");
    private static readonly JsonEncodedText CommittedAtName = JsonEncodedText.Encode("committed_at");

    /// <summary>Writes the members of a party with its golden record, and the way that led to it where it was asked for under another id.</summary>
    public static void WriteView(Utf8JsonWriter json, PartyView view, IValueMask mask)
    {
        WriteMembers(json, view.Golden!, mask);
        WriteRedirects(json, view);
        if (view.CommittedAt is { } at)
        {
            json.WriteString(CommittedAtName, at);
        }
    }

    /// <summary>Writes the id of a party, and the way that led to it.</summary>
    public static void WriteIds(Utf8JsonWriter json, PartyView view)
    {
        json.WriteString(PartyIdName, view.Current.Value);
        WriteRedirects(json, view);
    }

    /// <summary>Writes the members of a golden record.</summary>
    public static void WriteMembers(Utf8JsonWriter json, GoldenRecord golden, IValueMask mask)
    {
        mask.Tell(golden.Party);
        json.WriteString(PartyIdName, golden.Party.Value);
        json.WriteString(PartyTypeName, TypeText(golden.Type));
        RecordJsonWriter.WriteKeys(json, RecordsName, golden.Records);
        json.WriteStartArray(CellsName);
        foreach (GoldenCell cell in golden.Cells)
        {
            json.WriteStartObject();
            WriteCell(json, cell, mask);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (mask.ShowsRaw)
        {
            WriteHash(json, ContentHashName, golden.ContentHash);
        }
    }

    /// <summary>Writes the members of a cell.</summary>
    public static void WriteCell(Utf8JsonWriter json, GoldenCell cell, IValueMask mask)
    {
        json.WriteString(AttributeName, cell.Attribute);
        json.WriteNumber(GroupName, cell.Group);
        json.WriteString(ValueName, mask.Apply(cell.Attribute, cell.Value));
        RecordJsonWriter.WriteKeyMembers(json, cell.From);
        json.WriteString(RuleName, cell.Rule);
    }

    private static void WriteRedirects(Utf8JsonWriter json, PartyView view)
    {
        if (view.IsRedirected)
        {
            json.WriteString(RequestedName, view.Requested.Value);
            json.WriteStartArray(RedirectsName);
            foreach (PartyId id in view.Chain.Skip(1))
            {
                json.WriteStringValue(id.Value);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>The name of a party type.</summary>
    public static JsonEncodedText TypeText(PartyType type) =>
        type switch { PartyType.Person => PersonText, PartyType.Organisation => OrganisationText, _ => UnknownText };

    /// <summary>Writes bytes in lower-case hexadecimal.</summary>
    public static void WriteHash(Utf8JsonWriter json, JsonEncodedText name, byte[] hash)
    {
        Span<char> text = stackalloc char[64];
        if (hash.Length <= 32 && Convert.TryToHexStringLower(hash, text, out int written))
        {
            json.WriteString(name, text[..written]);
        }
    }
}
