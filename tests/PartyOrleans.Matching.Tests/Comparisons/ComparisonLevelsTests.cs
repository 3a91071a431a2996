using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests.Comparisons;

/// <summary>Every level of every comparison, by example.</summary>
public sealed class ComparisonLevelsTests
{
    [Theory]
    [InlineData("Maria", "MARÍA", NameLevel.Exact)]
    [InlineData("Robert", "Bob", NameLevel.Nickname)]
    [InlineData("Katharina", "Katharine", NameLevel.Near)]
    [InlineData("J", "Johannes", NameLevel.Initial)]
    [InlineData("Jean Pierre", "Pierre", NameLevel.Compound)]
    [InlineData("Olgierda", "Thomas", NameLevel.Different)]
    [InlineData("Olga", "Thomas", NameLevel.TwoNames)]
    [InlineData("Anna", "Annabelle", NameLevel.TwoNames)]
    [InlineData("Michael", "Michelle", NameLevel.TwoNames)] // two names of many people, not two spellings of one
    [InlineData("Michaol", "Michelle", NameLevel.Similar)]
    [InlineData("Darlene", "Darla", NameLevel.TwoNames)]
    public void Compare_GivenNames_GivesLevel(string one, string other, object level) => LevelOf(
        ComparisonKind.Given, Person((Attributes.NameGiven, one)), Person((Attributes.NameGiven, other))).ShouldBe((int)(NameLevel)level);

    [Theory]
    [InlineData("Schmidt", "schmidt", NameLevel.Exact)]
    [InlineData("Schmidt", "Schmitt", NameLevel.Near)]
    [InlineData("Dickson", "Dixon", NameLevel.Similar)]
    [InlineData("García López", "García", NameLevel.Compound)]
    [InlineData("Nguyen", "Schmidt", NameLevel.Different)]
    public void Compare_FamilyNames_GivesLevel(string one, string other, object level) => LevelOf(
        ComparisonKind.Family, Person((Attributes.NameFamily, one)), Person((Attributes.NameFamily, other))).ShouldBe((int)(NameLevel)level);

    /// <summary>Bundles from before the level was are read, and decide as they did.</summary>
    [Fact]
    public void Compare_WhenTheBundleKnowsNoTwoNames_SaysDifferent()
    {
        Bundle bundle = DefaultBundle.Create();
        Comparison given = bundle.Persons.Comparisons[0];
        Comparison older = given with { Levels = [.. given.Levels.Take(7), new ComparisonLevel("different", given.Levels.Skip(7).Sum(level => level.M), given.Levels.Skip(7).Sum(level => level.U))] };
        MatchModel persons = bundle.Persons with
        {
            Comparisons = [older, .. bundle.Persons.Comparisons.Skip(1)],
            Alternatives = [.. bundle.Persons.Alternatives.Select(other => other with
            {
                Levels = [[.. other.Levels[0].Take(7), other.Levels[0].Skip(7).Sum()], .. other.Levels.Skip(1)],
            })],
        };
        Bundle read = BundleFile.Parse(BundleFile.ToJson(bundle with { Persons = persons }), "older", ComparisonCatalog.Vocabulary);
        var set = new EncodedSet([Person((Attributes.NameGiven, "Olga"))]);
        set.Records.Add([Person((Attributes.NameGiven, "Thomas"))], new Matching.Features.RecordEncoder(set.Records.Vocabulary, set.Records.Table));
        var matcher = new BundleMatcher(read, set.Records);

        ComparisonPattern pattern = matcher.NewComparer().Compare(0, 1, out float termBits);

        pattern.LevelOf(ComparisonKind.Given).ShouldBe((int)NameLevel.Different);
        matcher.ScorerOf(PartyType.Person).WeightBits(pattern, termBits).ShouldBe(
            read.Persons.PriorBits + Math.Log2(older.Levels[7].M) - Math.Log2(older.Levels[7].U), 0.05);
    }

