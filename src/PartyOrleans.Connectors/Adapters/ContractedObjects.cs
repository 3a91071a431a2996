using System.Text;
using System.Text.Json;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>Makes records of JSON objects by a contract: the mapping reads them, the schema judges them, the order tells their version.</summary>
internal sealed class ContractedObjects
{
    private readonly string source;
    private readonly JsonObjectReader reader;
    private readonly ContractCheck? check;
    private readonly RecordOrder? order;
    private readonly bool keepPayload;

    public ContractedObjects(CompiledContract contract, AdapterRun run, Mapping mapping, bool recogniseMore)
    {
        source = contract.Source;
        keepPayload = run.KeepPayload;
        var context = new ParseContext(run.Input, contract.Source, run.MaxFieldBytes, run.KeepPayload);
        RecordPlan plan = RecordPlan.Make(mapping, ColumnsOf(mapping), keepPayload: false, run.Input, allMustExist: false);
        reader = new JsonObjectReader(context, plan, recogniseMore);
        check = contract.Schema is { } schema ? new ContractCheck(schema, run.Input, run.Tally) : null;
        order = RecordOrder.Of(contract.Contract.Order);
    }

    /// <summary>Every column that a mapping speaks of, in its order.</summary>
    public static string[] ColumnsOf(Mapping mapping) =>
    [
        .. ((string?[])
        [
            mapping.RecordId, mapping.Source, .. mapping.Columns.Select(column => column.Key), .. mapping.Join.SelectMany(join => join.Columns),
            .. mapping.Relations.SelectMany(relation => (string?[])[relation.KeyColumn, relation.SourceColumn, relation.RoleColumn]),
        ]).OfType<string>(),
    ];

    /// <summary>Reads a record.</summary>
    /// <param name="bytes">The object as the mapping is to see it, UTF-8.</param>
    /// <param name="element">The object as the schema is to see it.</param>
    /// <param name="source">How it came.</param>
    public AdaptedMessage Read(ReadOnlySpan<byte> bytes, JsonElement element, in ObjectSource source)
    {
        DeadLetterKind kind = DeadLetterKind.Parse;
        string? fault = reader.Read(CellText.Trim(bytes), ref kind);
        var key = new RecordKey(reader.Source, reader.RecordId ?? "");
        if (fault is not null)
        {
            return AdaptedMessage.Refuse(key, kind, fault);
        }

        if (check?.RefusalOf(element, source.Place) is { } refusal)
        {
            return AdaptedMessage.Refuse(key, DeadLetterKind.Contract, refusal);
        }

        string id = reader.NeedsRecordId ? key.RecordId : source.OtherId;
        if (id.Length == 0)
        {
            return AdaptedMessage.Refuse(key, DeadLetterKind.Contract, "no record id");
        }

        key = key with { RecordId = id };
        string? version = source.Version;
        if (order?.Read(element, out version) is { } unordered)
        {
            return AdaptedMessage.Refuse(key, DeadLetterKind.Contract, unordered);
        }

        return reader.HasUsable
            ? AdaptedMessage.Upsert(new SourceRecord(key, reader.TakeValues(), keepPayload ? Encoding.UTF8.GetString(source.Payload) : ""), version)
            : AdaptedMessage.Refuse(key, DeadLetterKind.Contract, "no value that can be matched on is filled");
    }

    /// <summary>The key of a record of which perhaps nothing else is told; its record id is empty where that is not told either.</summary>
    public RecordKey KeyOf(ReadOnlySpan<byte> bytes)
    {
        DeadLetterKind kind = default;
        reader.Read(CellText.Trim(bytes), ref kind);
        return new RecordKey(reader.RecordId is null ? source : reader.Source, reader.RecordId ?? "");
    }
}

/// <summary>How an object came.</summary>
/// <param name="place">Line (from 1) or offset.</param>
/// <param name="payload">Its bytes as they came.</param>
/// <param name="otherId">Record id where the mapping names no field for it; empty for none.</param>
/// <param name="version">Its version, unless the contract names a field for that.</param>
internal readonly ref struct ObjectSource(long place, ReadOnlySpan<byte> payload, string otherId, string? version = null)
{
    /// <summary>Line (from 1) or offset.</summary>
    public long Place { get; } = place;

    /// <summary>Its bytes as they came.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Record id where the mapping names no field for it; empty for none.</summary>
    public string OtherId { get; } = otherId;

    /// <summary>Its version, unless the contract names a field for that; null for none.</summary>
    public string? Version { get; } = version;
}
