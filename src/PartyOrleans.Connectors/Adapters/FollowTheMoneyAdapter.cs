using System.Text;
using System.Text.Json;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>
/// Entities of the FollowTheMoney model: persons, organisations, companies, public bodies and legal entities are records; entities that are no party
/// (owners, directors, addresses on their own ...) are passed over and counted. Also reads the change files of OpenSanctions, whose lines say ADD, MOD or
/// DEL beside the entity.
/// </summary>
internal sealed class FollowTheMoneyAdapter(CompiledContract contract, AdapterRun run) : IMessageAdapter
{
    private readonly ContractCheck? check = contract.Schema is { } schema ? new ContractCheck(schema, run.Input, run.Tally) : null;
    private readonly RecordOrder? order = RecordOrder.Of(contract.Contract.Order);
    private readonly Tombstones tombstones = new(contract);

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
            return Refuse("", DeadLetterKind.Parse, fault);
        }

        using (document)
        {
            try
            {
                return Read(document!.RootElement, value, message.Place);
            }
            catch (InvalidOperationException)
            {
                return Refuse("", DeadLetterKind.Parse, "not valid JSON: a text with half a surrogate pair");
            }
        }
    }

    private AdaptedMessage Read(JsonElement root, ReadOnlyMemory<byte> value, long place)
    {
        bool isChange = root.TryGetProperty("op", out JsonElement op) && root.TryGetProperty("entity", out JsonElement changed) && changed.ValueKind == JsonValueKind.Object;
        JsonElement entity = isChange ? root.GetProperty("entity") : root;
        string id = TextOf(entity, "id");
        string schema = TextOf(entity, "schema");
        if (isChange)
        {
            string what = op.ValueKind == JsonValueKind.String ? op.GetString()! : "";
            if (what is not ("ADD" or "MOD" or "DEL"))
            {
                return Refuse(id, DeadLetterKind.Contract, "op is none of ADD, MOD and DEL");
            }

            if (what == "DEL")
            {
                return schema.Length > 0 && !FollowTheMoneySchemas.IsParty(schema) && FollowTheMoneySchemas.IsKnown(schema) ? NoParty(schema)
                    : id.Length > 0 ? AdaptedMessage.Delete(new RecordKey(contract.Source, id))
                    : Refuse("", DeadLetterKind.Contract, "a deletion without an id");
            }
        }

        if (!FollowTheMoneySchemas.IsParty(schema))
        {
            return FollowTheMoneySchemas.IsKnown(schema) ? NoParty(schema)
                : Refuse(id, DeadLetterKind.Contract, schema.Length == 0 ? "schema is missing" : "schema is none of the FollowTheMoney model");
        }

        if (check?.RefusalOf(entity, place) is { } refusal)
        {
            return Refuse(id, DeadLetterKind.Contract, refusal);
        }

        if (id.Length == 0)
        {
            return Refuse("", DeadLetterKind.Contract, "no record id: id is missing or no text");
        }

        if (!entity.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return Refuse(id, DeadLetterKind.Contract, "properties is missing or no object");
        }

        string? version = null;
        if (order?.Read(entity, out version) is { } unordered)
        {
            return Refuse(id, DeadLetterKind.Contract, unordered);
        }

        var values = new FollowTheMoneyValues(contract.Source, schema, TextOf(entity, "caption"), run.MaxFieldBytes);
        if (values.Read(properties) is { } tooLong)
        {
            return Refuse(id, DeadLetterKind.Parse, tooLong);
        }

        string payload = !run.KeepPayload ? "" : isChange ? entity.GetRawText() : Encoding.UTF8.GetString(CellText.Trim(value.Span));
        return values.HasUsable
            ? AdaptedMessage.Upsert(new SourceRecord(new RecordKey(contract.Source, id), values.Take(), payload), version)
            : Refuse(id, DeadLetterKind.Contract, "no value that can be matched on is filled");
    }

    private AdaptedMessage NoParty(string schema) => AdaptedMessage.Nothing(contract.Source, $"{schema} is no party");

    private AdaptedMessage Refuse(string id, DeadLetterKind kind, string reason) => AdaptedMessage.Refuse(new RecordKey(contract.Source, id), kind, reason);

    private static string TextOf(JsonElement entity, string member) =>
        entity.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()!.Trim() : "";
}
