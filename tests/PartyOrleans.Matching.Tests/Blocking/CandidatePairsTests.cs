using PartyOrleans.Matching.Blocking;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Matching.Tests.Blocking;

public sealed class CandidatePairsTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 4)]
    [InlineData(8, 10)]
    [InlineData(16, 100)]
    public void ForEach_WhenComparedWithAllPairs_YieldsThoseThatShareALiveBlockOnce(double keyBits, int most)
    {
        foreach (ulong seed in PropertyCases.Seeds(12))
        {
            var draws = new SeededDraws(seed);
            var set = new EncodedSet(HubStory.DrawRecords(seed, new NastyOptions { Parties = 4 + draws.Below(30), Premises = 1 + draws.Below(4) }, 80));
            set.Records.Free(3);
            set.Records.Free(20);
            Bundle standard = DefaultBundle.Create();
            var matcher = new BundleMatcher(
                standard with { Blocking = standard.Blocking with { KeyBits = keyBits, MaxBlockRecords = most } }, set.Records);
            int threads = draws.Pick([1, 4]);
            CandidatePairs pairs = matcher.Candidates(threads, CancellationToken.None);

            var found = new List<(int, int)>();
            pairs.ForEach(
                threads, () => new List<(int, int)>(), (list, a, b) => list.Add((Math.Min(a, b), Math.Max(a, b))),
                list =>
                {
                    lock (found)
                    {
                        found.AddRange(list);
                    }
                },
                CancellationToken.None);

            int knownRows = draws.Below(set.Records.Rows + 1);
            CandidatePairs grown = matcher.Candidates(knownRows, threads, CancellationToken.None);
            var withKnown = new List<(int, int)>();
            grown.ForEach(
                knownRows, threads, () => new List<(int, int)>(), (list, a, b) => list.Add((Math.Min(a, b), Math.Max(a, b))),
                list =>
                {
                    lock (withKnown)
                    {
                        withKnown.AddRange(list);
                    }
                },
                CancellationToken.None);
            for (int a = 0; a < knownRows; a++)
            {
                withKnown.AddRange(Enumerable.Range(a + 1, knownRows - a - 1).Where(b => grown.IsCandidate(a, b)).Select(b => (a, b)));
            }

            withKnown.Order().ToArray().ShouldBe([.. found.Order()], $"seed {seed}, {knownRows} rows known");
            Dictionary<(int, uint), List<int>> blocks = BlocksOf(set, matcher);
            found.Order().ToArray().ShouldBe([.. Oracle(blocks, most)], $"seed {seed}, {threads} threads");
            pairs.Oversize.Select(block => block.Records).ToArray()
                .ShouldBe([.. blocks.Values.Where(block => block.Count > most).Select(block => block.Count).OrderDescending()], $"seed {seed}");
        }
    }

    private static Dictionary<(int Rule, uint Key), List<int>> BlocksOf(EncodedSet set, BundleMatcher matcher)
    {
        var blocks = new Dictionary<(int, uint), List<int>>();
        for (int row = 0; row < set.Records.Rows; row++)
        {
            if (!set.Records.IsUsed(row))
            {
                continue;
            }

            var keys = new HashSet<(int Rule, uint Key)>(matcher.Keys.Further(row));
            for (int rule = 0; rule < BlockKeys.MostRules; rule++)
            {
                keys.Add((rule, set.Records.Table.Keys(row)[rule]));
            }

            foreach ((int Rule, uint Key) key in keys.Where(entry => entry.Key != 0))
            {
                if (!blocks.TryGetValue(key, out List<int>? block))
                {
                    blocks.Add(key, block = []);
                }

                block.Add(row);
            }
        }

        return blocks;
    }

    private static SortedSet<(int, int)> Oracle(Dictionary<(int Rule, uint Key), List<int>> blocks, int most)
    {
        var pairs = new SortedSet<(int, int)>();
        foreach (List<int> block in blocks.Values.Where(block => block.Count <= most))
        {
            foreach (int a in block)
            {
                foreach (int b in block.Where(b => b > a))
                {
                    pairs.Add((a, b));
                }
            }
        }

        return pairs;
    }
}
