using System.Runtime.InteropServices;
using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Training;

/// <summary>A trained bundle with the pairs it was trained on.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Promising">All candidate pairs that can reach the review threshold, in no given order; null where that is not certain.</param>
/// <param name="Oversize">Blocks that were passed over.</param>
internal sealed record TrainingResult(Bundle Bundle, KeptStretch[]? Promising, IReadOnlyList<OversizeBlock> Oversize);

/// <summary>
/// Learns a bundle from unlabelled records: term frequencies by counting, u from random pairs, m and the number of matches by EM over
/// candidate pairs. A pure function of the set of records and the prior bundle: samples are drawn by sorted hash of the record keys.
/// </summary>
public static class Trainer
{
    /// <summary>Sampled records for random pairs; each is paired with <see cref="PairsPerSample"/> others.</summary>
    private const int SampleRecords = 10_000;
    private const int PairsPerSample = 40;

    /// <summary>
    /// What the independence of comparisons gets wrong on average, bits, measured over labelled sets of many kinds: a weight of 0 is then
    /// even odds. Persons: blocking lets chance agreement through less often than u says. Organisations: branches and neighbours agree
    /// in several things at once.
    /// </summary>
    private const double PersonPairBits = 0.5;
    private const double OrganisationPairBits = -2.5;

    /// <summary>With keys as loose as this nearly every pair is compared, so nothing is made up for; from the tight ones on, all of it.</summary>
    private const double LooseKeyBits = 4;
    private const double TightKeyBits = 7;

    /// <summary>A model of fewer expected matches than this says nothing; the prior stays.</summary>
    private const double FewestMatches = 5;

    /// <summary>
    /// Pairs whose pattern cannot weigh as much under the prior model, however rare the values that agree, are not kept for scoring.
    /// Whether that lost nothing under the trained model is checked for every pattern afterwards.
    /// </summary>
    private const double KeptBits = -11;

    /// <summary>Trains.</summary>
    public static Bundle Train(Bundle prior, EncodedRecords records, int parallelism, CancellationToken cancellationToken) =>
        TrainAndKeep(prior, records, parallelism, null, cancellationToken).Bundle;

