using System.Text.Json;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>JSON objects, each the current state of a record; dotted paths of the mapping reach into nested ones. A tombstone deletes the record of its key.</summary>
internal sealed class JsonAdapter(CompiledContract contract, AdapterRun run) : IMessageAdapter
{
    /// <summary>Members of the settings of all adapters whose messages are states of records.</summary>
    public static readonly IReadOnlyList<string> Settings = ["tombstones"];

    private readonly ContractedObjects objects = new(contract, run, contract.Mapping!, run.RecognisesMore);
    private readonly Tombstones tombstones = new(contract);

    /// <inheritdoc />
    public string Source => contract.Source;

    /// <inheritdoc />
    public string Context => RereadingContext.OfContract(contract);

    /// <summary>Looks the settings over.</summary>
    public static void Vet(CompiledContract contract, List<BundleProblem> problems) => Tombstones.Vet(contract, problems);

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
            return objects.Read(value.Span, document!.RootElement, new ObjectSource(message.Place, CellText.Trim(value.Span), tombstones.OtherIdOf(message)));
        }
    }
}

/// <summary>Messages with a key and no value.</summary>
internal sealed class Tombstones(CompiledContract contract)
{
    private static readonly string[] Choices = ["delete", "ignore"];
    private readonly string choice = contract.Settings.OneOf("tombstones", Choices);

    /// <summary>Looks the setting over.</summary>
    public static void Vet(CompiledContract contract, List<BundleProblem> problems) => contract.Settings.OneOf("tombstones", Choices, problems);

    /// <summary>What a tombstone means; null for another message.</summary>
    public AdaptedMessage? Read(in SourceMessage message)
    {
        if (!message.IsTombstone)
        {
            return null;
        }

        if (choice == "ignore")
        {
            return AdaptedMessage.Nothing(contract.Source, "tombstone");
        }

        string id = MessageKeys.RecordIdOf(message.Key, contract.Mapping?.RecordId);
        return id.Length > 0
            ? AdaptedMessage.Delete(new RecordKey(contract.Source, id))
            : AdaptedMessage.Refuse(new RecordKey(contract.Source, ""), DeadLetterKind.Contract, "a tombstone whose key tells no record id");
    }

    /// <summary>Record id of a message whose contract names no field for it: its key, or what it falls back to.</summary>
    public string OtherIdOf(in SourceMessage message) =>
        contract.Mapping?.RecordId is not null ? ""
        : MessageKeys.RecordIdOf(message.Key, null) is { Length: > 0 } id ? id
        : message.FallbackId;
}
