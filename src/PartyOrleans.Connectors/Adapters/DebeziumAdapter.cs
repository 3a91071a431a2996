using System.Runtime.InteropServices;
using System.Text.Json;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>
/// Change events of databases as Debezium sends them, with and without the schema beside the payload, and rows that were unwrapped from them. The row after
/// the change is the record that mapping and schema speak of; the position in the database's log is its version, so that a change that comes late, or
/// again, undoes nothing.
/// </summary>
internal sealed class DebeziumAdapter : IMessageAdapter
{
    /// <summary>Members of its settings.</summary>
    public static readonly IReadOnlyList<string> Settings = ["tombstones", "epoch", "times"];

    private static readonly string[] TombstoneChoices = ["ignore", "delete"];
    private const int MostEpochs = 9999;

    private readonly CompiledContract contract;
    private readonly AdapterRun run;
    private readonly ContractedObjects objects;
    private readonly DebeziumRows rows;
    private readonly bool tombstonesDelete;
    private readonly int epoch;

    public DebeziumAdapter(CompiledContract contract, AdapterRun run)
    {
        this.contract = contract;
        this.run = run;
        objects = new ContractedObjects(contract, run, contract.Mapping!, recogniseMore: false);
        rows = new DebeziumRows(DebeziumTimes.Of(contract.Settings, null), contract.Mapping!);
        tombstonesDelete = contract.Settings.OneOf("tombstones", TombstoneChoices) == "delete";
        epoch = contract.Settings.WholeNumber("epoch", 0, MostEpochs);
    }

    /// <inheritdoc />
    public string Source => contract.Source;

    /// <inheritdoc />
    public string Context => RereadingContext.OfContract(contract);

    /// <summary>Looks the settings over.</summary>
    public static void Vet(CompiledContract contract, List<BundleProblem> problems)
    {
        contract.Settings.OneOf("tombstones", TombstoneChoices, problems);
        contract.Settings.WholeNumber("epoch", 0, MostEpochs, problems);
        DebeziumTimes.Of(contract.Settings, problems);
    }