    [Fact]
    public void Compare_NamesThatAreSwapped_CountsThemOnce()
    {
        SourceRecord one = Person((Attributes.NameGiven, "Karl"), (Attributes.NameFamily, "Frank"));
        SourceRecord other = Person((Attributes.NameGiven, "Frank"), (Attributes.NameFamily, "Karl"));

        LevelOf(ComparisonKind.Given, one, other).ShouldBe((int)NameLevel.Swapped);
        LevelOf(ComparisonKind.Family, one, other).ShouldBe((int)NameLevel.Missing);
    }

    [Theory]
    [InlineData("Karl", "Frank", "Frank", "", NameLevel.Swapped, NameLevel.Missing)]
    [InlineData("", "Frank", "Frank", "Karl", NameLevel.Swapped, NameLevel.Missing)]
    [InlineData("Karl", "Frank", "Frank", "Olsen", NameLevel.Swapped, NameLevel.Different)]
    [InlineData("Thorsten", "Fischer", "Olga", "Thorstin", NameLevel.Swapped, NameLevel.Different)]
    [InlineData("Karl", "Frank", "Frank", "Frank", NameLevel.TwoNames, NameLevel.Exact)]
    [InlineData("", "Frank", "Olga", "Karl", NameLevel.Missing, NameLevel.Different)]
    [InlineData("Karl", "", "", "Frank", NameLevel.Missing, NameLevel.Missing)]
    public void Compare_WhenOneNameStandsInTheOthersPlace_IsSwapped(
        string given, string family, string otherGiven, string otherFamily, object givenLevel, object familyLevel)
    {
        ComparisonPattern pattern = PatternOf(Called(given, family), Called(otherGiven, otherFamily));

        (pattern.LevelOf(ComparisonKind.Given), pattern.LevelOf(ComparisonKind.Family)).ShouldBe(((int)(NameLevel)givenLevel, (int)(NameLevel)familyLevel));
    }

    [Fact]
    public void Compare_WhenOneNameStandsInTheOthersPlace_CountsHowRareItIsLessForOtherNames()
    {
        SourceRecord one = Called("Karl", "Haugen");

        TermBitsOf(one, Called("Haugen", "")).ShouldBe(6); // not listed: 6 bits as a given name, 7 as a family name
        TermBitsOf(one, Called("Haugen", "Olsen")).ShouldBe(3);
        TermBitsOf(one, Called("Haugen", "Karl")).ShouldBeGreaterThan(6);
    }

    [Theory]
    [InlineData("1980-05-17", "17 May 1980", DateLevel.Exact)]
    [InlineData("1980-05-04", "1980-04-05", DateLevel.Transposed)]
    [InlineData("1980-05-17", "1980-05-18", DateLevel.OneDigit)]
    [InlineData("1980-05-17", "1908-05-17", DateLevel.OneDigit)]
    [InlineData("1980-05-17", "1980-05-23", DateLevel.TwoParts)]
    [InlineData("1980-05-17", "1980-06-03", DateLevel.WithinMonth)]
    [InlineData("1980-05-17", "1981-05-18", DateLevel.TwoDigits)]
    [InlineData("1980-05-17", "1981-06-03", DateLevel.CloseYear)]
    [InlineData("1980-05-17", "1990-06-03", DateLevel.CloseYear)]
    [InlineData("1980-05-17", "1991-06-03", DateLevel.Different)]
    [InlineData("1980-05-17", "1980-05-77", DateLevel.OneDigit)]
    [InlineData("19800517", "19805017", DateLevel.OneDigit)]
    [InlineData("1980-05-77", "1980-05-77", DateLevel.Exact)]
    [InlineData("1980-05-17", "9999-99-99", DateLevel.Missing)]
    [InlineData("1980-05-17", "1980", DateLevel.Partial)]
    [InlineData("1980-05-17", "1980-01-01", DateLevel.Partial)]
    [InlineData("1980-05-17", "1980-11-23", DateLevel.SameYear)]
    [InlineData("1980-05-17", "1955-11-23", DateLevel.Different)]
    [InlineData("1980-05-17", "", DateLevel.Missing)]
    public void Compare_Dates_GivesLevel(string one, string other, object level) => LevelOf(
        ComparisonKind.Date, Person((Attributes.DateBirth, one)), Person((Attributes.DateBirth, other))).ShouldBe((int)(DateLevel)level);

