using System.Globalization;
using PartyOrleans.Matching.Blocking;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests.Blocking;

public sealed class BlockKeysTests
{
    [Theory]
    [InlineData("date")]
    [InlineData("phone")]
    [InlineData("email")]
    [InlineData("postcode")]
    [InlineData("family")]
    [InlineData("given-initial")]
    public void Compute_WhenTwoRecordsAgreeOnThePart_GivesOneKey(string part)
    {
        uint[] keys = KeysOf(
            new BlockingRule("r", [part]), 1,
            Person(("name.given", "Ann"), ("name.family", "Lee"), ("date.birth", "1980-05-17"), ("phone", "+44 113 496 4001"),
                ("email", "Ann@Mail.example"), ("address.postcode", "LS1 4AP")),
            Person(("name.given", "Amy"), ("name.family", "LEE"), ("date.birth", "17 May 1980"), ("phone", "0044 (113) 4964001"),
                ("email", "ann@mail.example"), ("address.postcode", "ls14ap")),
            Person(("name.given", "Bob"), ("name.family", "Ray"), ("date.birth", "1981-05-17"), ("phone", "+44 113 496 4002"),
                ("email", "bob@mail.example"), ("address.postcode", "LS1 4AB")),
            Person(("gender", "f")));

        keys[0].ShouldNotBe(0u);
        keys[1].ShouldBe(keys[0]);
        keys[2].ShouldNotBe(0u);
        keys[2].ShouldNotBe(keys[0]);
        keys[3].ShouldBe(0u);
    }

    [Theory]
    [InlineData("given-sound", Attributes.NameGiven, "Catherine", "Kathryn")]
    [InlineData("family-sound", Attributes.NameFamily, "Smith", "Smyth")]
    public void Compute_WhenNamesSoundAlike_GivesOneKey(string part, string attribute, string one, string other)
    {
        uint[] keys = KeysOf(new BlockingRule("r", [part]), 1, Person((attribute, one)), Person((attribute, other)), Person((attribute, "Oliver")));

        keys[1].ShouldBe(keys[0]);
        keys[2].ShouldNotBe(keys[0]);
    }

    [Fact]
    public void Compute_WhenTheRarerNameStandsInEitherPlace_GivesOneKey()
    {
        uint[] keys = KeysOf(
            new BlockingRule("r", ["name-rarest"]), 1,
            Person(("name.given", "John"), ("name.family", "Quackenbush")),
            Person(("name.given", "Quackenbush")),
            Person(("name.given", "Quackenbush"), ("name.family", "Smith")),
            Person(("name.given", "John"), ("name.family", "Smith")),
            Person(("date.birth", "1980-05-17")));

        keys[0].ShouldNotBe(0u);
        keys[1].ShouldBe(keys[0]);
        keys[2].ShouldBe(keys[0]);
        keys[3].ShouldNotBe(keys[0]);
        keys[4].ShouldBe(0u);
    }

    [Theory]
    [InlineData("names-sorted")]
    [InlineData("date-digits")]
    [InlineData("date-month-day")]
    public void Compute_WhenNamesAndDatePartsAreSwapped_GivesOneKey(string part)
    {
        uint[] keys = KeysOf(
            new BlockingRule("r", [part]), 1,
            Person(("name.given", "Karl"), ("name.family", "Frank"), ("date.birth", "1980-04-05")),
            Person(("name.given", "Frank"), ("name.family", "Karl"), ("date.birth", "1980-05-04")),
            Person(("name.given", "Olga"), ("name.family", "Ray"), ("date.birth", "1977-06-09")));

        keys[1].ShouldBe(keys[0]);
        keys[2].ShouldNotBe(keys[0]);
    }

    [Fact]
    public void Compute_WhenTheFirstPartHoldsEnough_TakesNoFurtherPart()
    {
        SourceRecord[] records =
        [
            Person(("date.birth", "1980-05-17"), ("name.family", "Lee")),
            Person(("date.birth", "1980-05-17"), ("name.family", "Ray")),
            Person(("date.birth", "1980-05-17")),
            Person(("name.family", "Lee")),
        ];

        uint[] enough = KeysOf(new BlockingRule("r", ["date", "family"]), 10, records);
        enough.ShouldBe([enough[0], enough[0], enough[0], 0]);
        uint[] more = KeysOf(new BlockingRule("r", ["date", "family"]), 20, records);
        more.Distinct().Count().ShouldBe(4);
        more[2].ShouldBe(enough[0]);
        more[3].ShouldBe(0u);
        uint[] both = KeysOf(new BlockingRule("r", ["date", "family"], MinParts: 2), 1, records);
        both.ShouldBe([more[0], more[1], 0, 0]);
    }

