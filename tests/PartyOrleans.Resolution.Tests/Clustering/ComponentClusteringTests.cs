using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Clustering;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Clustering;

public sealed class ComponentClusteringTests
{
    private static readonly Thresholds Usual = new(MatchBits: 0, ReviewBits: -4, AverageBits: -1, FloorBits: -12, CeilingBits: 12);

    [Theory]
    // One pair, by weight.
    [InlineData(new double[] { 5 }, "", new[] { 0, 0 })]
    [InlineData(new double[] { 0 }, "", new[] { 0, 0 })]
    [InlineData(new double[] { -0.5 }, "", new[] { 0, 1 })]
    [InlineData(new double[] { double.NegativeInfinity }, "", new[] { 0, 1 })]
    // A judgement beats every weight.
    [InlineData(new double[] { -50 }, "0=1", new[] { 0, 0 })]
    [InlineData(new double[] { 50 }, "0!1", new[] { 0, 1 })]
    // Three members; weights of 01, 02, 12. A chain holds where the third pair does not speak against it.
    [InlineData(new double[] { 8, -3, 6 }, "", new[] { 0, 0, 0 })]
    [InlineData(new double[] { 8, -12, 6 }, "", new[] { 0, 0, 1 })]
    [InlineData(new double[] { 6, -12, 8 }, "", new[] { 0, 1, 1 })]
    // A clash counts down to the floor only: here the average is -0.75.
    [InlineData(new double[] { 10.5, -90, 11 }, "", new[] { 0, 0, 0 })]
    // Members that exclude each other are never one party, whatever speaks for it; the third goes with the better.
    [InlineData(new double[] { 10.5, -1000, 11 }, "", new[] { 0, 1, 1 })]
    [InlineData(new double[] { 11, -1000, 10.5 }, "", new[] { 0, 0, 1 })]
    [InlineData(new double[] { -1000 }, "", new[] { 0, 1 })]
    // A steward overrules that, and what excluded the two then excludes nobody from their party.
    [InlineData(new double[] { -1000 }, "0=1", new[] { 0, 0 })]
    [InlineData(new double[] { -1000, 12, -1000 }, "0=1", new[] { 0, 0, 0 })]
    [InlineData(new double[] { -1000, 12, -1000 }, "0=1 1!2", new[] { 0, 0, 1 })]
    // A cannot-link keeps whole groups apart, a must-link pulls in what its members are sure of.
    [InlineData(new double[] { 9, 5, 5 }, "0!2", new[] { 0, 0, 1 })]
    [InlineData(new double[] { 5, 5, 9 }, "0!2", new[] { 0, 1, 1 })]
    [InlineData(new double[] { -9, -9, -9 }, "0=1 1=2", new[] { 0, 0, 0 })]
    [InlineData(new double[] { -9, -9, -9 }, "0=1 1=2 0!2", new[] { 0, 0, 0 })]
    // Equal evidence: the pair with the smallest members merges first.
    [InlineData(new double[] { 5, -12, 5 }, "", new[] { 0, 0, 1 })]
    [InlineData(new double[] { -12, 5, 5 }, "", new[] { 0, 1, 0 })]
    public void Cluster_WhenWeightsAndJudgementsAreGiven_Groups(double[] weights, string judgements, int[] expected) =>
        ComponentClustering.Cluster(new Matrix(weights, judgements), Usual).ShouldBe(expected);

    // Weights of 01, 02, 12; where 0 and 2 have nothing that speaks against them, only the other pairs count.
    [Theory]
    [InlineData(8, -12, 6, true, new[] { 0, 0, 0 })]
    [InlineData(8, -12, 6, false, new[] { 0, 0, 1 })]
    [InlineData(8, -12, -1, true, new[] { 0, 0, 1 })]
    [InlineData(8, PairScorer.ExclusiveBits, 6, true, new[] { 0, 0, 1 })]
    public void Cluster_WhenNothingSpeaksAgainstAPair_LeavesItOutOfTheAverage(double first, double silent, double last, bool isSilent, int[] expected)
    {
        var matrix = new Matrix([first, silent, last], "");
        if (isSilent)
        {
            matrix.Silence(0, 2);
        }

        ComponentClustering.Cluster(matrix, Usual).ShouldBe(expected);
    }

    [Fact]
    public void Cluster_WhenOneMember_IsOneParty() => ComponentClustering.Cluster(new Matrix([], ""), Usual).ShouldBe([0]);