    /// <inheritdoc />
    public AdaptedMessage Read(in SourceMessage message)
    {
        if (message.IsTombstone || CellText.Trim(message.Value.Span).SequenceEqual("null"u8))
        {
            return Tombstone(message);
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
                return Read(document!.RootElement, message);
            }
            catch (InvalidOperationException)
            {
                return Refuse("", DeadLetterKind.Parse, "not valid JSON: a text with half a surrogate pair");
            }
        }
    }

    private AdaptedMessage Read(JsonElement root, in SourceMessage message)
    {
        JsonElement schema = default;
        if (root.TryGetProperty("payload", out JsonElement payload) && root.TryGetProperty("schema", out schema) && schema.ValueKind is JsonValueKind.Object or JsonValueKind.Null)
        {
            if (payload.ValueKind == JsonValueKind.Null)
            {
                return Tombstone(message);
            }

            root = payload;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return Refuse("", DeadLetterKind.Parse, "the payload is no object");
        }

        return DebeziumMessages.NothingIn(root) is { } nothing ? AdaptedMessage.Nothing(contract.Source, nothing)
            : root.TryGetProperty("op", out JsonElement op) && (root.TryGetProperty("after", out _) || root.TryGetProperty("before", out _) || root.TryGetProperty("source", out _))
                ? ReadEnvelope(root, op, DebeziumTypes.OfRow(schema, "after"), message)
                : ReadRow(root, DebeziumTypes.Of(schema), message);
    }

    private AdaptedMessage ReadEnvelope(JsonElement envelope, JsonElement op, DebeziumTypes types, in SourceMessage message)
    {
        string what = op.ValueKind == JsonValueKind.String ? op.GetString()! : "";
        JsonElement source = envelope.TryGetProperty("source", out JsonElement told) ? told : default;
        string version = DebeziumPosition.Of(source, envelope, what, epoch);
        switch (what)
        {
            case "c" or "u" or "r":
                JsonElement after = envelope.TryGetProperty("after", out JsonElement row) ? row : default;
                JsonElement before = envelope.TryGetProperty("before", out JsonElement old) ? old : default;
                return ReadState(after, before, types, new RowOrigin(message, version, "after"));
            case "d":
                return Delete(envelope.TryGetProperty("before", out JsonElement gone) ? gone : default, types, message, version);
            case "t":
                return Refuse("", DeadLetterKind.Contract, "the table was truncated: which records are gone is not told; delete the source's records, or send them again");
            case "m":
                return AdaptedMessage.Nothing(contract.Source, "logical message");
            default:
                return Refuse("", DeadLetterKind.Contract, "op is none of c, u, r, d, t and m");
        }
    }

    /// <summary>A row that was taken out of its event; what is left of that stands in fields that begin with two underscores.</summary>
    private AdaptedMessage ReadRow(JsonElement row, DebeziumTypes types, in SourceMessage message)
    {
        string version = DebeziumPosition.OfRow(row, epoch);
        bool isDeleted = row.TryGetProperty("__deleted", out JsonElement deleted)
            && (deleted.ValueKind == JsonValueKind.True || (deleted.ValueKind == JsonValueKind.String && deleted.ValueEquals("true"u8)));
        isDeleted |= row.TryGetProperty("__op", out JsonElement op) && op.ValueKind == JsonValueKind.String && op.ValueEquals("d"u8);
        using JsonDocument? own = DebeziumMessages.WithoutMetadata(row);
        row = own?.RootElement ?? row;
        return isDeleted ? Delete(row, types, message, version) : ReadState(row, default, types, new RowOrigin(message, version, ""));
    }

    private AdaptedMessage ReadState(JsonElement row, JsonElement before, DebeziumTypes types, in RowOrigin origin)
    {
        string where = origin.Member.Length > 0 ? origin.Member : "the row";
        using JsonDocument? inText = row.ValueKind == JsonValueKind.String ? DebeziumMessages.ObjectIn(row) : null;
        row = inText?.RootElement ?? row;
        if (row.ValueKind != JsonValueKind.Object)
        {
            return Refuse("", DeadLetterKind.Contract, $"{where} is missing or no object");
        }

        if (rows.Read(row, before, types, out JsonDocument? changed) is { } fault)
        {
            return Refuse(objects.KeyOf(JsonMarshal.GetRawUtf8Value(row)).RecordId, DeadLetterKind.Contract, fault);
        }

        using (changed)
        {
            ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(row);
            JsonElement seen = changed?.RootElement ?? row;
            return objects.Read(
                changed is null ? raw : JsonMarshal.GetRawUtf8Value(seen), seen,
                new ObjectSource(origin.Message.Place, raw, OtherIdOf(origin.Message), origin.Version.Length > 0 ? origin.Version : null));
        }
    }

    private AdaptedMessage Delete(JsonElement before, DebeziumTypes types, in SourceMessage message, string version)
    {
        RecordKey key = new(contract.Source, "");
        using JsonDocument? inText = before.ValueKind == JsonValueKind.String ? DebeziumMessages.ObjectIn(before) : null;
        before = inText?.RootElement ?? before;
        if (before.ValueKind == JsonValueKind.Object && contract.Mapping!.RecordId is not null)
        {
            rows.Read(before, default, types, out JsonDocument? changed);
            using (changed)
            {
                key = objects.KeyOf(JsonMarshal.GetRawUtf8Value(changed?.RootElement ?? before));
            }
        }

        if (key.RecordId.Length == 0)
        {
            key = new RecordKey(contract.Source, MessageKeys.RecordIdOf(message.Key, contract.Mapping!.RecordId));
        }

        return key.RecordId.Length > 0
            ? AdaptedMessage.Delete(key, version.Length > 0 ? version : null)
            : Refuse("", DeadLetterKind.Contract, "a deletion of which neither the row before nor the message key tells the record id");
    }

    private AdaptedMessage Tombstone(in SourceMessage message)
    {
        if (!tombstonesDelete)
        {
            return AdaptedMessage.Nothing(contract.Source, "tombstone");
        }

        string id = MessageKeys.RecordIdOf(message.Key, contract.Mapping!.RecordId);
        return id.Length > 0
            ? AdaptedMessage.Delete(new RecordKey(contract.Source, id))
            : Refuse("", DeadLetterKind.Contract, "a tombstone whose key tells no record id");
    }

    private string OtherIdOf(in SourceMessage message) =>
        contract.Mapping!.RecordId is not null ? ""
        : MessageKeys.RecordIdOf(message.Key, null) is { Length: > 0 } id ? id
        : message.FallbackId;

    private AdaptedMessage Refuse(string id, DeadLetterKind kind, string reason) => AdaptedMessage.Refuse(new RecordKey(contract.Source, id), kind, reason);

    /// <summary>How a row came.</summary>
    private readonly record struct RowOrigin(SourceMessage Message, string Version, string Member);
}
