using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>
/// Compares two rows: a pure function of their values and the bundle's term tables. One per thread: it remembers similarities by value pair.
/// </summary>
public sealed class PairComparer
{
    private readonly RecordTable _table;
    private readonly NameComparison _names;
    private readonly AddressComparison _addresses;
    private readonly OrganisationComparison _organisations;
    private readonly ContactComparison _contacts;
    private readonly TermModel _terms;

    // Made once: a delegate for each pair that has several values would be a good part of what comparing allocates.
    private readonly Func<int, int, int> _compareOrganisations;
    private readonly Func<int, int, int> _comparePhones;
    private readonly Func<int, int, int> _compareEmails;
    private readonly Func<int, int, int> _compareIdentifiers;

    /// <summary>Makes a comparer over a table.</summary>
    public PairComparer(RecordTable table, Vocabulary vocabulary, TermModel terms)
    {
        _table = table;
        _terms = terms;
        _names = new NameComparison(vocabulary.Names, terms);
        _addresses = new AddressComparison(vocabulary, terms);
        _organisations = new OrganisationComparison(vocabulary.Organisations, terms);
        _contacts = new ContactComparison(vocabulary);
        _compareOrganisations = _organisations.Compare;
        _comparePhones = _contacts.ComparePhones;
        _compareEmails = _contacts.CompareEmails;
        _compareIdentifiers = _contacts.CompareIdentifiers;
    }

    /// <summary>The comparison levels of two rows.</summary>
    /// <param name="a">A row.</param>
    /// <param name="b">Another row; the order has no meaning.</param>
    /// <param name="termBits">Sum of the term bits of the agreements that the pattern marks, and of what near agreements of names differ from the usual, bits.</param>
    public ComparisonPattern Compare(int a, int b, out float termBits) => Compare(a, b, true, out termBits);

    /// <summary>The comparison levels of two rows, without marks of terms, whose look-ups are saved.</summary>
    public ComparisonPattern Levels(int a, int b) => Compare(a, b, false, out _).WithoutTerms;

    /// <summary>Whether one of two rows holds a date, an address, a contact or an identifier of a kind that the other has none of.</summary>
    public bool IsUneven(int a, int b)
    {
        Span<int> x = _table.Row(a);
        Span<int> y = _table.Row(b);
        foreach (Slot slot in (ReadOnlySpan<Slot>)[Slot.Date, Slot.Phone, Slot.Email, Slot.Identifier, Slot.Organisation, Slot.Website])
        {
            if ((x[(int)slot] == 0) != (y[(int)slot] == 0))
            {
                return true;
            }
        }

        return (AddressOf(x) == default) != (AddressOf(y) == default);
    }

    /// <summary>As the other, of two rows whose <see cref="Levels"/> are known: only terms and exclusions are looked at.</summary>
    public ComparisonPattern Compare(int a, int b, ComparisonPattern levels, out float termBits)
    {
        Span<int> x = _table.Row(a);
        Span<int> y = _table.Row(b);
        if ((x[(int)Slot.Extras] | y[(int)Slot.Extras]) != 0)
        {
            return Compare(a, b, out termBits);
        }

        termBits = 0;
        ComparisonPattern pattern = levels;
        var flagsX = new RecordFlags(x[(int)Slot.Flags]);
        if (flagsX.Type == PartyType.Organisation)
        {
            AddOrganisation(x, y, _terms.Organisation, ref pattern, ref termBits);
        }
        else
        {
            AddOrganisation(x, y, _terms.Employer, ref pattern, ref termBits);
            Add(
                _names.WithTerms(
                    NameOf(x), NameOf(y), (NameLevel)levels.LevelOf(ComparisonKind.Given), (NameLevel)levels.LevelOf(ComparisonKind.Family),
                    (NameLevel)levels.LevelOf(ComparisonKind.Middle)),
                ref pattern, ref termBits);
        }

        Add(_addresses.WithTerms(AddressOf(x), (AddressLevel)levels.LevelOf(ComparisonKind.Address)), ref pattern, ref termBits);
        AddPhone(x, ref pattern, ref termBits);
        AddEmail(x, ref pattern, ref termBits);
        return AreExclusive(x, y, null, null, levels.LevelOf(ComparisonKind.Identifier)) ? pattern.AsExclusive : pattern;
    }

