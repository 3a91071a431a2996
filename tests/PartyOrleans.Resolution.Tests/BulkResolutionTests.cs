using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests;

public sealed class BulkResolutionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resolve_WhenComparedWithTheEngine_GivesItsPartitionAndIds(bool train)
    {
        foreach (ulong seed in PropertyCases.Seeds(4))
        {
            IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(seed, new NastyOptions { Parties = 200, Premises = 60 }, 400);
            var bulk = new BulkResolution(2);
            bulk.Add([.. records.Take(100)]);
            bulk.Add([.. records.Skip(100)]);
            Bundle prior = DefaultBundle.Create() with { Blocking = DefaultBundle.Create().Blocking with { MaxBlockRecords = 12 } };
            prior = prior with { Thresholds = new Thresholds(MatchBits: -6, ReviewBits: -10, AverageBits: -6, FloorBits: -12, CeilingBits: 12) };
            Bundle bundle = train ? bulk.Train(prior, CancellationToken.None) : prior;

            IReadOnlyList<(RecordKey Record, PartyId Party)> resolved = bulk.Resolve(bundle, CancellationToken.None);

            var engine = new EmbeddedEngine(bundle, 2);
            engine.Apply(new InputBatch { Upserts = records }, CancellationToken.None);
            resolved.OrderBy(entry => entry.Record).Select(entry => KeyValuePair.Create(entry.Record, entry.Party)).ToArray()
                .ShouldBe([.. engine.Memberships], $"seed {seed}");
            engine.PartyCount.ShouldBeInRange(2, records.Count - 1, $"seed {seed}");
        }
    }

    [Fact]
    public void Resolve_WhenThreadsAndOrderDiffer_GivesTheSame()
    {
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(5, new NastyOptions { Parties = 2000, Premises = 1000, EmptyShare = 0.01 }, 5000);
        (string Bundle, string Parties) one = Run(records, 1, 5000);
        (string Bundle, string Parties) four = Run(new SeededDraws(6).Shuffled(records), 4, 700);

        four.Bundle.ShouldBe(one.Bundle);
        four.Parties.ShouldBe(one.Parties);
    }

    [Fact]
    public void DropRepeated_WhenKeysComeAgain_KeepsTheFirstRowOfEach()
    {
        SourceRecord[] records =
        [
            Person("crm", "1", "smith"), Person("crm", "2", "jones"), Person("erp", "1", "brown"), Person("crm", "1", "miller"),
            Person("crm", "1", "moore"), Person("erp", "1", "brown"),
        ];
        var bulk = new BulkResolution(2);
        bulk.Add(records);

        bulk.DropRepeated().ShouldBe(3);

        bulk.Records.ShouldBe(3);
        bulk.Resolve(DefaultBundle.Create(), CancellationToken.None).Select(entry => entry.Record).Order()
            .ShouldBe([records[0].Key, records[1].Key, records[2].Key]);
        bulk.Intake.IsUsed(0).ShouldBeTrue();
        bulk.Intake.IsUsed(3).ShouldBeFalse();
    }

    [Fact]
    public void LetGo_WhenTrainedAndResolved_IsCalledByEach()
    {
        int called = 0;
        var bulk = new BulkResolution(2) { LetGo = () => called++ };
        bulk.Add([Person("a", "1", "Smith"), Person("a", "2", "Smith")]);

        Bundle bundle = bulk.Train(DefaultBundle.Create(), CancellationToken.None);
        called.ShouldBe(2);
        string[] first = [.. bulk.Resolve(bundle, CancellationToken.None).Select(entry => $"{entry.Record} {entry.Party}")];
        called.ShouldBe(3);

        // The pairs of the training are gone by now.
        bulk.Resolve(bundle, CancellationToken.None).Select(entry => $"{entry.Record} {entry.Party}").ShouldBe(first);
    }

    private static SourceRecord Person(string source, string id, string family) =>
        new(new RecordKey(source, id), [new AttributeValue(Attributes.NameFamily, family)]);

    private static (string Bundle, string Parties) Run(IReadOnlyList<SourceRecord> records, int threads, int chunk)
    {
        var bulk = new BulkResolution(threads);
        Parallel.ForEach(records.Chunk(chunk), new ParallelOptions { MaxDegreeOfParallelism = threads }, bulk.Add);
        Bundle bundle = bulk.Train(DefaultBundle.Create(), CancellationToken.None);
        IEnumerable<string> parties = bulk.Resolve(bundle, CancellationToken.None).OrderBy(entry => entry.Record).Select(entry => $"{entry.Record} {entry.Party}");
        return (System.Text.Json.JsonSerializer.Serialize(bundle), string.Join('\n', parties));
    }
}
