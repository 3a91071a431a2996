using PartyOrleans.Matching;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests;

public sealed class BulkResolutionLabelsTests
{
    private static readonly string[] Cities = ["Exeter", "Leeds", "York", "Bath", "Derby"];

    [Fact]
    public void Named_WhenNamesAreKeysOrIds_FindsTheRecordsThatTheyMean()
    {
        var bulk = new BulkResolution(1);
        bulk.Add([Person("a", "1", 0), Person("b", "1", 1), Person("b", "2", 2), Person("c", "a/1", 3), Person("x", "y/z", 4), Person("x/y", "z", 5)]);

        IReadOnlyDictionary<string, RecordKey?> named = bulk.Named(["b/1", "1", "2", "a/1", "x/y/z", "nobody"]);

        named.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value?.Source ?? "several"}").ShouldBe(
            ["1: several", "2: b", "a/1: a", "b/1: b", "x/y/z: several"]);
    }

    [Fact]
    public void DrawPairs_WhenEntitiesAreKnown_DrawsTheSameCandidatesWhateverOrderAndThreads()
    {
        (IReadOnlyList<SourceRecord> records, Dictionary<RecordKey, string> entities) = World(600);
        IReadOnlyList<PairLabel> all = Drawn(records, entities, 1, int.MaxValue);
        IReadOnlyList<PairLabel> few = Drawn(records, entities, 1, 50);
        IReadOnlyList<PairLabel> again = Drawn(new SeededDraws(3).Shuffled(records), entities, 4, 50);

        all.Count.ShouldBeGreaterThan(200);
        all.Select(label => label.Pair).ShouldBe(all.Select(label => label.Pair).Distinct().Order());
        all.Count(label => label.IsMatch != (entities[label.Pair.Left] == entities[label.Pair.Right])).ShouldBe(0);
        few.Count.ShouldBe(50);
        few.Except(all).ShouldBeEmpty();
        again.ShouldBe(few);
    }

    [Fact]
    public void DrawPairs_WhenHalfTheEntitiesAreKnown_DrawsPairsAmongThoseOnly()
    {
        (IReadOnlyList<SourceRecord> records, Dictionary<RecordKey, string> entities) = World(600);
        var half = entities.Where(entry => entry.Key.Source == "a").ToDictionary();

        IReadOnlyList<PairLabel> drawn = Drawn(records, half, 2, int.MaxValue);

        drawn.Count.ShouldBeGreaterThan(10);
        drawn.ShouldAllBe(label => label.Pair.Left.Source == "a" && label.Pair.Right.Source == "a");
    }

    [Fact]
    public void Learn_WhenLabelsCannotBeUsed_CountsThemAndLearnsFromTheRest()
    {
        var bulk = new BulkResolution(1);
        bulk.Add([Person("a", "1", 1), Person("a", "2", 1), Person("a", "3", 2), Organisation("o", "1"), Organisation("o", "2")]);
        Bundle bundle = DefaultBundle.Create();
        PairLabel[] labels =
        [
            Label("a", "1", "a", "2", true), Label("a", "2", "a", "1", true), // one pair
            Label("a", "1", "a", "3", true), Label("a", "3", "a", "1", false),
            Label("a", "1", "o", "1", false), Label("o", "1", "o", "2", false), Label("a", "1", "z", "9", true),
        ];

        LabelledBundle learned = bulk.Learn(bundle, labels, CancellationToken.None);

        learned.Left.ShouldBe(new UnusedLabels(Unknown: 1, Contradicted: 1, OfTwoTypes: 1));
        (learned.Persons.Matches, learned.Persons.NonMatches).ShouldBe((1, 0));
        (learned.Organisations.Matches, learned.Organisations.NonMatches).ShouldBe((0, 1));
        learned.Persons.Reason.ShouldBe("1 matches and 0 non-matches are too few; at least 10 of each are needed");
        learned.Bundle.ShouldBeSameAs(bundle);
    }

    [Fact]
    public void Learn_WhenTheModelIsFarOff_MakesAValidBundleThatFitsBetterAndTheSameInAnyOrder()
    {
        (IReadOnlyList<SourceRecord> records, Dictionary<RecordKey, string> entities) = World(600);
        var bulk = new BulkResolution(2);
        bulk.Add(records);
        SourceContract contract = new() { Source = "crm", Adapter = "csv", Mapping = """{"columns":{"name":"name.full"}}""" };
        Bundle trained = bulk.Train(DefaultBundle.Create() with { Contracts = [contract] }, CancellationToken.None);
        Bundle off = trained with { Persons = trained.Persons with { PriorBits = trained.Persons.PriorBits - 12 } };
        IReadOnlyList<PairLabel> labels = bulk.DrawPairs(off, entities, 2000, CancellationToken.None);

        LabelledBundle learned = bulk.Learn(off, labels, CancellationToken.None);
        LabelledBundle again = bulk.Learn(off, [.. labels.Reverse()], CancellationToken.None);

        learned.Persons.IsChanged.ShouldBeTrue(learned.Persons.Reason);
        learned.Persons.After.LogLoss.ShouldBeLessThan(learned.Persons.Before.LogLoss);
        learned.Persons.After.Brier.ShouldBeLessThan(learned.Persons.Before.Brier);
        learned.Organisations.IsChanged.ShouldBeFalse();
        learned.Bundle.Name.ShouldBe(off.Name + "+labels");
        learned.Bundle.Contracts.ShouldBe([contract]);
        string json = BundleFile.ToJson(learned.Bundle);
        BundleFile.ToJson(BundleFile.Parse(json, "learned", ComparisonCatalog.Vocabulary)).ShouldBe(json);
        BundleFile.ToJson(again.Bundle).ShouldBe(json);
    }

    private static IReadOnlyList<PairLabel> Drawn(
        IReadOnlyList<SourceRecord> records, Dictionary<RecordKey, string> entities, int threads, int most)
    {
        var bulk = new BulkResolution(threads);
        bulk.Add(records);
        return bulk.DrawPairs(DefaultBundle.Create(), entities, most, CancellationToken.None);
    }

    /// <summary>Persons, three records each in sources a, b and a again; one of the three lacks its birth date and moved house.</summary>
    private static (IReadOnlyList<SourceRecord> Records, Dictionary<RecordKey, string> Entities) World(int persons)
    {
        var records = new List<SourceRecord>();
        var entities = new Dictionary<RecordKey, string>();
        for (int i = 0; i < persons; i++)
        {
            foreach ((string source, string id) in ((string, string)[])[("a", $"{i}"), ("b", $"{i}"), ("a", $"{i}x")])
            {
                SourceRecord record = Person(source, id, i);
                records.Add(record);
                entities.Add(record.Key, $"e{i}");
            }
        }

        return (records, entities);
    }

    private static SourceRecord Person(string source, string id, int i) => new(
        new RecordKey(source, id),
        [
            new AttributeValue(Attributes.NameGiven, Given[i % Given.Length]),
            new AttributeValue(Attributes.NameFamily, Family[i / 2 % Family.Length]),
            .. id.EndsWith('x') ? (AttributeValue[])[] : [new AttributeValue(Attributes.DateBirth, $"19{40 + (i % 50)}-0{1 + (i % 9)}-1{i % 10}")],
            new AttributeValue(Attributes.AddressCity, Cities[(i + (id.EndsWith('x') ? 1 : 0)) % Cities.Length]),
        ]);

    private static SourceRecord Organisation(string source, string id) => new(
        new RecordKey(source, id), [new AttributeValue(Attributes.NameOrganisation, $"Harbour Timber {id} Ltd")]);

    private static PairLabel Label(string leftSource, string leftId, string rightSource, string rightId, bool isMatch) =>
        new(new RecordPair(new RecordKey(leftSource, leftId), new RecordKey(rightSource, rightId)), isMatch);

    private static readonly string[] Given = ["Anna", "Brian", "Clara", "David", "Ellen", "Frank", "Grace"];

    private static readonly string[] Family = ["Ashworth", "Birtwistle", "Cattermole", "Dunnachie", "Entwistle", "Fothergill", "Greenhalgh", "Hebblethwaite", "Illingworth"];
}