    [Theory]
    [InlineData("Smith", "", "Jr", "II", "", AgreementLevel.Different)]
    [InlineData("Smith", "ii", "", "Jr", "", AgreementLevel.Different)]
    [InlineData("Smith", "ii", "", "", "ii", AgreementLevel.Same)]
    [InlineData("Smith", "i", "", "", "ii", AgreementLevel.Missing)]
    public void Compare_WhenAGenerationStandsAmongTheNames_ComparesIt(
        string family, string middle, string suffix, string otherSuffix, string otherMiddle, object level) => LevelOf(
        ComparisonKind.Suffix,
        Person((Attributes.NameFamily, family), (Attributes.NameMiddle, middle), (Attributes.NameSuffix, suffix)),
        Person((Attributes.NameFamily, family), (Attributes.NameMiddle, otherMiddle), (Attributes.NameSuffix, otherSuffix)))
        .ShouldBe((int)(AgreementLevel)level);

    [Fact]
    public void Compare_WhenAMailboxBelongsToARole_TellsOrganisationsButNotPersons()
    {
        SourceRecord person = Person((Attributes.NameFamily, "Smith"), (Attributes.Email, "info@example.com"));
        SourceRecord organisation = Record("organisation", (Attributes.NameOrganisation, "Smith Ltd"), (Attributes.Email, "info@example.com"));

        LevelOf(ComparisonKind.Email, person, person).ShouldBe((int)EmailLevel.Missing);
        LevelOf(ComparisonKind.Email, organisation, organisation).ShouldBe((int)EmailLevel.Exact);
    }