    /// <summary>Trains, and keeps the candidate pairs that can reach the review threshold, so that they need not be enumerated again.</summary>
    /// <param name="prior">The bundle to start from.</param>
    /// <param name="records">The records.</param>
    /// <param name="parallelism">Threads at most.</param>
    /// <param name="letGo">Called where much memory has become free.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal static TrainingResult TrainAndKeep(
        Bundle prior, EncodedRecords records, int parallelism, Action? letGo, CancellationToken cancellationToken)
    {
        // The orders need no terms, and counting terms leaves processors idle.
        var persons = SampledRows.None;
        var organisations = SampledRows.None;
        IReadOnlyList<TermFrequencyTable> frequencies = [];
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            () => frequencies = TermCounter.Count(records.Table, records.Vocabulary, parallelism),
            () => persons = SampledRows.Of(records, PartyType.Person, parallelism),
            () => organisations = SampledRows.Of(records, PartyType.Organisation, parallelism));
        Bundle counted = prior with
        {
            Name = prior.Name + "+trained",
            TermFrequencies = frequencies,
            Blocking = prior.Blocking with { KeyBits = KeyBitsFor(records.CountUsed(parallelism)) },
        };
        var matcher = new BundleMatcher(counted, records);
        letGo?.Invoke(); // of what counting took, for the keys
        CandidatePairs pairs = matcher.Candidates(parallelism, cancellationToken);
        var personPatterns = new PatternCounts();
        var organisationPatterns = new PatternCounts();
        var kept = new List<KeptPairs>();
        pairs.ForEach(
            parallelism,
            () => new Worker(matcher, true),
            static (worker, a, b) => worker.Count(a, b),
            worker =>
            {
                lock (kept)
                {
                    worker.AddTo(personPatterns, organisationPatterns);
                    kept.Add(worker.Kept);
                }
            },
            cancellationToken);
        if (letGo is not null)
        {
            records.Table.DropKeys();
            letGo();
        }

        (MatchModel personModel, double personDuplicates) = TrainModel(PartyType.Person, prior.Persons, personPatterns, persons, matcher, parallelism);
        (MatchModel organisationModel, double organisationDuplicates) = TrainModel(
            PartyType.Organisation, prior.Organisations, organisationPatterns, organisations, matcher, parallelism);
        Bundle bundle = counted with
        {
            Persons = personModel,
            Organisations = organisationModel,
            TermFrequencies =
            [
                .. counted.TermFrequencies.Select(table => table with
                {
                    Duplicates = table.Attribute.StartsWith(Attributes.NameOrganisation, StringComparison.Ordinal)
                        ? organisationDuplicates
                        : personDuplicates,
                }),
            ],
        };
        bool complete = kept.TrueForAll(static pairs => !pairs.IsFull) && KeptAll(bundle, prior.Persons, bundle.Persons, personPatterns)
            && KeptAll(bundle, prior.Organisations, bundle.Organisations, organisationPatterns);
        return new TrainingResult(bundle, complete ? Promising(bundle, kept) : null, pairs.Oversize);
    }

    /// <summary>The kept pairs whose pattern can reach the review threshold under the trained model, however rare the values that agree.</summary>
    private static KeptStretch[] Promising(Bundle bundle, List<KeptPairs> kept)
    {
        double rarest = RarestBits(bundle);
        Parallel.ForEach(kept, pairs =>
        {
            var persons = new PairScorer(bundle.Persons);
            var organisations = new PairScorer(bundle.Organisations);
            pairs.Keep((pattern, isOrganisation) =>
                (isOrganisation ? organisations : persons).MostBits(pattern, rarest) >= bundle.Thresholds.ReviewBits);
        });
        return [.. kept.SelectMany(pairs => pairs.Stretches)];
    }

    /// <summary>Whether no pattern that was not kept can reach the review threshold under the trained model, whatever its terms.</summary>
    private static bool KeptAll(Bundle bundle, MatchModel prior, MatchModel trained, PatternCounts patterns)
    {
        var before = new PairScorer(prior);
        var after = new PairScorer(trained);
        double rarest = RarestBits(bundle);
        foreach ((ComparisonPattern pattern, _) in patterns.Sorted())
        {
            if (before.MostBits(pattern, rarest) < KeptBits && after.MostBits(pattern, rarest) >= bundle.Thresholds.ReviewBits)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>More bits than any value has under the bundle's tables; 0 where it has none.</summary>
    private static double RarestBits(Bundle bundle) =>
        bundle.TermFrequencies.Select(table => Math.Max(table.UnlistedBits, Math.Log2(table.Records) + 1)).DefaultIfEmpty(0).Max();

    /// <summary>
    /// How much information a compound key must hold, bits: so much that a key that is as rare as that is shared by chance with a few
    /// other records; by more of them where there are few records and comparing is cheap.
    /// </summary>
    private static double KeyBitsFor(int records)
    {
        double bits = Math.Log2(Math.Max(2, records));
        return Math.Max(4, bits - Math.Clamp(4 - ((bits - 14) / 3), 2, 4));
    }

    /// <summary>The model of one party type, and how many duplicates a record has on average.</summary>
    private static (MatchModel Model, double Duplicates) TrainModel(
        PartyType type, MatchModel prior, PatternCounts candidates, SampledRows rows, BundleMatcher matcher, int parallelism)
    {
        if (rows.Total < 2 || candidates.Total == 0)
        {
            return (prior, 0);
        }

        double pairs = rows.Total * (rows.Total - 1.0) / 2;
        PatternCounts random = RandomPairs(rows, matcher, parallelism);
        var training = new ExpectationMaximisation(prior, candidates.Sorted(), random.Sorted(), pairs);
        TrainedModel best = training.Fit(prior.Alternatives, parallelism);

        double duplicates = 2 * best.Matches / rows.Total;
        double shift = type == PartyType.Organisation
            ? OrganisationPairBits
            : PersonPairBits * Math.Clamp((matcher.Bundle.Blocking.KeyBits - LooseKeyBits) / (TightKeyBits - LooseKeyBits), 0, 1);
        return (best.Matches < FewestMatches ? prior : best.Model with { PriorBits = best.Model.PriorBits + shift }, duplicates);
    }

    /// <summary>How far apart in the order of hashes the two records of a random pair are: all distances where there are few records.</summary>
    private static int[] Distances(int rows) => rows <= 2 * PairsPerSample
        ? [.. Enumerable.Range(1, Math.Max(0, rows - 1))]
        : [.. Enumerable.Range(0, PairsPerSample).Select(i => 1 + (int)((long)i * (rows - 1) / PairsPerSample))];

    /// <summary>The stretches of the order of hashes that random pairs are drawn from; they go on at the start where they reach the end.</summary>
    private static IEnumerable<(int Start, int Length)> SampledRanks(int rows)
    {
        int sample = Math.Min(rows, SampleRecords);
        return Distances(rows).Prepend(0).Select(apart => (apart, sample));
    }

    private static PatternCounts RandomPairs(SampledRows rows, BundleMatcher matcher, int parallelism)
    {
        var counts = new PatternCounts();
        bool all = rows.Total <= 2 * PairsPerSample;
        int[] distances = Distances(rows.Total);
        Parallel.For(
            0, distances.Length, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, () => new Worker(matcher, false),
            (distance, _, worker) =>
            {
                int[] ones = rows.Stretches[0];
                int[] others = rows.Stretches[distance + 1];
                int end = all ? rows.Total - distances[distance] : ones.Length;
                for (int i = 0; i < end; i++)
                {
                    worker.Count(ones[i], others[i]);
                }

                return worker;
            },
            worker =>
            {
                lock (counts)
                {
                    worker.AddTo(counts, counts);
                }
            });
        return counts;
    }

    /// <summary>The rows that random pairs are drawn from.</summary>
    /// <param name="Total">Rows of the party type.</param>
    /// <param name="Stretches">The first records of the order of hashes, then for each distance as many that are so far from them.</param>
    private sealed record SampledRows(int Total, int[][] Stretches)
    {
        public static SampledRows None { get; } = new(0, []);

        public static SampledRows Of(EncodedRecords records, PartyType type, int parallelism)
        {
            int[] order = HashOrder.Of(records, type, SampledRanks, parallelism);
            return new SampledRows(order.Length, [.. SampledRanks(order.Length).Select(stretch => RowsOf(order, stretch.Start, stretch.Length))]);
        }

        private static int[] RowsOf(int[] order, int start, int length)
        {
            var rows = new int[length];
            for (int i = 0; i < length; i++)
            {
                rows[i] = order[(start + i) % order.Length];
            }

            return rows;
        }
    }

    private sealed class Worker(BundleMatcher matcher, bool keep)
    {
        private readonly PairComparer _comparer = matcher.NewComparer();
        private readonly Dictionary<ulong, Tally> _persons = [];
        private readonly Dictionary<ulong, Tally> _organisations = [];
        private readonly double _rarestBits = RarestBits(matcher.Bundle);

        /// <summary>Pairs that may reach the review threshold.</summary>
        public KeptPairs Kept { get; } = new();

        public void Count(int a, int b)
        {
            PartyType type = matcher.Records.Table.FlagsOf(a).Type;
            ComparisonPattern pattern = _comparer.Levels(a, b);
            ref Tally tally = ref CollectionsMarshal.GetValueRefOrAddDefault(
                type == PartyType.Organisation ? _organisations : _persons, pattern.Bits, out bool known);
            if (!known)
            {
                tally.Number = keep && matcher.ScorerOf(type).MostBits(pattern, _rarestBits) >= KeptBits
                    ? Kept.NumberOf(pattern, type == PartyType.Organisation)
                    : KeptPairs.NotKept;
            }

            tally.Pairs++;
            if (tally.Number != KeptPairs.NotKept)
            {
                Kept.Add(new KeptPair(a, b, (ushort)tally.Number));
            }
        }

        public void AddTo(PatternCounts persons, PatternCounts organisations)
        {
            AddTo(persons, _persons);
            AddTo(organisations, _organisations);
        }

        private static void AddTo(PatternCounts counts, Dictionary<ulong, Tally> tallies)
        {
            foreach ((ulong bits, Tally tally) in tallies)
            {
                counts.Add(new ComparisonPattern(bits), tally.Pairs);
            }
        }

        /// <summary>How many pairs a pattern has, and its number where they may reach the review threshold.</summary>
        private struct Tally
        {
            public long Pairs;
            public int Number;
        }
    }
}
