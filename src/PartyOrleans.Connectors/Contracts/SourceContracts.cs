using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>The contracts of a bundle, made ready: schemas compiled, mappings read. Safe to be used from several threads.</summary>
public sealed class SourceContracts
{
    private readonly SortedDictionary<string, CompiledContract> _contracts = new(StringComparer.Ordinal);

    private SourceContracts()
    {
    }

    /// <summary>No contracts: every input is recognised by its names and content.</summary>
    public static SourceContracts None { get; } = new();

    /// <summary>The contracts, sorted by source (ordinal).</summary>
    public IEnumerable<SourceContract> All => _contracts.Values.Select(contract => contract.Contract);

    /// <summary>Makes the contracts of a bundle ready.</summary>
    /// <exception cref="BundleException">One of them is not sound; bundles that were read with <see cref="Vet"/> have none such.</exception>
    public static SourceContracts Of(Bundle bundle)
    {
        var problems = new List<BundleProblem>();
        var contracts = new SourceContracts();
        for (int i = 0; i < bundle.Contracts.Count; i++)
        {
            var found = new List<BundleProblem>();
            if (CompiledContract.Compile(bundle.Contracts[i], found) is { } compiled)
            {
                contracts._contracts.Add(compiled.Source, compiled);
            }

            problems.AddRange(found.Select(problem => problem with { Path = $"contracts[{i}].{problem.Path}" }));
        }

        return problems.Count == 0 ? contracts : throw new BundleException(bundle.Name, problems);
    }

    /// <summary>What is wrong with a contract; for <see cref="BundleVocabulary.Contracts"/>.</summary>
    public static IReadOnlyList<BundleProblem> Vet(SourceContract contract)
    {
        var problems = new List<BundleProblem>();
        CompiledContract.Compile(contract, problems);
        return problems;
    }

    /// <summary>The contract of a source, or null.</summary>
    public SourceContract? Find(string source) => Compiled(source)?.Contract;

    /// <summary>Makes an adapter for the messages of a source; one is used by one thread at a time.</summary>
    /// <param name="source">The source.</param>
    /// <param name="input">What reports call the input: a file, a topic.</param>
    /// <param name="ledger">Takes what differs from the contract.</param>
    /// <exception cref="InputException">The source has no contract, or its contract does not say enough to read single messages.</exception>
    public IMessageAdapter AdapterFor(string source, string input, SourceLedger ledger) =>
        Compiled(source) is { } contract
            ? contract.Adapter.Make(contract, new AdapterRun(input, ledger.For(contract.Source)))
            : throw new InputException($"{input}: source {source} has no contract in the bundle, which has to say how its messages are read.{Named()}");

    /// <summary>The contract of a source made ready, or null.</summary>
    internal CompiledContract? Compiled(string source) => _contracts.GetValueOrDefault(source);

    private string Named() => _contracts.Count == 0 ? "" : $" Sources with a contract: {string.Join(", ", _contracts.Keys)}.";
}
