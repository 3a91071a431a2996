using System.Text.Json;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>A contract whose parts were read and found sound. Safe to be used from several threads.</summary>
internal sealed class CompiledContract
{
    private CompiledContract(SourceContract contract, Mapping? mapping, ContractSchema? schema, AdapterSettings settings, AdapterEntry adapter)
    {
        Contract = contract;
        Mapping = mapping;
        Schema = schema;
        Settings = settings;
        Adapter = adapter;
    }

    /// <summary>The contract.</summary>
    public SourceContract Contract { get; }

    /// <summary>The mapping; null where the adapter knows its fields.</summary>
    public Mapping? Mapping { get; }

    /// <summary>The schema; null where every record will do.</summary>
    public ContractSchema? Schema { get; }

    /// <summary>What the adapter needs to know besides.</summary>
    public AdapterSettings Settings { get; }

    /// <summary>The adapter.</summary>
    public AdapterEntry Adapter { get; }

    /// <summary>The source.</summary>
    public string Source => Contract.Source;

    /// <summary>Whether a record may come several times in one input, each time in a later state.</summary>
    public bool IsChangeFeed => Adapter.IsChangeFeed || Contract.Order.Length > 0;

    /// <summary>Reads and checks the parts of a contract.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="problems">Takes what is wrong with it; paths begin at the contract.</param>
    /// <returns>The contract made ready, or null where something is wrong.</returns>
    public static CompiledContract? Compile(SourceContract contract, List<BundleProblem> problems)
    {
        if (!AdapterTable.ByName.TryGetValue(contract.Adapter, out AdapterEntry? adapter))
        {
            string known = string.Join(", ", AdapterTable.ByName.Keys.Order(StringComparer.Ordinal));
            problems.Add(new BundleProblem("adapter", $"\"{contract.Adapter}\" is unknown; known are {known}"));
            return null;
        }

        int before = problems.Count;
        Mapping? mapping = MappingOf(contract, adapter, problems);
        ContractSchema? schema = contract.Schema.Length > 0 ? ContractSchema.Compile(contract.Schema, problems) : null;
        var settings = AdapterSettings.Read(contract.Settings, adapter.Settings, problems);
        if (problems.Count > before)
        {
            return null;
        }

        var compiled = new CompiledContract(contract, mapping, schema, settings, adapter);
        adapter.Vet?.Invoke(compiled, problems);
        return problems.Count > before ? null : compiled;
    }

    private static Mapping? MappingOf(SourceContract contract, AdapterEntry adapter, List<BundleProblem> problems)
    {
        if (contract.Mapping.Length == 0)
        {
            if (adapter.OwnMapping is null)
            {
                problems.Add(new BundleProblem("mapping", $"is missing; the adapter {contract.Adapter} needs an object as a mapping file has it"));
            }

            return null;
        }

        if (!adapter.TakesMapping)
        {
            problems.Add(new BundleProblem("mapping", $"is not allowed: the adapter {contract.Adapter} knows its fields"));
            return null;
        }

        try
        {
            return Mapping.Parse(contract.Mapping, "mapping");
        }
        catch (InputException error)
        {
            problems.Add(new BundleProblem("mapping", error.Message.Replace("mapping: ", "", StringComparison.Ordinal).TrimEnd('.')));
            return null;
        }
    }
}
