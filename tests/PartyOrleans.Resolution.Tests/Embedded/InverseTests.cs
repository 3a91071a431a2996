using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>What was said before changes nothing, and what is taken back leaves no trace.</summary>
public sealed class InverseTests
{
    private const int Stories = 8;

    public static TheoryData<string> Bundles => PropertyBundles.Names;

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Apply_WhenInputsAreSubmittedAgain_ChangesNothing(string bundleName)
    {
        Bundle bundle = PropertyBundles.Named(bundleName);
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed);
            (EmbeddedEngine engine, HubInputs inputs) = Run(bundle, seed, draws);
            string before = HubState.Of(engine);
            foreach (InputBatch batch in Batches.Of(draws.Shuffled(inputs.AsSteps()), draws.Pick([1, 4, int.MaxValue])))
            {
                engine.Tuning = draws.Pick([EngineTuning.Bulk, EngineTuning.Probe]);
                engine.Apply(batch, CancellationToken.None).ShouldBeNothing($"seed {seed}, {engine.Tuning}");
            }

            engine.Apply(
                new InputBatch
                {
                    Deletes = [new RecordKey("crm", "unknown")],
                    Revocations = [new RecordPair(new RecordKey("crm", "unknown"), new RecordKey("erp", "unknown"))],
                },
                CancellationToken.None).ShouldBeNothing($"seed {seed}");
            engine.ShouldHold(before, $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Apply_WhenWhatWasAddedIsTakenBack_RestoresPartitionAndContent(string bundleName)
    {
        Bundle bundle = PropertyBundles.Named(bundleName);
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed + 40);
            (EmbeddedEngine engine, HubInputs inputs) = Run(bundle, seed, draws);
            string before = HubState.Of(engine);
            var world = new NastyWorld(seed + 9, new NastyOptions { Parties = 4, Premises = 2 });
            RecordKey[] added = [.. Enumerable.Range(0, 1 + draws.Below(8)).Select(i => new RecordKey("new", $"{i}"))];
            RecordKey other = inputs.Records.Keys.First();
            var pair = new RecordPair(other, new RecordKey("new", "0"));
            var judgement = new Judgement(pair, JudgementKind.MustLink, "steward", "same desk", DateTimeOffset.UnixEpoch);

            IEnumerable<InputBatch> adding =
                [.. added.Select(key => new InputBatch { Upserts = [world.NextRecord(key)] }), new InputBatch { Judgements = [judgement] }];
            IEnumerable<InputBatch> removing =
                [.. added.Select(key => new InputBatch { Deletes = [key] }), new InputBatch { Revocations = [pair] }];
            foreach (InputBatch batch in Batches.Of(draws.Shuffled(adding), draws.Pick([1, 3])).Concat(Batches.Of(draws.Shuffled(removing), draws.Pick([1, 3]))))
            {
                engine.Apply(batch, CancellationToken.None);
            }

            engine.ShouldHold(before, $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Apply_WhenAllIsDeleted_LeavesNothing(string bundleName)
    {
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed + 80);
            (EmbeddedEngine engine, HubInputs inputs) = Run(PropertyBundles.Named(bundleName), seed, draws);
            foreach (InputBatch batch in Batches.Of(draws.Shuffled(inputs.Records.Keys).Select(key => new InputBatch { Deletes = [key] }), 3))
            {
                engine.Apply(batch, CancellationToken.None);
            }

            (engine.RecordCount, engine.PartyCount, engine.Reviews.Count).ShouldBe((0, 0, 0), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void GoldenOf_ForEveryCell_HoldsAValueOfTheRecordItNames(string bundleName)
    {
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            (EmbeddedEngine engine, HubInputs inputs) = Run(PropertyBundles.Named(bundleName), seed, new SeededDraws(seed + 120));
            foreach (PartyId party in engine.Memberships.Select(entry => entry.Value).Distinct())
            {
                GoldenRecord golden = engine.GoldenOf(party)!;
                foreach (GoldenCell cell in golden.Cells)
                {
                    golden.Records.ShouldContain(cell.From, $"seed {seed}");
                    inputs.Records[cell.From].Values.ShouldContain(
                        value => value.Attribute == cell.Attribute && value.Value == cell.Value, $"seed {seed}: {cell}");
                }
            }
        }
    }

    [Fact]
    public void Apply_WhenARecordOrPairStandsInABatchTwice_RefusesItWhole()
    {
        var engine = new EmbeddedEngine(PropertyBundles.Named("default"), 1);
        var record = new SourceRecord(new RecordKey("crm", "1"), [new(Attributes.NameFull, "Ann Lee")]);
        var pair = new RecordPair(record.Key, new RecordKey("crm", "2"));
        var judgement = new Judgement(pair, JudgementKind.MustLink, "steward", "", DateTimeOffset.UnixEpoch);
        InputBatch[] refused =
        [
            new() { Upserts = [record, record] },
            new() { Upserts = [record], Deletes = [record.Key] },
            new() { Upserts = [record], Judgements = [judgement, judgement with { Kind = JudgementKind.CannotLink }] },
            new() { Upserts = [record], Judgements = [judgement], Revocations = [pair] },
        ];

        foreach (InputBatch batch in refused)
        {
            Should.Throw<ArgumentException>(() => engine.Apply(batch, CancellationToken.None));
        }

        engine.RecordCount.ShouldBe(0);
        engine.Apply(new InputBatch { Revocations = [pair] }, CancellationToken.None).ShouldBeNothing();
    }

    private static (EmbeddedEngine Engine, HubInputs Inputs) Run(Bundle bundle, ulong seed, SeededDraws draws)
    {
        var engine = new EmbeddedEngine(bundle, 2) { Tuning = EngineTuning.Probe };
        var inputs = new HubInputs();
        foreach (InputBatch batch in Batches.Of(HubStory.Draw(
            seed * 13, new NastyOptions { Parties = 3 + draws.Below(6), Premises = 1 + draws.Below(3) }, 60, 10 + draws.Below(20)), 4))
        {
            inputs.Apply(batch);
            engine.Apply(batch, CancellationToken.None);
        }

        return (engine, inputs);
    }
}