    private ComparisonPattern Compare(int a, int b, bool withTerms, out float termBits)
    {
        Span<int> x = _table.Row(a);
        Span<int> y = _table.Row(b);
        Span<ulong> signsX = _table.Signatures(a);
        Span<ulong> signsY = _table.Signatures(b);
        termBits = 0;
        var pattern = default(ComparisonPattern);
        var flagsX = new RecordFlags(x[(int)Slot.Flags]);
        var flagsY = new RecordFlags(y[(int)Slot.Flags]);
        RecordExtras? extrasX = _table.ExtrasOf(a);
        RecordExtras? extrasY = _table.ExtrasOf(b);
        bool single = extrasX is null && extrasY is null;
        NameLevel given = NameLevel.Missing;
        NameLevel family = NameLevel.Missing;
        if (flagsX.Type == PartyType.Organisation)
        {
            CompareOrganisations(x, y, extrasX, extrasY, _terms.Organisation, withTerms, ref pattern, ref termBits);
            int website = Agreement(extrasX?.Websites, x[(int)Slot.Website], extrasY?.Websites, y[(int)Slot.Website]);
            pattern = pattern.With(ComparisonKind.Website, website);
        }
        else
        {
            NameAgreement names = single
                ? _names.Compare(
                    NameOf(x), NameOf(y),
                    new NameSigns(signsX[(int)Signature.Given], signsX[(int)Signature.Family], signsX[(int)Signature.Sounds]),
                    new NameSigns(signsY[(int)Signature.Given], signsY[(int)Signature.Family], signsY[(int)Signature.Sounds]),
                    withTerms)
                : _names.CompareBest(extrasX?.Names ?? [NameOf(x)], extrasY?.Names ?? [NameOf(y)]);
            (given, family) = (names.Given, names.Family);
            pattern = pattern.With(ComparisonKind.Given, (int)given).With(ComparisonKind.Family, (int)family)
                .With(ComparisonKind.Middle, (int)names.Middle);
            Add(names, ref pattern, ref termBits);
            if (x[(int)Slot.Organisation] != 0 && y[(int)Slot.Organisation] != 0 && _terms.TellsEmployers)
            {
                CompareOrganisations(x, y, extrasX, extrasY, _terms.Employer, withTerms, ref pattern, ref termBits);
            }

            pattern = pattern.With(ComparisonKind.Suffix, Equality(flagsX.StatedSuffix, flagsY.StatedSuffix))
                .With(ComparisonKind.Gender, Equality(flagsX.Gender, flagsY.Gender));
        }

        pattern = pattern.With(ComparisonKind.Date, single
            ? DateComparison.Compare(x[(int)Slot.Date], y[(int)Slot.Date])
            : BestOf(extrasX?.Dates, x[(int)Slot.Date], extrasY?.Dates, y[(int)Slot.Date], DateComparison.Compare));
        AddressAgreement address = single
            ? _addresses.Compare(
                AddressOf(x), AddressOf(y),
                TextSignature.CharactersApart(signsX[(int)Signature.Street], signsY[(int)Signature.Street]),
                TextSignature.CharactersApart(signsX[(int)Signature.City], signsY[(int)Signature.City]),
                TextSignature.MayBeWithinOneEdit(signsX[(int)Signature.Postcode], signsY[(int)Signature.Postcode]))
            : _addresses.CompareBest(extrasX?.Addresses ?? [AddressOf(x)], extrasY?.Addresses ?? [AddressOf(y)]);
        pattern = pattern.With(ComparisonKind.Address, (int)address.Level);
        Add(address, ref pattern, ref termBits);
        int phone = single
            ? _contacts.ComparePhones(
                x[(int)Slot.Phone], y[(int)Slot.Phone], signsX[(int)Signature.Phone], signsY[(int)Signature.Phone])
            : BestOf(extrasX?.Phones, x[(int)Slot.Phone], extrasY?.Phones, y[(int)Slot.Phone], _comparePhones);
        pattern = pattern.With(ComparisonKind.Phone, phone);
        if (withTerms && single)
        {
            AddPhone(x, ref pattern, ref termBits);
        }

        int email = single
            ? _contacts.CompareEmails(
                x[(int)Slot.Email], y[(int)Slot.Email], signsX[(int)Signature.EmailLocal], signsY[(int)Signature.EmailLocal])
            : BestOf(extrasX?.Emails, x[(int)Slot.Email], extrasY?.Emails, y[(int)Slot.Email], _compareEmails);
        if (email is (int)EmailLevel.Near or (int)EmailLevel.SameLocal or (int)EmailLevel.Similar && NamesAgree(given, family)
            && _contacts.RepeatsName((EmailLevel)email, x[(int)Slot.Email], y[(int)Slot.Email],
                [x[(int)Slot.Given], x[(int)Slot.Family], y[(int)Slot.Given], y[(int)Slot.Family]]))
        {
            email = (int)EmailLevel.Missing;
        }

        pattern = pattern.With(ComparisonKind.Email, email);
        if (withTerms && single)
        {
            AddEmail(x, ref pattern, ref termBits);
        }

        int identifier = single
            ? _contacts.CompareIdentifiers(x[(int)Slot.Identifier], y[(int)Slot.Identifier])
            : BestOf(
                extrasX?.Identifiers, x[(int)Slot.Identifier], extrasY?.Identifiers, y[(int)Slot.Identifier], _compareIdentifiers);
        pattern = pattern.With(ComparisonKind.Identifier, identifier);
        return AreExclusive(x, y, extrasX, extrasY, identifier) ? pattern.AsExclusive : pattern;
    }

