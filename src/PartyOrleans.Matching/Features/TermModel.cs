using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Features;

/// <summary>The term bits of every attribute that has a frequency table, and of phonetic codes derived from them.</summary>
public sealed class TermModel
{
    /// <summary>The attribute under which the words of organisation names are counted.</summary>
    public const string OrganisationToken = BundleVocabulary.OrganisationToken;

    private readonly Dictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> _tokens;
    private readonly TermFrequencyTable? _tokenTable;
    private readonly Dictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> _domains;
    private readonly TermFrequencyTable? _domainTable;

    /// <summary>Bits assumed of a domain where the bundle has no table: a middling one.</summary>
    private const float UnknownDomainBits = 8;

    /// <summary>Looks up the bundle's tables for a vocabulary.</summary>
    public TermModel(Bundle bundle, Vocabulary vocabulary)
    {
        Given = new TermBits(TableOf(bundle, Attributes.NameGiven), vocabulary.Names);
        Family = new TermBits(TableOf(bundle, Attributes.NameFamily), vocabulary.Names);
        City = new TermBits(TableOf(bundle, Attributes.AddressCity), vocabulary.Cities);
        Postcode = new TermBits(TableOf(bundle, Attributes.AddressPostcode), vocabulary.Postcodes);
        Street = new TermBits(TableOf(bundle, Attributes.AddressStreet), vocabulary.Streets);
        Phone = new TermBits(TableOf(bundle, Attributes.Phone), vocabulary.Phones);
        Email = new TermBits(TableOf(bundle, Attributes.Email), vocabulary.Emails);
        Organisation = new TermBits(TableOf(bundle, Attributes.NameOrganisation), vocabulary.Organisations);
        Employer = new TermBits(TableOf(bundle, Attributes.Employer), vocabulary.Organisations);
        TellsEmployers = ComparisonOf(bundle, ComparisonKind.Organisation) is not null;
        GivenAgreementBits = AgreementBits(bundle, ComparisonKind.Given);
        FamilyAgreementBits = AgreementBits(bundle, ComparisonKind.Family);
        TellsTwoNames = ComparisonOf(bundle, ComparisonKind.Given)?.Levels.Count >= (int)NameLevel.TwoNames;
        _domainTable = TableOf(bundle, BundleVocabulary.EmailDomain);
        _domains = new Dictionary<string, double>(_domainTable?.Counts ?? new Dictionary<string, double>(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _tokenTable = TableOf(bundle, OrganisationToken);
        _tokens = new Dictionary<string, double>(_tokenTable?.Counts ?? new Dictionary<string, double>(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Given names.</summary>
    public TermBits Given { get; }

    /// <summary>Family names.</summary>
    public TermBits Family { get; }

    /// <summary>How telling it is on average that given names are equal, bits.</summary>
    public float GivenAgreementBits { get; }

    /// <summary>Whether the bundle weighs two given names that each have many bearers apart from others that differ; older ones do not.</summary>
    public bool TellsTwoNames { get; }

    /// <summary>How telling it is on average that family names are equal, bits.</summary>
    public float FamilyAgreementBits { get; }

    /// <summary>Cities.</summary>
    public TermBits City { get; }

    /// <summary>Postcodes.</summary>
    public TermBits Postcode { get; }

    /// <summary>Streets.</summary>
    public TermBits Street { get; }

    /// <summary>Phone match keys.</summary>
    public TermBits Phone { get; }

    /// <summary>Email addresses.</summary>
    public TermBits Email { get; }

    /// <summary>Whole organisation names.</summary>
    public TermBits Organisation { get; }

    /// <summary>Whole names of the organisations that persons work for.</summary>
    public TermBits Employer { get; }

    /// <summary>Whether the bundle compares persons by whom they work for; older ones do not.</summary>
    public bool TellsEmployers { get; }

    /// <summary>Bits of a word of an organisation name.</summary>
    public float Token(ReadOnlySpan<char> word) =>
        _tokenTable is null ? 10
        : _tokens.TryGetValue(word, out double count) ? TermBits.RawBitsOf(_tokenTable, count)
        : (float)_tokenTable.UnlistedBits;

    /// <summary>Bits of the domain of an email address.</summary>
    public float Domain(ReadOnlySpan<char> domain) =>
        _domainTable is null ? UnknownDomainBits
        : _domains.TryGetValue(domain, out double count) ? TermBits.RawBitsOf(_domainTable, count)
        : (float)_domainTable.UnlistedBits;

    /// <summary>Looks all values up, in parallel.</summary>
    public void FillAll() =>
        Parallel.ForEach((TermBits[])[Given, Family, City, Postcode, Street, Phone, Email, Organisation, Employer], static terms => terms.FillAll());

    /// <summary>As <see cref="FillAll"/>, and sums up the sounds that block keys are made of, which would hold up all threads as they are first asked for.</summary>
    public void FillAllAndSounds() =>
        Parallel.Invoke(
            FillAll,
            () => Parallel.ForEach((TermBits[])[Street, Family, Given, City], static terms => terms.FillSounds()));

    /// <summary>Makes room for all values there are, so that many threads may look them up until new values come.</summary>
    public void Reserve()
    {
        foreach (TermBits terms in (ReadOnlySpan<TermBits>)[Given, Family, City, Postcode, Street, Phone, Email, Organisation, Employer])
        {
            terms.Reserve();
        }
    }

    /// <summary>-log2 u of the exact level.</summary>
    private static float AgreementBits(Bundle bundle, ComparisonKind kind) =>
        ComparisonOf(bundle, kind) is { } comparison
            ? (float)-Math.Log2(comparison.Levels[(int)NameLevel.Exact - 1].U)
            : 0;

    private static Comparison? ComparisonOf(Bundle bundle, ComparisonKind kind) =>
        bundle.Persons.Comparisons.FirstOrDefault(comparison => ComparisonCatalog.KindOf(comparison.Name) == kind);

    private static TermFrequencyTable? TableOf(Bundle bundle, string attribute) =>
        bundle.TermFrequencies.FirstOrDefault(table => string.Equals(table.Attribute, attribute, StringComparison.Ordinal));
}
