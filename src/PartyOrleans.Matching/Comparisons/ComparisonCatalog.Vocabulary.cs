using PartyOrleans.Matching.Blocking;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>The names that bundles may use.</summary>
public static partial class ComparisonCatalog
{
    /// <summary>The comparisons, levels and key parts that this code knows, to check bundles against.</summary>
    public static BundleVocabulary Vocabulary => new(VocabularyOf(PartyType.Person), VocabularyOf(PartyType.Organisation), KeyParts.Names);

    private static ComparisonVocabulary[] VocabularyOf(PartyType type) =>
        [.. Of(type).Select(kind => new ComparisonVocabulary(NameOf(type, kind), Levels[(int)kind], kind == ComparisonKind.Given ? 1 : 0))];
}
