using PartyOrleans.Resolution.Graph;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Graph;

public sealed class ComponentsTests
{
    [Fact]
    public void Of_WhenNothingIsJoined_HasNone() => Components.Of(3, [], 2).Count.ShouldBe(0);

    [Fact]
    public void Of_WhenRowsAreJoined_ListsThemByTheLeast()
    {
        Components components = Components.Of(8, [new(6, 2, 1), new(7, 1, 1), new(5, 6, 1)], 2);

        components.Count.ShouldBe(2);
        components.MembersOf(0).ToArray().ShouldBe([1, 7]);
        components.MembersOf(1).ToArray().ShouldBe([2, 5, 6]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Of_WhenThereAreManyEdges_GivesWhatAWalkGives(int parallelism)
    {
        foreach (ulong seed in PropertyCases.Seeds(3))
        {
            var draws = new SeededDraws(seed);
            int rows = 40_000 + draws.Below(20_000);
            List<MatchEdge> edges = [];
            for (int i = 0; i < rows * 2 / 3; i++)
            {
                int a = draws.Below(rows);
                int b = draws.Chance(0.8) ? Math.Min(rows - 1, a + 1 + draws.Below(3)) : draws.Below(rows);
                if (a != b)
                {
                    edges.Add(new MatchEdge(a, b, 1));
                }
            }

            Components components = Components.Of(rows, edges, parallelism);

            int[][] walked = Walk(rows, edges);
            components.Count.ShouldBe(walked.Length, $"seed {seed}");
            for (int i = 0; i < walked.Length; i++)
            {
                components.MembersOf(i).SequenceEqual(walked[i]).ShouldBeTrue($"seed {seed}, component {i}");
            }
        }
    }

    private static int[][] Walk(int rows, List<MatchEdge> edges)
    {
        MatchGraph graph = MatchGraph.Of(rows, edges, parallelism: 3);
        var components = new List<int[]>();
        var seen = new bool[rows];
        for (int start = 0; start < rows; start++)
        {
            var found = new List<int> { start };
            for (int i = 0; i < found.Count && !seen[start]; i++)
            {
                foreach ((int other, _) in graph.NeighboursOf(found[i]))
                {
                    if (!found.Contains(other))
                    {
                        found.Add(other);
                    }
                }
            }

            if (!seen[start] && found.Count > 1)
            {
                components.Add([.. found.Order()]);
            }

            found.ForEach(row => seen[row] = true);
        }

        return [.. components];
    }
}