    /// <summary>The names of two organisations, or of those that two persons work for.</summary>
    private void CompareOrganisations(
        Span<int> x, Span<int> y, RecordExtras? extrasX, RecordExtras? extrasY, TermBits names, bool withTerms, ref ComparisonPattern pattern, ref float termBits)
    {
        bool single = extrasX is null && extrasY is null;
        int organisation = single
            ? _organisations.Compare(x[(int)Slot.Organisation], y[(int)Slot.Organisation])
            : BestOf(extrasX?.Organisations, x[(int)Slot.Organisation], extrasY?.Organisations, y[(int)Slot.Organisation], _compareOrganisations);
        pattern = pattern.With(ComparisonKind.Organisation, organisation);
        if (withTerms && single)
        {
            AddOrganisation(x, y, names, ref pattern, ref termBits);
        }
        else if (withTerms && organisation == (int)OrganisationLevel.Exact && !names.Known)
        {
            Add(
                _organisations.RarityOfShared(
                    extrasX?.Organisations ?? [x[(int)Slot.Organisation]], extrasY?.Organisations ?? [y[(int)Slot.Organisation]], names),
                ref pattern, ref termBits);
        }
    }

    private void AddOrganisation(Span<int> x, Span<int> y, TermBits names, ref ComparisonPattern pattern, ref float termBits)
    {
        if (pattern.LevelOf(ComparisonKind.Organisation) == (int)OrganisationLevel.Exact)
        {
            // Exact names may differ in their legal form; the commoner of the two counts.
            Add(
                Math.Min(_organisations.RarityOf(x[(int)Slot.Organisation], names), _organisations.RarityOf(y[(int)Slot.Organisation], names)),
                ref pattern, ref termBits);
        }
    }

    private static void Add(float organisationBits, ref ComparisonPattern pattern, ref float termBits)
    {
        if (organisationBits > 0)
        {
            termBits += organisationBits;
            pattern = pattern.WithTerm(ComparisonKind.Organisation);
        }
    }

