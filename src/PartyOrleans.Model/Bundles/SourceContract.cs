namespace PartyOrleans.Model.Bundles;

/// <summary>
/// What a source promises to send and how that is read: its form, which fields become which attributes, how fresh it is to be. It decides
/// which records the hub takes, no part of matching. How much the source is trusted stands in <see cref="Bundle.Sources"/>.
/// </summary>
public sealed record SourceContract
{
    /// <summary>The source whose records it describes; a bundle has one contract for a source at most.</summary>
    public required string Source { get; init; }

    /// <summary>Who answers for the data: a team or role. Empty where nobody is named.</summary>
    public string Owner { get; init; } = "";

    /// <summary>How its messages are read: csv, json, senzing, followthemoney, debezium, or the name of another adapter that the host knows.</summary>
    public required string Adapter { get; init; }

    /// <summary>JSON object of what the adapter needs to know besides; empty for nothing. Compact JSON, members in the order of the bundle.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Path of the field that tells a later state of a record from an earlier one; empty where the order of arrival or the adapter does.</summary>
    public string Order { get; init; } = "";

    /// <summary>A record is to come at least this often; zero where no freshness is expected.</summary>
    public TimeSpan Freshness { get; init; }

    /// <summary>The mapping from fields to attributes, as a mapping file has it; empty where the adapter knows its fields. Compact JSON.</summary>
    public string Mapping { get; init; } = "";

    /// <summary>JSON Schema of a record; empty where every record will do. Compact JSON.</summary>
    public string Schema { get; init; } = "";
}

/// <summary>Looks a contract over for what only the code that reads sources knows: adapters, mappings, schemas.</summary>
/// <param name="contract">The contract.</param>
/// <returns>What is wrong with it, with paths that begin at the contract: <c>mapping</c>, <c>schema.properties.dob</c>.</returns>
public delegate IReadOnlyList<BundleProblem> ContractVetting(SourceContract contract);
