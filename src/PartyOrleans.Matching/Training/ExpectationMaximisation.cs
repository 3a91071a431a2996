using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Training;

/// <summary>What training on one party type found.</summary>
/// <param name="Model">The trained model.</param>
/// <param name="Matches">Expected number of matching pairs.</param>
/// <param name="LogLikelihood">Of the candidate patterns, natural log; comparable between models of the same data.</param>
internal sealed record TrainedModel(MatchModel Model, double Matches, double LogLikelihood);

/// <summary>
/// Estimates m and the number of matches from unlabelled candidate pairs by expectation-maximisation (Dempster, Laird and Rubin, 1977;
/// for record linkage Winkler, 1988), over aggregated patterns. u comes from random pairs, less the matches expected among them.
/// A prior model pulls every probability towards itself with the weight of a few pairs, so that small data stays sane.
/// </summary>
internal sealed class ExpectationMaximisation(
    MatchModel prior, IReadOnlyList<KeyValuePair<ComparisonPattern, long>> candidates,
    IReadOnlyList<KeyValuePair<ComparisonPattern, long>> random, double pairs)
{
    private const int Rounds = 60;
    private const double MatchPseudoPairs = 60;

    /// <summary>With as many matches the prior's weight doubles; with fewer it grows further, since a handful of matches describes only itself.</summary>
    private const double FewMatches = 1000;
    private const double RandomPseudoPairs = 5000;
    private const double Least = 1e-9;
    private const int PatternsPerPart = 1024;

    private readonly ComparisonKind[] _kinds = [.. prior.Comparisons.Select(comparison => ComparisonCatalog.KindOf(comparison.Name)!.Value)];

    /// <summary>The level of each comparison, pattern after pattern.</summary>
    private byte[] _levels = [];

    /// <summary>Fits the model with the given latent classes beside match and chance.</summary>
    /// <param name="alternatives">The classes.</param>
    /// <param name="parallelism">Threads at most; changes nothing else.</param>
    public TrainedModel Fit(IReadOnlyList<LatentClass> alternatives, int parallelism = 1)
    {
        _levels = LevelsOfAll();
        int classes = 2 + alternatives.Count;
        double[][][] level = new double[classes][][];
        level[0] = [.. prior.Comparisons.Select(comparison => Levels(comparison, static l => l.M))];
        level[1] = [.. prior.Comparisons.Select(comparison => Levels(comparison, static l => l.U))];
        for (int other = 0; other < alternatives.Count; other++)
        {
            level[2 + other] = [.. alternatives[other].Levels.Select(static levels => (double[])[0, .. levels])];
        }

        double[][][] start = [.. level.Select(static model => (double[][])[.. model.Select(static levels => (double[])levels.Clone())])];
        double[][] seen = RandomCounts();
        var size = new double[classes];
        long total = candidates.Sum(entry => entry.Value);
        size[0] = Math.Max(1, total * 0.2);
        size[1] = pairs;
        for (int other = 0; other < alternatives.Count; other++)
        {
            size[2 + other] = Math.Max(1, total * 0.1);
        }

        EstimateChance(level, start[1], seen, size[0]);
        double logLikelihood = 0;
        for (int round = 0; round < Rounds; round++)
        {
            double[][][] sums = [.. level.Select(static model => (double[][])[.. model.Select(static levels => new double[levels.Length])])];
            var expected = new double[classes];
            logLikelihood = Expect(level, size, sums, expected, parallelism);
            for (int of = 0; of < classes; of++)
            {
                if (of != 1)
                {
                    size[of] = Math.Max(expected[of], 0.5);
                    Maximise(level[of], start[of], sums[of], of != 0, MatchPseudoPairs * (1 + (FewMatches / (1 + expected[0]))));
                    if (of == 0)
                    {
                        KeepAgainst(level[0], level[1], start);
                    }
                }
            }

            EstimateChance(level, start[1], seen, size[0]);
        }

        var comparisons = prior.Comparisons.Select((comparison, i) => comparison with
        {
            Levels = [.. comparison.Levels.Select((named, l) => new ComparisonLevel(named.Name, level[0][i][l + 1], level[1][i][l + 1]))],
        });
        var trained = alternatives.Select((alternative, other) => alternative with
        {
            PriorBits = Math.Log2(size[2 + other] / pairs),
            Levels = [.. level[2 + other].Select(static levels => (IReadOnlyList<double>)levels[1..])],
        });
        return new TrainedModel(new MatchModel(Math.Log2(size[0] / pairs), [.. comparisons], [.. trained]), size[0], logLikelihood);
    }

    private static double[] Levels(Comparison comparison, Func<ComparisonLevel, double> take) => [0, .. comparison.Levels.Select(take)];

    /// <summary>
    /// What each class expects of each pattern, and of these the sums by level. Patterns are looked at by several threads and so are classes, but
    /// every sum is made by one of them in the order of the patterns, so that it comes out the same to the last bit.
    /// </summary>
    private double Expect(double[][][] level, double[] size, double[][][] sums, double[] expected, int parallelism)
    {
        int patterns = candidates.Count;
        var shares = new double[level.Length * patterns];
        var logs = new double[patterns];
        ForEach((patterns + PatternsPerPart - 1) / PatternsPerPart, parallelism, part =>
        {
            Span<double> weight = stackalloc double[level.Length];
            for (int at = part * PatternsPerPart; at < Math.Min(patterns, (part + 1) * PatternsPerPart); at++)
            {
                ReadOnlySpan<byte> levels = LevelsOf(at);
                double all = 0;
                for (int of = 0; of < level.Length; of++)
                {
                    double likelihood = size[of];
                    for (int i = 0; i < levels.Length; i++)
                    {
                        if (levels[i] != 0)
                        {
                            likelihood *= level[of][i][levels[i]];
                        }
                    }

                    weight[of] = likelihood;
                    all += likelihood;
                }

                long count = candidates[at].Value;
                logs[at] = count * Math.Log(all);
                for (int of = 0; of < level.Length; of++)
                {
                    shares[(of * patterns) + at] = count * weight[of] / all;
                }
            }
        });
        ForEach(level.Length, parallelism, of =>
        {
            double[][] sum = sums[of];
            double total = 0;
            for (int at = 0; at < patterns; at++)
            {
                double share = shares[(of * patterns) + at];
                total += share;
                ReadOnlySpan<byte> levels = LevelsOf(at);
                for (int i = 0; i < levels.Length; i++)
                {
                    sum[i][levels[i]] += share;
                }
            }

            expected[of] = total;
        });
        double logLikelihood = -expected.Length;
        foreach (double log in logs)
        {
            logLikelihood += log;
        }

        for (int of = 0; of < level.Length; of++)
        {
            if (of != 1)
            {
                logLikelihood -= expected[of];
            }
        }

        return logLikelihood;
    }

    private void ForEach(int count, int parallelism, Action<int> action)
    {
        if (parallelism == 1 || candidates.Count <= PatternsPerPart)
        {
            for (int i = 0; i < count; i++)
            {
                action(i);
            }
        }
        else
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, action);
        }
    }

    private ReadOnlySpan<byte> LevelsOf(int pattern) => _levels.AsSpan(pattern * _kinds.Length, _kinds.Length);

    private byte[] LevelsOfAll()
    {
        var levels = new byte[candidates.Count * _kinds.Length];
        for (int at = 0; at < candidates.Count; at++)
        {
            for (int i = 0; i < _kinds.Length; i++)
            {
                levels[(at * _kinds.Length) + i] = (byte)candidates[at].Key.LevelOf(_kinds[i]);
            }
        }

        return levels;
    }

    private void Maximise(double[][] level, double[][] start, double[][] sums, bool isAlternative, double pseudoPairs)
    {
        for (int i = 0; i < level.Length; i++)
        {
            if (isAlternative && BelongsToPerson(_kinds[i]))
            {
                continue;
            }

            double total = pseudoPairs;
            for (int at = 1; at < level[i].Length; at++)
            {
                total += sums[i][at];
            }

            for (int at = 1; at < level[i].Length; at++)
            {
                level[i][at] = Math.Max(Least, (sums[i][at] + (pseudoPairs * start[i][at])) / total);
            }
        }
    }

    /// <summary>
    /// A level that speaks against a match in the prior model is held to chance, before levels are made to sum to one: where the data holds
    /// pairs that are related but not the same (companies of one group, say), they would otherwise teach that names which share little agree.
    /// </summary>
    private static void KeepAgainst(double[][] match, double[][] chance, double[][][] start)
    {
        for (int i = 0; i < match.Length; i++)
        {
            double sum = 0;
            for (int at = 1; at < match[i].Length; at++)
            {
                if (start[0][i][at] < start[1][i][at])
                {
                    match[i][at] = Math.Min(match[i][at], chance[i][at]);
                }

                sum += match[i][at];
            }

            for (int at = 1; at < match[i].Length; at++)
            {
                match[i][at] /= sum;
            }
        }
    }

    /// <summary>
    /// What belongs to one person alone does not bend to the data in a class of several persons: otherwise the class could trade
    /// places with the matches.
    /// </summary>
    private static bool BelongsToPerson(ComparisonKind kind) =>
        kind is ComparisonKind.Given or ComparisonKind.Middle or ComparisonKind.Organisation or ComparisonKind.Date or ComparisonKind.Email or ComparisonKind.Identifier;

    /// <summary>u: the random pairs' levels less what the matches among them would give, pulled towards the prior.</summary>
    private void EstimateChance(double[][][] level, double[][] start, double[][] seen, double matches)
    {
        double share = Math.Min(0.5, matches / pairs);
        for (int i = 0; i < _kinds.Length; i++)
        {
            double total = seen[i].Skip(1).Sum();
            double sum = 0;
            for (int at = 1; at < seen[i].Length; at++)
            {
                double chance = Math.Max(0, seen[i][at] - (total * share * level[0][i][at]));
                level[1][i][at] = Math.Max(Least, (chance + (RandomPseudoPairs * start[i][at])) / (total + RandomPseudoPairs));
                sum += level[1][i][at];
            }

            for (int at = 1; at < seen[i].Length; at++)
            {
                level[1][i][at] /= sum;
            }
        }
    }

    private double[][] RandomCounts()
    {
        double[][] seen = [.. prior.Comparisons.Select(comparison => new double[comparison.Levels.Count + 1])];
        foreach ((ComparisonPattern pattern, long count) in random)
        {
            for (int i = 0; i < _kinds.Length; i++)
            {
                seen[i][pattern.LevelOf(_kinds[i])] += count;
            }
        }

        return seen;
    }
}
