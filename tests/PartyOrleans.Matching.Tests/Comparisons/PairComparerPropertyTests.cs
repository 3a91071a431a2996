using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Matching.Tests.Comparisons;

/// <summary>A comparison is a function of two sets of values: not of which comes first, nor of the ids that values happen to have.</summary>
public sealed class PairComparerPropertyTests
{
    private static readonly NastyOptions Options = new() { Parties = 12, Premises = 3, ErrorShare = 0.3 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_WhenArgumentsOrInterningOrderChange_GivesTheSame(bool trained)
    {
        foreach (ulong seed in PropertyCases.Seeds(5))
        {
            IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(seed, Options, 60);
            Bundle bundle = trained ? EncodedSet.Trained(HubStory.DrawRecords(seed, Options, 200)) : DefaultBundle.Create();
            var one = new EncodedSet(records);
            var other = new EncodedSet(new SeededDraws(seed).Shuffled(records));
            PairComparer comparer = new BundleMatcher(bundle, one.Records).NewComparer();
            PairComparer elsewhere = new BundleMatcher(bundle, other.Records).NewComparer();
            foreach (SourceRecord a in records)
            {
                foreach (SourceRecord b in records)
                {
                    if (TypeOf(one, a) != TypeOf(one, b))
                    {
                        continue;
                    }

                    ComparisonPattern pattern = comparer.Compare(one.RowOf[a.Key], one.RowOf[b.Key], out float bits);
                    ComparisonPattern swapped = comparer.Compare(one.RowOf[b.Key], one.RowOf[a.Key], out float swappedBits);
                    ComparisonPattern moved = elsewhere.Compare(other.RowOf[a.Key], other.RowOf[b.Key], out float movedBits);
                    string context = $"seed {seed}: {string.Join(' ', a.Values)} | {string.Join(' ', b.Values)}";
                    (swapped.Bits, swappedBits).ShouldBe((pattern.Bits, bits), context);
                    (moved.Bits, movedBits).ShouldBe((pattern.Bits, bits), context);
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_WhenLevelsAreKnown_GivesWhatComparingGives(bool trained)
    {
        int terms = 0;
        foreach (ulong seed in PropertyCases.Seeds(5))
        {
            IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(seed, Options, 60);
            Bundle bundle = trained ? EncodedSet.Trained(HubStory.DrawRecords(seed, Options, 200)) : DefaultBundle.Create();
            var set = new EncodedSet(records);
            PairComparer comparer = new BundleMatcher(bundle, set.Records).NewComparer();
            foreach (SourceRecord a in records)
            {
                foreach (SourceRecord b in records.Where(other => TypeOf(set, other) == TypeOf(set, a)))
                {
                    (int x, int y) = (set.RowOf[a.Key], set.RowOf[b.Key]);
                    ComparisonPattern pattern = comparer.Compare(x, y, out float bits);
                    ComparisonPattern known = comparer.Compare(x, y, comparer.Levels(x, y), out float knownBits);
                    (known.Bits, knownBits).ShouldBe((pattern.Bits, bits), $"seed {seed}: {string.Join(' ', a.Values)} | {string.Join(' ', b.Values)}");
                    terms += bits != 0 ? 1 : 0;
                }
            }
        }

        terms.ShouldBeGreaterThan(100);
    }

    private static PartyType TypeOf(EncodedSet set, SourceRecord record) => set.Records.Table.FlagsOf(set.RowOf[record.Key]).Type;
}
