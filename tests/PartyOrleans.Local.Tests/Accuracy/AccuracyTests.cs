using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Evaluation;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Tests.Accuracy;

/// <summary>
/// What the labelled sets score, to four decimals: any change of a weight, a standard form, a blocking rule or the clustering shows here,
/// better or worse. The figures are measured, not wished for.
/// </summary>
public sealed class AccuracyTests
{
    /// <summary>Pairwise F1 per set: with weights learned from the set's own records (no labels), and with the shipped bundle for as many records.</summary>
    // To refresh: dotnet test tests/PartyOrleans.Local.Tests -c Release --filter AccuracyTests; a failure states the figures to write here.
    public static TheoryData<string, double, double> Sets => new()
    {
        { "febrl1", 1.0000, 0.9970 },
        { "febrl2", 0.9990, 0.9984 },
        { "febrl3", 0.9997, 0.9975 },
        { "febrl4", 0.9998, 0.9968 },
        { "zingg-febrl120k", 0.9945, 0.9788 },
        { "splink-fake1000", 0.9784, 0.9228 },
        { "splink-fake20000", 0.9504, 0.9043 },
        { "senzing-truthset", 0.9432, 0.9511 },
        { "restaurants", 0.9821, 0.9694 },
        { "chicago", 0.9278, 0.8533 },
        { "rldata500", 0.9899, 0.9899 },
        { "rldata10000", 0.9751, 0.9443 },
        { "census", 0.6460, 0.5963 },
    };

    [SharedDataTheory("README.md")]
    [MemberData(nameof(Sets))]
    public async Task Resolve_WhenLabelledSet_ScoresTheGoldenF1(string name, double trained, double shipped)
    {
        var set = LabelledSet.Of(name);
        List<IReadOnlyList<SourceRecord>> batches = await set.ReadAsync();
        Bundle bundle = BundleChoice.ShippedFor(batches.Sum(batch => batch.Count));

        ClusterScore learned = set.Score(LabelledSet.Resolve(batches, bundle, train: true, threads: 4));
        ClusterScore asShipped = set.Score(LabelledSet.Resolve(batches, bundle, train: false, threads: 4));

        (learned.Missing, asShipped.Missing).ShouldBe((0, 0));
        (Math.Round(learned.F1, 4), Math.Round(asShipped.F1, 4)).ShouldBe((trained, shipped), $"{name}: {Of(learned)} trained, {Of(asShipped)} shipped");
    }

    /// <summary>A floor that stays when the golden figures are refreshed: what GoldenMatch publishes for this set without configuration.</summary>
    [SharedDataFact("febrl/dataset3.csv")]
    public async Task Resolve_WhenFebrl3_IsNotBelowThePublishedFigure()
    {
        var set = LabelledSet.Of("febrl3");

        set.Score(LabelledSet.Resolve(await set.ReadAsync(), DefaultBundle.Create(), train: true, threads: 4)).F1.ShouldBeGreaterThanOrEqualTo(0.996);
    }

    [SharedDataFact("splink-fake20000/fake_20000.csv")]
    public async Task Resolve_WhenOneOrFourThreads_GivesTheSamePartition()
    {
        List<IReadOnlyList<SourceRecord>> batches = await LabelledSet.Of("splink-fake20000").ReadAsync();
        List<IReadOnlyList<SourceRecord>> reversed = [.. batches.AsEnumerable().Reverse()];
        Bundle bundle = DefaultBundle.Create();

        List<Membership> one = LabelledSet.Resolve(batches, bundle, train: true, threads: 1);
        List<Membership> four = LabelledSet.Resolve(reversed, bundle, train: true, threads: 4);

        batches.Count.ShouldBe(3);
        one.Count.ShouldBe(20_000);
        four.SequenceEqual(one).ShouldBeTrue("threads and the order of arrival must not change an answer");
    }

    private static string Of(ClusterScore score) =>
        FormattableString.Invariant($"F1 {score.F1:F4} (precision {score.Precision:F4}, recall {score.Recall:F4})");
}
