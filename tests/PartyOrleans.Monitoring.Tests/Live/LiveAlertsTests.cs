using System.Text.RegularExpressions;
using PartyOrleans.Monitoring.Tests.Rules;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>The table in docs/monitoring.md says which alerts are tried how; it is held against the lists that the live tests are held against.</summary>
public sealed partial class LiveAlertsTests
{
    private static readonly string[] Rows = [.. File.ReadAllLines(Path.Combine(MonitoringFiles.Top, "docs", "monitoring.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];

    [Fact]
    public void Table_WhenRead_NamesAsTriedOnTheRunningWholeWhatTheLiveTestsTry() =>
        Names("| fault injected").ShouldBe(LiveAlerts.OfMonitoringTests.Concat(LiveAlerts.OfFaultTestsWhereAllCanRun).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Table_WhenRead_NamesAsTriedOnSilosWhatTheTestsOfTheClusterTry() =>
        Names("| the same with silos").ShouldBe(ClusterAlerts.Anywhere.Concat(ClusterAlerts.OfANetwork).Order(StringComparer.Ordinal));

    [Fact]
    public void Table_WhenRead_NamesEveryAlertOnce() =>
        Names("| fault injected").Concat(Names("| the same with silos"))
            .Order(StringComparer.Ordinal).ShouldBe(AlertRules.All.Select(alert => alert.Name).Order(StringComparer.Ordinal));

    private static string[] Names(string begin) => [.. NamesIn(Rows.Single(row => row.StartsWith(begin, StringComparison.Ordinal)))];

    private static IEnumerable<string> NamesIn(string row) => Name().Matches(row[2..]).Select(match => match.Groups["name"].Value);

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+)`")]
    private static partial Regex Name();
}
