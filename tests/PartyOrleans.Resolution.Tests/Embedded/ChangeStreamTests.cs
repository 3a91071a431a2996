using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>The changes that an engine gives out say all, and an engine restored from them is as good as the one that made them.</summary>
public sealed class ChangeStreamTests
{
    private const int Stories = 10;

    public static TheoryData<string> Bundles => PropertyBundles.Names;

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Apply_WhenChangesAreReplayed_ReproducesTheEngine(string bundleName)
    {
        Bundle bundle = PropertyBundles.Named(bundleName);
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed + 900);
            var engine = new EmbeddedEngine(bundle, 2);
            var ledger = new ChangeLedger();
            foreach (InputBatch batch in Batches.Of(Story(seed, draws), draws.Pick([1, 1, 2, 3, 9])))
            {
                engine.Tuning = draws.Chance(0.2) ? EngineTuning.Bulk : EngineTuning.Probe;
                ledger.Apply(engine.Apply(batch, CancellationToken.None));
                ledger.ShouldMatch(engine, $"seed {seed}, {engine.RecordCount} records, {engine.Tuning}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public async Task RestoreAsync_FromTheRecordsOfItsChanges_GivesTheSameStateAndLaterAnswers(string bundleName)
    {
        Bundle bundle = PropertyBundles.Named(bundleName);
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed + 1700);
            var engine = new EmbeddedEngine(bundle, 2) { Tuning = EngineTuning.Probe };
            var ledger = new ChangeLedger();
            IReadOnlyList<InputBatch> batches = Batches.Of(Story(seed, draws), draws.Pick([1, 2, 6]));
            int half = batches.Count / 2;
            foreach (InputBatch batch in batches.Take(half))
            {
                ledger.Apply(engine.Apply(batch, CancellationToken.None));
            }

            bool all = draws.Chance(0.3);
            var restored = new EmbeddedEngine(bundle, draws.Pick([1, 4])) { Tuning = EngineTuning.Probe with { ScoresAllAtRestart = all } };
            await restored.RestoreAsync(
                Chunks(draws.Shuffled(ledger.Records.Values), draws), ledger.Judgements.Values, ledger.Reviews.Values, ledger.Retired.Keys,
                CancellationToken.None);
            ledger.ShouldMatch(restored, $"seed {seed}, restored");
            restored.ScoredAllAtRestart.ShouldBe(all, $"seed {seed}, restored: every edge must follow from parties, reviews and judgements");
            foreach (InputBatch batch in batches.Skip(half))
            {
                HubChange expected = engine.Apply(batch, CancellationToken.None);
                HubChange change = restored.Apply(batch, CancellationToken.None);
                ChangeText.Of(change).ShouldBe(ChangeText.Of(expected), $"seed {seed}");
                change.GoldenIsNew.ShouldBeTrue("the ledger refuses versions without a change");
                ledger.Apply(change);
            }

            ledger.ShouldMatch(restored, $"seed {seed}, at the end");
            restored.ShouldHold(HubState.Of(engine), $"seed {seed}, at the end");
        }
    }

    [Fact]
    public async Task RestoreAsync_WhenPartiesAreNotWhatTheBundleMakesOfTheRecords_ScoresAllPairs()
    {
        Bundle bundle = PropertyBundles.Named("default");
        AttributeValue[] values = [new(Attributes.NameFull, "Ann Quillfeather"), new(Attributes.DateBirth, "1980-02-03"), new(Attributes.Email, "ann@quill.example")];
        StoredRecord[] stored = [.. Enumerable.Range(0, 3).Select(i => new StoredRecord(
            new RecordKey("crm", $"{i}"), RecordContent.Encode(values), "", RecordContent.Hash(RecordContent.Encode(values), ""), new PartyId($"P{i}")))];
        var engine = new EmbeddedEngine(bundle, 1);
        await engine.RestoreAsync(Chunks(stored, new SeededDraws(1)), [], [], [], CancellationToken.None);

        engine.ScoredAllAtRestart.ShouldBeTrue();
        engine.Apply(new InputBatch { Upserts = [new SourceRecord(new RecordKey("crm", "3"), values)] }, CancellationToken.None);
        engine.PartyCount.ShouldBe(1);
    }

    [Fact]
    public async Task RestoreAsync_WhenNothingComes_IsAsNew()
    {
        var engine = new EmbeddedEngine(PropertyBundles.Named("default"), 1);
        await engine.RestoreAsync(Chunks([], new SeededDraws(1)), [], [], [], CancellationToken.None);

        engine.RecordCount.ShouldBe(0);
        engine.Apply(new InputBatch(), CancellationToken.None).ShouldBeNothing();
    }

    [Fact]
    public async Task RestoreAsync_WhenTheEngineHoldsRecords_Refuses()
    {
        var engine = new EmbeddedEngine(PropertyBundles.Named("default"), 1);
        engine.Apply(new InputBatch { Upserts = [new SourceRecord(new RecordKey("crm", "1"), [new(Attributes.NameFull, "Ann Lee")])] }, CancellationToken.None);

        await Should.ThrowAsync<InvalidOperationException>(
            () => engine.RestoreAsync(Chunks([], new SeededDraws(1)), [], [], [], CancellationToken.None));
    }

    private static IReadOnlyList<InputBatch> Story(ulong seed, SeededDraws draws) =>
        HubStory.Draw(seed * 31, new NastyOptions { Parties = 3 + draws.Below(6), Premises = 1 + draws.Below(3) }, 80, 8 + draws.Below(20));

    private static async IAsyncEnumerable<IReadOnlyList<StoredRecord>> Chunks(StoredRecord[] records, SeededDraws draws)
    {
        await Task.CompletedTask;
        for (int at = 0; at < records.Length;)
        {
            int count = Math.Min(records.Length - at, draws.Below(4));
            yield return records[at..(at + count)];
            at += count;
        }
    }
}
