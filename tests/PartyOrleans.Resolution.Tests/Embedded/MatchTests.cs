using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>A probe answers what the hub would find if the record were there, and leaves nothing behind.</summary>
public sealed class MatchTests
{
    public static TheoryData<string> Bundles => PropertyBundles.Names;

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Match_WhenTheRecordIsThenPut_FoundTheEdgesThatItGets(string bundleName)
    {
        Bundle bundle = PropertyBundles.Named(bundleName);
        int found = 0;
        foreach (ulong seed in PropertyCases.Seeds(6))
        {
            var engine = new EmbeddedEngine(bundle, 2);
            var options = new NastyOptions { Parties = 6, Premises = 2, OrganisationShare = 0.3, ErrorShare = 0.2 };
            SourceRecord[] records = [.. HubStory.DrawRecords(seed, options, 40)];
            engine.Apply(new InputBatch { Upserts = records[..^1] }, CancellationToken.None);
            Dictionary<RecordKey, PartyId> before = engine.Memberships.ToDictionary(entry => entry.Key, entry => entry.Value);

            IReadOnlyList<MatchCandidate> candidates = engine.Match(records[^1], 100);
            engine.Apply(new InputBatch { Upserts = [records[^1]] }, CancellationToken.None);

            foreach (MatchCandidate candidate in candidates)
            {
                candidate.Party.ShouldBe(before[candidate.Strongest.Right]);
                engine.Explain(records[^1].Key, candidate.Strongest.Right)!.Pair!.Weight.TotalBits
                    .ShouldBe(candidate.Strongest.Weight.TotalBits, 1e-9, $"seed {seed}");
                found++;
            }

            candidates.Select(candidate => candidate.Strongest.Weight.TotalBits).ShouldBeInOrder(SortDirection.Descending);
            PartyId[] joined = [.. engine.RecordsOf(engine.PartyOf(records[^1].Key)!.Value).Where(key => key != records[^1].Key).Select(key => before[key])];
            if (joined.Length > 0 && bundle.Blocking.MaxBlockRecords >= records.Length)
            {
                // The record may have brought two parties together, and need have an edge to only one of them.
                candidates.Select(candidate => candidate.Party).Intersect(joined).ShouldNotBeEmpty($"seed {seed}");
            }
        }

        found.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Match_WhenAsked_LeavesNoTrace()
    {
        Bundle bundle = PropertyBundles.Named("default");
        var options = new NastyOptions { Parties = 6, Premises = 2 };
        SourceRecord[] records = [.. HubStory.DrawRecords(3, options, 40)];
        SourceRecord[] probes = [.. HubStory.DrawRecords(4, options, 40)];
        var asked = new EmbeddedEngine(bundle, 2);
        var quiet = new EmbeddedEngine(bundle, 2);

        foreach ((SourceRecord record, SourceRecord probe) in records.Zip(probes))
        {
            asked.Match(probe, 5);
            ChangeText.Of(asked.Apply(new InputBatch { Upserts = [record] }, CancellationToken.None))
                .ShouldBe(ChangeText.Of(quiet.Apply(new InputBatch { Upserts = [record] }, CancellationToken.None)));
        }

        asked.ShouldHold(HubState.Of(quiet), "after probes");
        asked.RecordCount.ShouldBe(40);
    }
}
