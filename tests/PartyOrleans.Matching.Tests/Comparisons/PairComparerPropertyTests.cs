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

    private static PartyType TypeOf(EncodedSet set, SourceRecord record) => set.Records.Table.FlagsOf(set.RowOf[record.Key]).Type;
}