    private static void Add(in NameAgreement names, ref ComparisonPattern pattern, ref float termBits)
    {
        if (names.GivenBits > 0)
        {
            termBits += names.GivenBits;
            pattern = pattern.WithTerm(ComparisonKind.Given);
        }

        if (names.FamilyBits > 0)
        {
            termBits += names.FamilyBits;
            pattern = pattern.WithTerm(ComparisonKind.Family);
        }

        termBits += names.NearBits;
    }

    private static void Add(AddressAgreement address, ref ComparisonPattern pattern, ref float termBits)
    {
        if (address.TermBits > 0)
        {
            termBits += address.TermBits;
            pattern = pattern.WithTerm(ComparisonKind.Address);
        }
    }

    private void AddPhone(Span<int> x, ref ComparisonPattern pattern, ref float termBits)
    {
        if (pattern.LevelOf(ComparisonKind.Phone) == (int)NumberLevel.Exact && _terms.Phone.Known)
        {
            termBits += _terms.Phone.Of(x[(int)Slot.Phone]);
            pattern = pattern.WithTerm(ComparisonKind.Phone);
        }
    }

    private void AddEmail(Span<int> x, ref ComparisonPattern pattern, ref float termBits)
    {
        if (pattern.LevelOf(ComparisonKind.Email) == (int)EmailLevel.Exact && _terms.Email.Known)
        {
            termBits += _terms.Email.Of(x[(int)Slot.Email]);
            pattern = pattern.WithTerm(ComparisonKind.Email);
        }
    }

    private bool AreExclusive(Span<int> x, Span<int> y, RecordExtras? extrasX, RecordExtras? extrasY, int identifier) =>
        RecordFlags.AreOtherGenerations(new RecordFlags(x[(int)Slot.Flags]).Suffix, new RecordFlags(y[(int)Slot.Flags]).Suffix)
        || (identifier == (int)NumberLevel.Different && AnyExclude(
            extrasX?.Identifiers, x[(int)Slot.Identifier], extrasY?.Identifiers, y[(int)Slot.Identifier]));

    private bool AnyExclude(int[]? many, int one, int[]? others, int other)
    {
        ReadOnlySpan<int> left = many is null ? new ReadOnlySpan<int>(in one) : many;
        ReadOnlySpan<int> right = others is null ? new ReadOnlySpan<int>(in other) : others;
        foreach (int a in left)
        {
            foreach (int b in right)
            {
                if (_contacts.AreExclusive(a, b))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool NamesAgree(NameLevel given, NameLevel family) =>
        given is NameLevel.Exact or NameLevel.Near or NameLevel.Nickname or NameLevel.Initial or NameLevel.Similar or NameLevel.Swapped
        || family is NameLevel.Exact or NameLevel.Near or NameLevel.Similar;

    private static NameParts NameOf(Span<int> row) => new(row[(int)Slot.Given], row[(int)Slot.Middle], row[(int)Slot.Family]);

    private static AddressParts AddressOf(Span<int> row) =>
        new(row[(int)Slot.House], row[(int)Slot.Street], row[(int)Slot.Unit], row[(int)Slot.City], row[(int)Slot.Postcode]);

    private static int Equality(int a, int b) =>
        a == 0 || b == 0 ? (int)AgreementLevel.Missing : a == b ? (int)AgreementLevel.Same : (int)AgreementLevel.Different;

    private static int Agreement(int[]? many, int one, int[]? others, int other) => BestOf(many, one, others, other, Equality);

    /// <summary>The best level over all pairs of values: the lowest number that is not missing.</summary>
    private static int BestOf(int[]? many, int one, int[]? others, int other, Func<int, int, int> compare)
    {
        ReadOnlySpan<int> left = many is null ? new ReadOnlySpan<int>(in one) : many;
        ReadOnlySpan<int> right = others is null ? new ReadOnlySpan<int>(in other) : others;
        int best = 0;
        foreach (int a in left)
        {
            foreach (int b in right)
            {
                int level = compare(a, b);
                if (level != 0 && (best == 0 || level < best))
                {
                    best = level;
                }
            }
        }

        return best;
    }
}
