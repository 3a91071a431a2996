using System.Collections.Frozen;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>What an adapter is made for.</summary>
/// <param name="Input">What reports call the input.</param>
/// <param name="Tally">Takes what differs from the contract.</param>
internal sealed record AdapterRun(string Input, SourceTally Tally)
{
    /// <summary>Greatest message, bytes; default 16 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>Greatest size of one value, bytes; default 1 MiB.</summary>
    public int MaxFieldBytes { get; init; } = 1 << 20;

    /// <summary>Whether what is not mapped is kept.</summary>
    public bool KeepPayload { get; init; } = true;

    /// <summary>Whether JSON keys that no mapping names are recognised by their names.</summary>
    public bool RecognisesMore { get; init; }

    /// <summary>The header that the input had, where the contract names none; null for none.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>The delimiter that the input had, where the contract names none; 0 for none.</summary>
    public byte Delimiter { get; init; }
}

/// <summary>An adapter that contracts can name.</summary>
internal sealed record AdapterEntry
{
    /// <summary>Makes the adapter for a contract.</summary>
    public required Func<CompiledContract, AdapterRun, IMessageAdapter> Make { get; init; }

    /// <summary>Members that its settings may have.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Looks over what only this adapter knows; null for nothing.</summary>
    public Action<CompiledContract, List<BundleProblem>>? Vet { get; init; }

    /// <summary>Whether a contract may say so.</summary>
    public bool TakesMapping { get; init; } = true;

    /// <summary>The mapping where a contract says none; null where the adapter needs one.</summary>
    public Mapping? OwnMapping { get; init; }

    /// <summary>Whether a record is a part of its message only, so that the message's fields are not those of the mapping.</summary>
    public bool WrapsRecords { get; init; }

    /// <summary>Whether its messages are JSON.</summary>
    public bool IsJson { get; init; } = true;

    /// <summary>Whether a record may come several times in one input, each time in a later state.</summary>
    public bool IsChangeFeed { get; init; }
}

/// <summary>The adapters, by the names that contracts call them. A new one is added here.</summary>
internal static class AdapterTable
{
    public static readonly FrozenDictionary<string, AdapterEntry> ByName = new Dictionary<string, AdapterEntry>(StringComparer.Ordinal)
    {
        ["csv"] = new()
        {
            Make = static (contract, run) => new CsvAdapter(contract, run),
            Settings = CsvAdapter.Settings,
            Vet = CsvAdapter.Vet,
            IsJson = false,
        },
        ["json"] = new()
        {
            Make = static (contract, run) => new JsonAdapter(contract, run),
            Settings = JsonAdapter.Settings,
            Vet = JsonAdapter.Vet,
        },
        ["senzing"] = new()
        {
            Make = static (contract, run) => new SenzingAdapter(contract, run),
            OwnMapping = SenzingFields.Mapping,
            Settings = JsonAdapter.Settings,
            Vet = JsonAdapter.Vet,
        },
        ["followthemoney"] = new()
        {
            Make = static (contract, run) => new FollowTheMoneyAdapter(contract, run),
            Settings = JsonAdapter.Settings,
            Vet = JsonAdapter.Vet,
            OwnMapping = FollowTheMoneySchemas.Mapping,
            TakesMapping = false,
        },
        ["debezium"] = new()
        {
            Make = static (contract, run) => new DebeziumAdapter(contract, run),
            Settings = DebeziumAdapter.Settings,
            Vet = DebeziumAdapter.Vet,
            WrapsRecords = true,
            IsChangeFeed = true,
        },
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
