using System.Globalization;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests.Adapters;

public sealed class SourceLedgerTests
{
    [Fact]
    public void Report_WhenThreadsEnterAtOnce_CountsAllAndShowsTheFirstSample()
    {
        var ledger = new SourceLedger();
        int found = 0;
        ledger.DriftFound += (_, _) => Interlocked.Increment(ref found);
        SourceTally part = ledger.Part().For("crm");

        Parallel.For(0, 1000, i => part.Drift("tier", FieldDriftKind.Unknown, "a.csv", 1000 - i, string.Create(CultureInfo.InvariantCulture, $"text {1000 - i}")));

        FieldDrift expected = new("tier", FieldDriftKind.Unknown, "a.csv", 1, "text 1", 1000);
        (part.Report().Drift.Single(), ledger.For("crm").Report().Drift.Single(), found).ShouldBe((expected, expected, 1));
    }

    [Fact]
    public void Report_WhenASourceMakesUpFields_CountsMostOfThemTogether()
    {
        SourceTally tally = new SourceLedger().For("crm");

        for (int i = 0; i < 1000; i++)
        {
            tally.Drift(string.Create(CultureInfo.InvariantCulture, $"f{i}"), FieldDriftKind.Unknown, "a.csv", i, "text a");
        }

        IReadOnlyList<FieldDrift> drift = tally.Report().Drift;
        (drift.Count, drift.Sum(one => one.Count), drift.Single(one => one.Field == "(other fields)").Count).ShouldBe((201, 1000, 800));
    }

    [Fact]
    public void Accept_WhenOutOfOrder_KeepsTheLatestTime()
    {
        SourceTally tally = new SourceLedger().For("crm");
        var noon = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

        tally.LastAcceptedAt.ShouldBeNull();
        tally.Accept(3, noon);
        tally.Accept(2, noon.AddHours(-1));
        tally.Refuse(DeadLetterKind.Contract);

        SourceReport report = tally.Report();
        (report.Accepted, report.LastAcceptedAt, report.Refused.Single()).ShouldBe((5, noon, new(DeadLetterKind.Contract, 1)));
    }
}
