using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>A replay under another bundle holds what a fresh run would, and its change leads there from what the hub held.</summary>
public sealed class ReplayTests
{
    private const int Stories = 12;

    [Fact]
    public async Task ChangeOf_AfterInputsBeforeAndSinceTheReplay_LeadsToTheStateOfAFreshRun()
    {
        string[] names = ["default", "tiny blocks", "small blocks, loose", "coarse keys", "trained"];
        bool anySplit = false;
        bool anyMerged = false;
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed + 900);
            Bundle next = PropertyBundles.Named(draws.Pick(names));
            var live = new EmbeddedEngine(PropertyBundles.Named(draws.Pick(names)), 1);
            var ledger = new ChangeLedger();
            var inputs = new HubInputs();
            IReadOnlyList<InputBatch> batches = Batches.Of(HubStory.Draw(seed * 100, new NastyOptions { Parties = 8, Premises = 2, ErrorShare = 0.3 }, 90, 25), 6);
            int replayed = draws.Below(batches.Count);
            foreach (InputBatch batch in batches.Take(replayed))
            {
                Take(batch);
            }

            var replay = new EmbeddedEngine(next, draws.Pick([1, 4]));
            await replay.ReplayAsync(Stored(ledger), ledger.Judgements.Values, CancellationToken.None);
            replay.ShouldHold(Fresh(next, inputs), $"seed {seed}, right after the replay");
            if (draws.Chance(0.5))
            {
                replay.ChangeOf(live.State(), Hashes(ledger), CancellationToken.None);
            }

            foreach (InputBatch batch in batches.Skip(replayed))
            {
                Take(batch);
                replay.Apply(batch, CancellationToken.None);
            }

            HubChange change = replay.ChangeOf(live.State(), Hashes(ledger), CancellationToken.None);
            ledger.Apply(change);
            ledger.ShouldMatch(replay, $"seed {seed}");
            replay.ShouldHold(Fresh(next, inputs), $"seed {seed}, after the change");
            HubChange none = replay.ChangeOf(replay.State(), Hashes(ledger), CancellationToken.None);
            (none.Moved.Count, none.Golden.Count, none.Retired.Count, none.ReviewsOpened.Count, none.ReviewsClosed.Count, none.Events.Count).ShouldBe((0, 0, 0, 0, 0, 0));
            anySplit |= change.Events.Any(happened => happened.Kind == PartyEventKind.Split);
            anyMerged |= change.Events.Any(happened => happened.Kind == PartyEventKind.Merged);

            void Take(InputBatch batch)
            {
                ledger.Apply(live.Apply(batch, CancellationToken.None));
                inputs.Apply(batch);
            }
        }

        (anySplit, anyMerged).ShouldBe((true, true));
    }

    [Fact]
    public async Task ChangeOf_WhenTheHubHoldsOtherRecords_Refuses()
    {
        var replay = new EmbeddedEngine(PropertyBundles.Named("default"), 1);
        await replay.ReplayAsync(Stored(new ChangeLedger()), [], CancellationToken.None);
        var live = new LiveState(new Dictionary<RecordKey, PartyId> { [new RecordKey("crm", "1")] = new PartyId("p1") }, [], []);

        Should.Throw<ArgumentException>(() => replay.ChangeOf(live, new Dictionary<PartyId, byte[]>(), CancellationToken.None));
    }

    private static Dictionary<PartyId, byte[]> Hashes(ChangeLedger ledger) => ledger.Golden.ToDictionary(entry => entry.Key, entry => entry.Value.ContentHash);

    private static async IAsyncEnumerable<IReadOnlyList<StoredRecord>> Stored(ChangeLedger ledger)
    {
        await Task.Yield();
        yield return [.. ledger.Records.Values];
    }

    private static string Fresh(Bundle bundle, HubInputs inputs) => HubState.Of(HubState.Run(bundle, [inputs.AsBatch()], EngineTuning.Bulk, 1));
}
