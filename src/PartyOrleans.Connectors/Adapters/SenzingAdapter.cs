using System.Runtime.InteropServices;
using System.Text.Json;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>
/// The public Senzing entity form, flat or with FEATURES. Without a mapping its attribute names are known; a record that names its own DATA_SOURCE
/// belongs to that source. DSRC_ACTION D deletes.
/// </summary>
internal sealed class SenzingAdapter : IMessageAdapter
{
    private readonly CompiledContract contract;
    private readonly AdapterRun run;
    private readonly ContractedObjects objects;
    private readonly Tombstones tombstones;

    public SenzingAdapter(CompiledContract contract, AdapterRun run)
    {
        this.contract = contract;
        this.run = run;
        objects = new ContractedObjects(contract, run, contract.Mapping ?? SenzingFields.Mapping, recogniseMore: contract.Mapping is null);
        tombstones = new Tombstones(contract);
    }

    /// <inheritdoc />
    public string Source => contract.Source;

    /// <inheritdoc />
    public string Context => RereadingContext.OfContract(contract);

    /// <inheritdoc />
    public AdaptedMessage Read(in SourceMessage message)
    {
        if (tombstones.Read(message) is { } gone)
        {
            return gone;
        }

        ReadOnlyMemory<byte> value = message.Value;
        JsonDocument? document = null;
        if ((MessageText.FaultOf(ref value, run.MaxMessageBytes) ?? MessageText.Parse(value, out document)) is { } fault)
        {
            return AdaptedMessage.Refuse(new RecordKey(contract.Source, ""), DeadLetterKind.Parse, fault);
        }

        using (document)
        {
            JsonElement root = document!.RootElement;
            if (root.TryGetProperty("DSRC_ACTION", out JsonElement action) && JsonMarshal.GetRawUtf8Value(action).SequenceEqual("\"D\""u8))
            {
                RecordKey key = objects.KeyOf(value.Span);
                return key.RecordId.Length > 0
                    ? AdaptedMessage.Delete(key)
                    : AdaptedMessage.Refuse(key, DeadLetterKind.Contract, "a deletion without a record id");
            }

            return objects.Read(value.Span, root, new ObjectSource(message.Place, CellText.Trim(value.Span), OtherIdOf(message)));
        }
    }

    private string OtherIdOf(in SourceMessage message) => contract.Mapping is null ? "" : tombstones.OtherIdOf(message);
}

/// <summary>The names of the public Senzing entity form that one of several attributes can be told by.</summary>
internal static class SenzingFields
{
    private static readonly string[] Usages = ["PRIMARY", "SECONDARY", "NATIVE", "HOME", "WORK", "MAILING", "BUSINESS"];

    private static readonly Mapping Recognised = PartyOrleans.Connectors.Mapping.Propose(
        [
            "DATA_SOURCE", "RECORD_ID", "RECORD_TYPE",
            .. Usages.SelectMany(usage => new[] { "NAME_FULL", "NAME_ORG", "NAME_LAST", "NAME_FIRST", "NAME_MIDDLE", "NAME_SUFFIX" }.Select(name => $"{usage}_{name}")),
            "NAME_FULL", "NAME_ORG", "NAME_LAST", "NAME_FIRST", "NAME_MIDDLE", "NAME_SUFFIX",
            .. Usages.SelectMany(usage => new[]
            {
                "ADDR_FULL", "ADDR_LINE1", "ADDR_LINE2", "ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE", "ADDR_COUNTRY", "PHONE_NUMBER",
            }.Select(name => $"{usage}_{name}")),
            "ADDR_FULL", "ADDR_LINE1", "ADDR_LINE2", "ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE", "ADDR_COUNTRY",
            "PHONE_NUMBER", "CELL_PHONE_NUMBER", "EMAIL_ADDRESS", "WEBSITE_ADDRESS",
            "DATE_OF_BIRTH", "REGISTRATION_DATE", "GENDER", "NATIONALITY", "CITIZENSHIP", "REGISTRATION_COUNTRY",
            "SSN_NUMBER", "TAX_ID_NUMBER", "PASSPORT_NUMBER", "DRIVERS_LICENSE_NUMBER", "NATIONAL_ID_NUMBER", "LEI_NUMBER", "DUNS_NUMBER", "NPI_NUMBER",
            "ACCOUNT_NUMBER", "OTHER_ID_NUMBER", "TRUSTED_ID_NUMBER",
            "REL_ANCHOR_DOMAIN", "REL_ANCHOR_KEY", "REL_POINTER_DOMAIN", "REL_POINTER_KEY", "REL_POINTER_ROLE",
        ],
        []).Mapping;

    /// <summary>The mapping that its names give. Names that stand alone are recognised as they are met.</summary>
    public static Mapping Mapping { get; } = Recognised with
    {
        RecordId = "RECORD_ID",
        Source = "DATA_SOURCE",
        Columns = [.. Recognised.Columns.Where(column => column.Key != "RECORD_TYPE"), new("RECORD_TYPE", new ColumnTarget(Attributes.PartyType))],
    };
}
