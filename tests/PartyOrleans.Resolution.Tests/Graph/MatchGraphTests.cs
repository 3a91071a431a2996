using PartyOrleans.Resolution.Graph;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Graph;

public sealed class MatchGraphTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Of_WhenThereAreManyEdges_GivesEachRowItsOwn(int parallelism)
    {
        foreach (ulong seed in PropertyCases.Seeds(3))
        {
            const int Rows = 5_000;
            var draws = new SeededDraws(seed);
            var weights = new Dictionary<(int A, int B), float>();
            for (int i = 0; i < 60_000; i++)
            {
                (int a, int b) = (draws.Below(Rows), draws.Below(Rows));
                if (a < b)
                {
                    weights[(a, b)] = i;
                }
            }

            MatchGraph graph = MatchGraph.Of(Rows, [.. weights.Select(edge => new MatchEdge(edge.Key.A, edge.Key.B, edge.Value))], parallelism);

            graph.EdgeCount.ShouldBe(weights.Count);
            ILookup<int, (int Row, float Bits)> expected = weights
                .SelectMany(edge => new[] { (Of: edge.Key.A, Row: edge.Key.B, edge.Value), (Of: edge.Key.B, Row: edge.Key.A, edge.Value) })
                .ToLookup(edge => edge.Of, edge => (edge.Row, edge.Value));
            for (int row = 0; row < Rows; row++)
            {
                graph.NeighboursOf(row).ToArray().Order().ShouldBe(expected[row].Order(), $"seed {seed}, row {row}");
            }
        }
    }

    [Fact]
    public void Set_WhenRowsShareAnArray_LeavesTheOthersAsTheyAre()
    {
        MatchGraph graph = MatchGraph.Of(4, [new(0, 1, 1), new(1, 2, 2)]);

        graph.Set(1, 3, 3);
        graph.Set(0, 1, 9);
        graph.Remove(1, 2);

        graph.EdgeCount.ShouldBe(2);
        graph.NeighboursOf(0).ToArray().ShouldBe([(1, 9f)]);
        graph.NeighboursOf(1).ToArray().Order().ShouldBe([(0, 9f), (3, 3f)]);
        graph.NeighboursOf(2).ToArray().ShouldBeEmpty();
        graph.NeighboursOf(3).ToArray().ShouldBe([(1, 3f)]);
    }
}
