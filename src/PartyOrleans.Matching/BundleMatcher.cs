using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching;

/// <summary>A bundle at work on encoded records: computes keys, finds candidate pairs and scores them.</summary>
public sealed class BundleMatcher
{
    /// <summary>Values of rows this far ahead are fetched from memory while keys of others are computed.</summary>
    private const int RowsAhead = 8;
    private const int TextsAhead = 4;

    private readonly PairScorer _persons;
    private readonly PairScorer _organisations;

    /// <summary>Puts a bundle to work.</summary>
    public BundleMatcher(Bundle bundle, EncodedRecords records)
    {
        Bundle = bundle;
        Records = records;
        Terms = new TermModel(bundle, records.Vocabulary);
        Keys = new BlockKeys(bundle, records.Table, records.Vocabulary, Terms);
        _persons = new PairScorer(bundle.Persons);
        _organisations = new PairScorer(bundle.Organisations);
    }

    /// <summary>The bundle.</summary>
    public Bundle Bundle { get; }

    /// <summary>The records.</summary>
    public EncodedRecords Records { get; }

    /// <summary>The bundle's term tables, looked up.</summary>
    public TermModel Terms { get; }

    /// <summary>The bundle's blocking rules.</summary>
    public BlockKeys Keys { get; }

    /// <summary>A comparer for one thread.</summary>
    public PairComparer NewComparer() => new(Records.Table, Records.Vocabulary, Terms);

    /// <summary>The scorer of a party type.</summary>
    public PairScorer ScorerOf(PartyType type) => type == PartyType.Organisation ? _organisations : _persons;

    /// <summary>The match weight of two rows of one party type, bits.</summary>
    public double WeightBits(PairComparer comparer, int a, int b)
    {
        ComparisonPattern pattern = comparer.Compare(a, b, out float termBits);
        return ScorerOf(Records.Table.FlagsOf(a).Type).WeightBits(pattern, termBits);
    }

    /// <summary>As the other, of two rows whose <see cref="PairComparer.Levels"/> are known.</summary>
    public double WeightBits(PairComparer comparer, int a, int b, ComparisonPattern levels)
    {
        ComparisonPattern pattern = comparer.Compare(a, b, levels, out float termBits);
        return ScorerOf(Records.Table.FlagsOf(a).Type).WeightBits(pattern, termBits);
    }

    /// <summary>
    /// Has what comparing reads besides the rows themselves on its way from memory: the names of organisations, which no signature in the rows
    /// tells apart. The waits for all of them overlap.
    /// </summary>
    internal void Prefetch(List<int> rows)
    {
        foreach (int row in rows)
        {
            Records.Vocabulary.Organisations.Prefetch(Records.Table.Row(row)[(int)Slot.Organisation]);
        }

        foreach (int row in rows)
        {
            Records.Vocabulary.Organisations.PrefetchText(Records.Table.Row(row)[(int)Slot.Organisation]);
        }
    }

    /// <summary>Computes the block keys of all rows in parallel and prepares the enumeration of all candidate pairs.</summary>
    public CandidatePairs Candidates(int parallelism, CancellationToken cancellationToken) => Candidates(0, parallelism, cancellationToken);

    /// <summary>As the other, where rows below <paramref name="knownRows"/> have their keys already, by this bundle.</summary>
    public CandidatePairs Candidates(int knownRows, int parallelism, CancellationToken cancellationToken) =>
        new(Records.Table, Keys, ComputeKeys(knownRows, parallelism, cancellationToken), Bundle.Blocking.MaxBlockRecords);

    /// <summary>Computes the block keys of all rows in parallel.</summary>
    /// <returns>The further keys of the rows that have any.</returns>
    public Dictionary<int, (int Rule, uint Key)[]> ComputeKeys(int parallelism, CancellationToken cancellationToken) =>
        ComputeKeys(0, parallelism, cancellationToken);

    private Dictionary<int, (int Rule, uint Key)[]> ComputeKeys(int knownRows, int parallelism, CancellationToken cancellationToken)
    {
        Terms.FillAllAndSounds();
        var further = new Dictionary<int, (int Rule, uint Key)[]>();
        const int Step = 8192;
        Parallel.For(
            0, (Records.Rows + Step - 1) / Step,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            part =>
            {
                for (int row = part * Step; row < Math.Min(Records.Rows, (part + 1) * Step); row++)
                {
                    if (!Records.IsUsed(row))
                    {
                        continue;
                    }

                    if (row >= knownRows)
                    {
                        Keys.Prefetch(Math.Min(row + RowsAhead, Records.Rows - 1));
                        Keys.PrefetchTexts(Math.Min(row + TextsAhead, Records.Rows - 1));
                        Keys.Compute(row);
                    }

                    (int Rule, uint Key)[] more = Keys.Further(row);
                    if (more.Length > 0)
                    {
                        lock (further)
                        {
                            further.Add(row, more);
                        }
                    }
                }
            });
        return further;
    }
}
