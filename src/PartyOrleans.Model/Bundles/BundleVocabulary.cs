namespace PartyOrleans.Model.Bundles;

/// <summary>A comparison that the code can make.</summary>
/// <param name="Name">Its name in bundles.</param>
/// <param name="Levels">Names of its levels in the code's order, without missing.</param>
/// <param name="Added">How many of the last levels older bundles lack; 0 where each bundle has them all.</param>
public sealed record ComparisonVocabulary(string Name, IReadOnlyList<string> Levels, int Added = 0)
{
    /// <summary>Whether a bundle may give the comparison these levels.</summary>
    public bool Allows(IReadOnlyList<string> levels) =>
        levels.Count >= Levels.Count - Added && levels.SequenceEqual(Levels.Take(levels.Count), StringComparer.Ordinal);
}

/// <summary>The names that matching code knows; a bundle checked against it uses no other.</summary>
/// <param name="Persons">Comparisons for persons.</param>
/// <param name="Organisations">Comparisons for organisations.</param>
/// <param name="KeyParts">Parts of block keys.</param>
public sealed record BundleVocabulary(
    IReadOnlyList<ComparisonVocabulary> Persons, IReadOnlyList<ComparisonVocabulary> Organisations, IReadOnlyList<string> KeyParts)
{
    /// <summary>Looks over the contracts of sources; null where they go unchecked.</summary>
    public ContractVetting? Contracts { get; init; }

    /// <summary>The attribute under which the words of organisation names are counted; it has a term frequency table and no cell.</summary>
    public const string OrganisationToken = "name.organisation.token";

    /// <summary>The attribute under which the domains of email addresses are counted; a part of a value, so it is not canonical.</summary>
    public const string EmailDomain = "email.domain";

    /// <summary>Blocking rules that a party type may have.</summary>
    public const int MostBlockingRules = 16;

    /// <summary>The rules that survivorship can follow.</summary>
    public static readonly IReadOnlyList<string> SurvivorshipRules = ["trust", "recency", "consensus", "completeness"];

    /// <summary>What survivorship can keep of several values.</summary>
    public static readonly IReadOnlyList<string> SurvivorshipKeeps = ["one", "all"];

    /// <summary>What survivorship can speak of besides canonical attributes: everything else, and values that survive together.</summary>
    public static readonly IReadOnlyList<string> SurvivorshipUnits = ["*", "name", "address", "identifier.*", "relation.*"];

    /// <summary>The names of masks, in the order of <see cref="MaskKind"/>.</summary>
    public static readonly IReadOnlyList<string> MaskNames =
        ["none", "hidden", "year", "last4", "ssn", "phone", "email", "area", "postcode", "initial"];

    /// <summary>The mask of a name that is one of <see cref="MaskNames"/>.</summary>
    internal static MaskKind MaskOf(string name)
    {
        for (int i = 0; i < MaskNames.Count; i++)
        {
            if (string.Equals(MaskNames[i], name, StringComparison.Ordinal))
            {
                return (MaskKind)i;
            }
        }

        throw new ArgumentException($"\"{name}\" is no mask; known are {string.Join(", ", MaskNames)}.", nameof(name));
    }
}