    [Fact]
    public void Cluster_WhenComparedWithAnOracle_GivesTheSameParties()
    {
        foreach (ulong seed in PropertyCases.Seeds(3000))
        {
            var draws = new SeededDraws(seed);
            int count = 1 + draws.Below(11);
            // Multiples of a half add up without rounding, so ties are ties for both.
            int range = draws.Pick([2, 6, 30]);
            double[] weights = [.. Enumerable.Range(0, count * (count - 1) / 2)
                .Select(_ => draws.Chance(0.03) ? double.NegativeInfinity : draws.Chance(0.05) ? PairScorer.ExclusiveBits : (draws.Below((2 * range) + 1) - (range / 2)) / 2.0)];
            var matrix = new Matrix(weights, "");
            for (int i = 0; i < count * draws.Pick([0, 0, 1]); i++)
            {
                matrix.Judge(draws.Below(count), draws.Below(count), draws.Chance(0.4) ? 1 : -1);
            }

            for (int i = 0; i < count * draws.Pick([0, 1, 3]); i++)
            {
                matrix.Silence(draws.Below(count), draws.Below(count));
            }

            var thresholds = new Thresholds(draws.Below(3) - 1, -4, draws.Below(4) - 2, -6, 7);
            ComponentClustering.Cluster(matrix, thresholds).ShouldBe(Oracle(matrix, thresholds), $"seed {seed}");
        }
    }

    /// <summary>Average linkage as it is told: groups as lists, every average over all pairs anew in every step.</summary>
    private static int[] Oracle(Matrix matrix, Thresholds thresholds)
    {
        List<List<int>> groups = [.. Enumerable.Range(0, matrix.Count).Select(i => new List<int> { i })];
        for (int i = 0; i < matrix.Count; i++)
        {
            for (int j = i + 1; j < matrix.Count; j++)
            {
                List<int> left = groups.Single(group => group.Contains(i));
                List<int> right = groups.Single(group => group.Contains(j));
                if (matrix.JudgementOf(i, j) > 0 && left != right)
                {
                    left.AddRange(right);
                    groups.Remove(right);
                }
            }
        }

        List<HashSet<int>> overruled = [.. groups
            .Where(group => group.Exists(a => group.Exists(b => a != b && Excludes(matrix, a, b))))
            .Select(group => group.ToHashSet())];
        while (true)
        {
            var ranked =
                from left in groups
                from right in groups
                where left.Min() < right.Min()
                let pairs = (from a in left from b in right select (a, b)).ToList()
                where pairs.Exists(pair => matrix.WeightBits(pair.a, pair.b) >= thresholds.MatchBits)
                    && !pairs.Exists(pair => matrix.JudgementOf(pair.a, pair.b) < 0)
                    && !pairs.Exists(pair => Excludes(matrix, pair.a, pair.b)
                        && !overruled.Exists(party => party.Contains(pair.a) || party.Contains(pair.b)))
                let telling = pairs.Where(pair => matrix.WeightBits(pair.a, pair.b) >= thresholds.MatchBits || matrix.SpeaksAgainst(pair.a, pair.b) || Excludes(matrix, pair.a, pair.b))
                let average = telling.Average(pair => Math.Clamp(matrix.WeightBits(pair.a, pair.b), thresholds.FloorBits, thresholds.CeilingBits))
                where average >= thresholds.AverageBits
                orderby average descending, left.Min(), right.Min()
                select (left, right);
            (List<int>? into, List<int>? from) = ranked.FirstOrDefault();
            if (into is null || from is null)
            {
                break;
            }

            into.AddRange(from);
            groups.Remove(from);
        }

        List<List<int>> sorted = [.. groups.OrderBy(group => group.Min())];
        return [.. Enumerable.Range(0, matrix.Count).Select(i => sorted.FindIndex(group => group.Contains(i)))];
    }

    private static bool Excludes(Matrix matrix, int left, int right) => matrix.WeightBits(left, right) <= PairScorer.MostExclusiveBits;

    /// <summary>A component by its weights, row by row above the diagonal, and judgements such as "0=1 1!2".</summary>
    private sealed class Matrix : IComponent
    {
        private readonly double[,] _weights;
        private readonly int[,] _judgements;
        private readonly bool[,] _isSilent;

        public Matrix(double[] weights, string judgements)
        {
            Count = (int)((1 + Math.Sqrt(1 + (8 * weights.Length))) / 2);
            _weights = new double[Count, Count];
            _judgements = new int[Count, Count];
            _isSilent = new bool[Count, Count];
            int next = 0;
            for (int i = 0; i < Count; i++)
            {
                for (int j = i + 1; j < Count; j++)
                {
                    _weights[i, j] = _weights[j, i] = weights[next++];
                }
            }

            foreach (string judgement in judgements.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Judge(judgement[0] - '0', judgement[2] - '0', judgement[1] == '=' ? 1 : -1);
            }
        }

        public int Count { get; }

        public void Silence(int left, int right) => _isSilent[left, right] = _isSilent[right, left] = true;

        public bool SpeaksAgainst(int left, int right) => !_isSilent[left, right];

        public void Judge(int left, int right, int judgement)
        {
            if (left != right)
            {
                _judgements[left, right] = _judgements[right, left] = judgement;
            }
        }

        public double WeightBits(int left, int right) => _weights[left, right];

        public int JudgementOf(int left, int right) => _judgements[left, right];
    }
}