    [Theory]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "12 Baker St.|LEEDS|LS14AP", AddressLevel.Exact)]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "12 Baker Street|Portland|97201", AddressLevel.StreetExact)]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "12 Bakker Street|Leeds|LS1 4AP", AddressLevel.Near)]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "Baker Street|Leeds|LS1 4AP", AddressLevel.StreetNoHouse)]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "97 Baker Street|Leeds|LS1 4AP", AddressLevel.StreetOtherHouse)]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "3 Mill Lane|York|LS1 4AP", AddressLevel.Postcode)]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "3 Mill Lane|Leeds|YO9 7XY", AddressLevel.City)]
    [InlineData("12 Baker Street|Wolverhampton|LS1 4AP", "3 Mill Lane|Wolverhamton|YO9 7XY", AddressLevel.CityNear)]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "3 Mill Lane|Portland|97201", AddressLevel.Different)]
    [InlineData("12 Baker Street|Leeds|LS1 4AP", "||", AddressLevel.Missing)]
    public void Compare_Addresses_GivesLevel(string one, string other, object level) =>
        LevelOf(ComparisonKind.Address, At(one), At(other)).ShouldBe((int)(AddressLevel)level);

    [Theory]
    [InlineData("+44 113 496 4001", "0044 113 4964001", NumberLevel.Exact)]
    [InlineData("+44 113 496 4001", "+44 113 496 4009", NumberLevel.Near)]
    [InlineData("+44 113 496 4001", "+44 20 7946 0123", NumberLevel.Different)]
    [InlineData("+44 113 496 4001", "", NumberLevel.Missing)]
    public void Compare_Phones_GivesLevel(string one, string other, object level) => LevelOf(
        ComparisonKind.Phone, Person((Attributes.Phone, one)), Person((Attributes.Phone, other))).ShouldBe((int)(NumberLevel)level);

    [Theory]
    [InlineData("ann.lee@mail.example", "Ann.Lee@MAIL.example", EmailLevel.Exact)]
    [InlineData("ann.lee@mail.example", "ann.leee@mail.example", EmailLevel.Near)]
    [InlineData("ann.lee@mail.example", "ann.lee@post.example", EmailLevel.SameLocal)]
    [InlineData("annabella.lee@mail.example", "annabella.le77@post.example", EmailLevel.Similar)]
    [InlineData("ann.lee@mail.example", "bob.ray@mail.example", EmailLevel.Different)]
    [InlineData("ann.lee@mail.example", "", EmailLevel.Missing)]
    public void Compare_Emails_GivesLevel(string one, string other, object level) => LevelOf(
        ComparisonKind.Email, Person((Attributes.Email, one)), Person((Attributes.Email, other))).ShouldBe((int)(EmailLevel)level);

    [Theory]
    [InlineData("dbrown52", "dbrown62", EmailLevel.Missing)] // of two persons of one name, as likely as a slip
    [InlineData("dbrown", "dbrown2", EmailLevel.Missing)]
    [InlineData("dbrown", "pbrown", EmailLevel.Missing)]
    [InlineData("dbrown52", "dbrrown52", EmailLevel.Near)]
    [InlineData("moonlight52", "moonlight62", EmailLevel.Near)]
    public void Compare_EmailsThatAreNearAndHoldAnAgreeingName_CountWhereTheyDoNotTellNamesakesApart(string one, string other, object level) => LevelOf(
        ComparisonKind.Email,
        Person((Attributes.NameGiven, "Dora"), (Attributes.NameFamily, "Brown"), (Attributes.Email, one + "@mail.example")),
        Person((Attributes.NameGiven, "Dora"), (Attributes.NameFamily, "Brown"), (Attributes.Email, other + "@mail.example"))).ShouldBe((int)(EmailLevel)level);

    [Fact]
    public void Compare_EmailsThatOnlyRepeatAnAgreeingName_CountAsMissing()
    {
        SourceRecord one = Person((Attributes.NameGiven, "Annabella"), (Attributes.Email, "annabella@mail.example"));
        SourceRecord other = Person((Attributes.NameGiven, "Annabella"), (Attributes.Email, "annabella@post.example"));

        LevelOf(ComparisonKind.Email, one, other).ShouldBe((int)EmailLevel.Missing);
    }

    [Fact]
    public void Compare_EmailsThatOnlyRepeatSwappedNames_CountAsMissing()
    {
        SourceRecord one = Person((Attributes.NameGiven, "Karl"), (Attributes.NameFamily, "Frank"), (Attributes.Email, "kfrank@mail.example"));
        SourceRecord other = Person((Attributes.NameGiven, "Frank"), (Attributes.NameFamily, "Karl"), (Attributes.Email, "kfrank@post.example"));

        LevelOf(ComparisonKind.Email, one, other).ShouldBe((int)EmailLevel.Missing);
    }

    [Fact]
    public void Compare_WhenAStreetHoldsAWholeAddress_ReadsIt() => LevelOf(
        ComparisonKind.Address, Person((Attributes.AddressStreet, "Landstrasse 5, FL-9490 Vaduz")), At("5 Landstr.|Vaduz|9490")).ShouldBe((int)AddressLevel.Exact);

    /// <summary>The bundle that ships counts no whole names, so their words say how telling it is that they are equal.</summary>
    [Theory]
    [InlineData("Zhuoxin Ayudhya Trading Ltd", true)]
    [InlineData("Mediterranean Shipping Ltd", true)]
    [InlineData("First Group Ltd", false)]
    [InlineData("Services International Ltd", false)]
    public void WeightBits_WhenNothingButAnOrganisationNameAgrees_FollowsTheRarityOfItsWords(string name, bool isMatch)
    {
        var set = new EncodedSet([Named(name)]);
        set.Records.Add([Named(name)], new Matching.Features.RecordEncoder(set.Records.Vocabulary, set.Records.Table));
        var matcher = new BundleMatcher(DefaultBundle.Create(), set.Records);

        (matcher.WeightBits(matcher.NewComparer(), 0, 1) >= matcher.Bundle.Thresholds.MatchBits).ShouldBe(isMatch);
    }

    [Theory]
    [InlineData("passport:GB7302145", "passport:gb 7302145", NumberLevel.Exact)]
    [InlineData("passport:GB7302145", "passport:GB7302146", NumberLevel.Near)]
    [InlineData("passport:GB7302145", "passport:XK9911870", NumberLevel.Different)]
    [InlineData("passport:GB7302145", "driving-licence:GB7302145", NumberLevel.Missing)]
    public void Compare_Identifiers_GivesLevel(string one, string other, object level) => LevelOf(
        ComparisonKind.Identifier, Identified(one), Identified(other)).ShouldBe((int)(NumberLevel)level);

    [Theory]
    [InlineData("Acme Trading Ltd", "ACME Trading Limited", OrganisationLevel.Exact)]
    [InlineData("Acme Trading", "Trading Acme", OrganisationLevel.SameWords)]
    [InlineData("Acme Trading", "Acmee Trading", OrganisationLevel.Near)]
    [InlineData("NSS", "Northern School Supplies", OrganisationLevel.Acronym)]
    [InlineData("Zebra Quill Ledger", "Zebra Quill", OrganisationLevel.StrongOverlap)]
    [InlineData("Zebra Quill Ledger", "Zebra Quill Harbour", OrganisationLevel.Overlap)]
    [InlineData("Zebra Quill Ledger", "Zebra Harbour Mole", OrganisationLevel.WeakOverlap)]
    [InlineData("Zebra Quill Ledger", "Northern School Supplies", OrganisationLevel.Different)]
    public void Compare_Organisations_GivesLevel(string one, string other, object level) => LevelOf(
        ComparisonKind.Organisation, Named(one), Named(other)).ShouldBe((int)(OrganisationLevel)level);

    /// <summary>Of persons the name of an organisation is whom they work for; the same employer speaks for one person, another hardly against.</summary>
    [Theory]
    [InlineData("Acme Trading Ltd", "ACME Trading Limited", OrganisationLevel.Exact)]
    [InlineData("Zebra Quill Ledger", "Zebra Quill", OrganisationLevel.StrongOverlap)]
    [InlineData("Zebra Quill Ledger", "Northern School Supplies", OrganisationLevel.Different)]
    [InlineData("Acme Trading Ltd", "", OrganisationLevel.Missing)]
    public void Compare_Employers_GivesLevel(string one, string other, object level)
    {
        LevelOf(ComparisonKind.Organisation, Person((Attributes.Employer, one)), Person((Attributes.Employer, other))).ShouldBe((int)(OrganisationLevel)level);
        LevelOf(ComparisonKind.Organisation, Person((Attributes.Employer, one)), Person((Attributes.NameFamily, "Poe"), (Attributes.NameOrganisation, other)))
            .ShouldBe((int)(OrganisationLevel)level);
    }

    [Fact]
    public void Compare_WhenAnOrganisationStatesAnEmployer_IsNoEvidence() => LevelOf(
        ComparisonKind.Organisation, Named("Acme Trading"), Record("organisation", (Attributes.Employer, "Acme Trading"))).ShouldBe((int)OrganisationLevel.Missing);

    [Theory]
    [InlineData("Howard", "Howie", "Universal Exports Worldwide", "Universal Exports", true)]
    [InlineData("Howard", "Howie", "Universal Exports Worldwide", "Northern School Supplies", false)]
    [InlineData("Howard", "Thomas", "Universal Exports Worldwide", "Universal Exports", false)]
    public void WeightBits_WhenANicknameAndAnEmployerAgree_IsAMatch(string given, string otherGiven, string employer, string otherEmployer, bool isMatch)
    {
        var set = new EncodedSet([Person((Attributes.NameGiven, given), (Attributes.NameFamily, "Charney"), (Attributes.Employer, employer))]);
        set.Records.Add(
            [Person((Attributes.NameGiven, otherGiven), (Attributes.NameFamily, "Charney"), (Attributes.Employer, otherEmployer))],
            new Matching.Features.RecordEncoder(set.Records.Vocabulary, set.Records.Table));
        var matcher = new BundleMatcher(DefaultBundle.Create(), set.Records);
        matcher.ComputeKeys(1, default);

        (matcher.WeightBits(matcher.NewComparer(), 0, 1) >= matcher.Bundle.Thresholds.MatchBits).ShouldBe(isMatch);
        (new PairExplainer(matcher).Explain(0, 1).SharedBlocks.Contains("workplace"), new PairExplainer(matcher).Explain(0, 1).Weight.Parts.Any(part => part.Comparison == "employer"))
            .ShouldBe((employer[0] == otherEmployer[0], true));
    }

    [Theory]
    [InlineData(ComparisonKind.Suffix, Attributes.NameSuffix, "Jr", "Junior", 1)]
    [InlineData(ComparisonKind.Suffix, Attributes.NameSuffix, "Jr", "III", 3)]
    [InlineData(ComparisonKind.Gender, Attributes.Gender, "f", "Female", 1)]
    [InlineData(ComparisonKind.Gender, Attributes.Gender, "f", "m", 3)]
    [InlineData(ComparisonKind.Gender, Attributes.Gender, "f", "", 0)]
    public void Compare_Marks_GivesLevel(ComparisonKind kind, string attribute, string one, string other, int level) =>
        LevelOf(kind, Person((attribute, one)), Person((attribute, other))).ShouldBe(level);

    [Fact]
    public void Compare_WhenARecordHasSeveralValues_TakesTheBest()
    {
        SourceRecord many = Person((Attributes.Phone, "+44 20 7946 0123"), (Attributes.Phone, "+44 113 496 4001"), (Attributes.DateBirth, "03/04/1980"));
        SourceRecord one = Person((Attributes.Phone, "+44 113 496 4001"), (Attributes.DateBirth, "1980-04-03"));

        LevelOf(ComparisonKind.Phone, many, one).ShouldBe((int)NumberLevel.Exact);
        LevelOf(ComparisonKind.Date, many, one).ShouldBe((int)DateLevel.Exact);
    }

    [Theory]
    // One has one such number for life; a slip of it is no other number.
    [InlineData("identifier.ssn", "219-09-9998", "457-55-5462", true)]
    [InlineData("identifier.ssn", "219-09-9998", "219-09-9989", false)]
    [InlineData("identifier.ssn", "219-09-9998", "219-09-9998", false)]
    [InlineData("identifier.lei", "5493001KJTIIGC8Y1R12", "213800WSGIIZCXF1P572", true)]
    // Not plausible as a number of the United States, so perhaps of another register.
    [InlineData("identifier.ssn", "1804974", "6089216", false)]
    // These are renewed, or one may have several.
    [InlineData("identifier.passport", "AB1234567", "CD7654321", false)]
    [InlineData("identifier.tax", "12-3456789", "98-7654321", false)]
    [InlineData("name.suffix", "Jr", "Sr", true)]
    [InlineData("name.suffix", "III", "II", true)]
    [InlineData("name.suffix", "Jr", "II", false)]
    [InlineData("name.suffix", "Jr", "", false)]
    // Behind a given name an "I" is the first of that name only beside a second one, and else an initial.
    [InlineData("name.given", "Morris I", "Morris II", true)]
    [InlineData("name.given", "Morris I", "Morris Jr", false)]
    [InlineData("name.given", "Morris I", "Morris J", false)]
    [InlineData("name.given", "Morris I", "Morris I", false)]
    public void Compare_WhenValuesExcludeEachOther_IsExclusive(string attribute, string one, string other, bool exclusive)
    {
        PatternOf(Person((attribute, one)), Person((attribute, other))).IsExclusive.ShouldBe(exclusive);
        PatternOf(Person((attribute, other)), Person((attribute, one))).IsExclusive.ShouldBe(exclusive);
    }

    [Fact]
    public void WeightBits_WhenRecordsExcludeEachOther_NoAgreementMakesThemOneParty()
    {
        (string, string)[] shared =
        [
            (Attributes.NameGiven, "Zebulon"), (Attributes.NameFamily, "Quackenbush"), (Attributes.DateBirth, "1950-02-03"),
            (Attributes.Phone, "+44 20 7946 0123"), (Attributes.Email, "zebulon.quackenbush@example.org"),
        ];
        var set = new EncodedSet([Person([.. shared, (Attributes.NameSuffix, "Sr")])]);
        set.Records.Add([Person([.. shared, (Attributes.NameSuffix, "Jr")])], new Matching.Features.RecordEncoder(set.Records.Vocabulary, set.Records.Table));
        var matcher = new BundleMatcher(DefaultBundle.Create(), set.Records);
        ComparisonPattern pattern = matcher.NewComparer().Compare(0, 1, out float termBits);
        WeightBreakdown weight = matcher.ScorerOf(PartyType.Person).Explain(pattern, termBits);

        matcher.WeightBits(matcher.NewComparer(), 0, 1).ShouldBeLessThanOrEqualTo(PairScorer.MostExclusiveBits);
        weight.Parts.Single(part => part.Comparison == "exclusive").Bits.ShouldBe(PairScorer.ExclusiveBits);
        weight.CalibrationBits.ShouldBe(0, 1e-9);
    }

    private static int LevelOf(ComparisonKind kind, SourceRecord one, SourceRecord other) => PatternOf(one, other).LevelOf(kind);

    private static ComparisonPattern PatternOf(SourceRecord one, SourceRecord other)
    {
        var set = new EncodedSet([one]);
        set.Records.Add([other], new Matching.Features.RecordEncoder(set.Records.Vocabulary, set.Records.Table));
        return new BundleMatcher(DefaultBundle.Create(), set.Records).NewComparer().Compare(0, 1, out _);
    }

    private static float TermBitsOf(SourceRecord one, SourceRecord other)
    {
        var set = new EncodedSet([one]);
        set.Records.Add([other], new Matching.Features.RecordEncoder(set.Records.Vocabulary, set.Records.Table));
        new BundleMatcher(DefaultBundle.Create(), set.Records).NewComparer().Compare(0, 1, out float termBits);
        return termBits;
    }

    private static SourceRecord Called(string given, string family) => Person((Attributes.NameGiven, given), (Attributes.NameFamily, family));

    private static SourceRecord Person(params (string Attribute, string Value)[] values) => Record("person", values);

    private static SourceRecord Named(string name) => Record("organisation", (Attributes.NameOrganisation, name));

    private static SourceRecord Identified(string identifier)
    {
        string[] parts = identifier.Split(':');
        return Person((Attributes.IdentifierPrefix + parts[0], parts[1]));
    }

    private static SourceRecord At(string address)
    {
        string[] parts = address.Split('|');
        return Person((Attributes.AddressStreet, parts[0]), (Attributes.AddressCity, parts[1]), (Attributes.AddressPostcode, parts[2]));
    }

    private static SourceRecord Record(string type, params (string Attribute, string Value)[] values) => new(
        new RecordKey("crm", "1"),
        [
            new(Attributes.PartyType, type),
            .. values.Where(value => value.Value.Length > 0).Select(value => new AttributeValue(value.Attribute, value.Value)),
        ]);
}