    [Fact]
    public void Compute_WhenAFamilyNameIsCommon_TakesMoreParts()
    {
        var families = new TermFrequencyTable(
            Attributes.NameFamily, 1024, 0, 10, new Dictionary<string, double>(StringComparer.Ordinal) { ["smith"] = 257 });
        var set = new EncodedSet(
        [
            Person(("name.family", "Smith"), ("name.given", "Ann")), Person(("name.family", "Smith"), ("name.given", "Bob")),
            Person(("name.family", "Zyrek"), ("name.given", "Ann")), Person(("name.family", "Zyrek"), ("name.given", "Bob")),
        ]);

        uint[] keys = KeysOf(Ruled([new BlockingRule("r", ["family", "given"])], 8) with { TermFrequencies = [families] }, set);

        keys[1].ShouldNotBe(keys[0]);
        keys[3].ShouldBe(keys[2]);
    }

    [Fact]
    public void Compute_WhenHashesClash_KeepsPersonsAndOrganisationsApart()
    {
        // 150,000 keys on each side: with 32 bits some five pairs of them fall together.
        const int Each = 150_000;
        const int PersonRule = 15;
        const int OrganisationRule = 2;
        var set = new EncodedSet([.. Enumerable.Range(0, 2 * Each).Select(i => new SourceRecord(
            new RecordKey("crm", i.ToString(CultureInfo.InvariantCulture)),
            [
                new(Attributes.PartyType, i < Each ? "person" : "organisation"),
                new(Attributes.Email, string.Create(CultureInfo.InvariantCulture, $"box{i}@mail.example")),
            ]))]);
        BlockKeys keys = new BundleMatcher(DefaultBundle.Create(), set.Records).Keys;
        var persons = new HashSet<uint>();
        var organisations = new HashSet<uint>();
        for (int row = 0; row < set.Records.Rows; row++)
        {
            keys.Compute(row);
            bool isPerson = set.Records.Table.FlagsOf(row).Type == PartyType.Person;
            (isPerson ? persons : organisations).Add(set.Records.Table.Keys(row)[isPerson ? PersonRule : OrganisationRule]);
        }

        persons.Count.ShouldBeInRange(Each - 50, Each);
        organisations.Count.ShouldBeInRange(Each - 50, Each);
        persons.Overlaps(organisations).ShouldBeFalse();
    }

    [Fact]
    public void Further_WhenARecordHasSeveralValues_GivesAKeyOfEachSortedAndWithoutTheFirst()
    {
        var set = new EncodedSet(
        [
            Person(("phone", "+44 113 496 4001"), ("phone", "+44 113 496 4002"), ("email", "a@mail.example"), ("email", "b@mail.example")),
            Person(("phone", "+44 113 496 4002")),
            Person(("email", "b@mail.example")),
        ]);
        Bundle bundle = Ruled([new BlockingRule("phone", ["phone"]), new BlockingRule("email", ["email"])], 1);
        BlockKeys keys = new BundleMatcher(bundle, set.Records).Keys;
        for (int row = 0; row < 3; row++)
        {
            keys.Compute(row);
        }

        keys.Further(0).ShouldBe([(0, set.Records.Table.Keys(1)[0]), (1, set.Records.Table.Keys(2)[1])]);
        keys.Further(1).ShouldBeEmpty();
    }

    private static uint[] KeysOf(BlockingRule rule, double keyBits, params SourceRecord[] records) =>
        KeysOf(Ruled([rule], keyBits), new EncodedSet(records));

    private static uint[] KeysOf(Bundle bundle, EncodedSet set)
    {
        BlockKeys keys = new BundleMatcher(bundle, set.Records).Keys;
        return [.. Enumerable.Range(0, set.Records.Rows).Select(row =>
        {
            keys.Compute(row);
            return set.Records.Table.Keys(row)[0];
        })];
    }

    private static Bundle Ruled(IReadOnlyList<BlockingRule> rules, double keyBits) =>
        DefaultBundle.Create() with { Blocking = new BlockingPolicy(keyBits, 100, rules, []) };

    private static SourceRecord Person(params (string Attribute, string Value)[] values) => new(
        new RecordKey("crm", string.Join(' ', values)),
        [new(Attributes.PartyType, "person"), .. values.Select(value => new AttributeValue(value.Attribute, value.Value))]);
}
