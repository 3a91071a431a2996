using System.Text.RegularExpressions;
using PartyOrleans.TestKit.Prometheus;

namespace PartyOrleans.Monitoring.Tests.Rules;

public sealed partial class RuleFileTests
{
    private static readonly string[] Severities = ["none", "page", "ticket"];

    public static TheoryData<string> TestFiles => [.. MonitoringFiles.In("prometheus/tests", "*.yml").Select(file => Path.GetFileName(file)!)];

    [PrometheusFact]
    public async Task Rules_WhenChecked_AreWellFormedAndThereOnce()
    {
        (int exitCode, string output) = await Tool.RunAsync(PrometheusPrograms.Promtool!, ["check", "rules", .. MonitoringFiles.In("prometheus/rules", "*.yml")]);

        exitCode.ShouldBe(0, output);
        output.ShouldNotContain("FAILED");
    }

    [PrometheusTheory]
    [MemberData(nameof(TestFiles))]
    public async Task Alerts_WhenTried_FireAndKeepSilent(string file)
    {
        (int exitCode, string output) = await Tool.RunAsync(PrometheusPrograms.Promtool!, "test", "rules", Path.Combine(MonitoringFiles.Folder, "prometheus", "tests", file));

        exitCode.ShouldBe(0, output);
    }

    [PrometheusFact]
    public async Task Configuration_WhenChecked_IsWellFormed()
    {
        (int exitCode, string output) = await Tool.RunAsync(
            PrometheusPrograms.Promtool!, "check", "config", "--syntax-only", Path.Combine(MonitoringFiles.Folder, "prometheus", "prometheus.yml"));

        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public void Alerts_WhenListed_HaveATestThatTheyFireAndOneThatTheyKeepSilent()
    {
        string tests = string.Concat(MonitoringFiles.In("prometheus/tests", "*.yml").Select(File.ReadAllText));
        foreach (AlertRule alert in AlertRules.All)
        {
            tests.ShouldContain($"- name: {alert.Name} fires\n");
            if (alert.Expr != "vector(1)")
            {
                tests.ShouldContain($"- name: '{alert.Name} keeps silent (");
            }
        }

        AlertRules.All.Count.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Alerts_WhenListed_HaveASeverityThatIsRoutedAndTheirSectionOfTheRunbooks()
    {
        string[] sections = [.. Heading().Matches(File.ReadAllText(Path.Combine(MonitoringFiles.Top, "docs", "runbooks.md"))).Select(match => match.Groups[1].Value)];
        foreach (AlertRule alert in AlertRules.All)
        {
            Severities.ShouldContain(alert.Severity, alert.Name);
            alert.RunbookUrl.ShouldBe("docs/runbooks.md#" + alert.Name.ToLowerInvariant());
        }

        sections.Order(StringComparer.Ordinal).ShouldBe(AlertRules.All.Select(alert => alert.Name).Order(StringComparer.Ordinal), "each alert has a section, and each section an alert");
    }

    [Fact]
    public void Sections_WhenReadByWhoIsOnCall_SayWhatEachOfThemMustSay()
    {
        string[] parts = ["**Meaning.**", "**Impact.**", "**First look.**", "**Mend.**", "**Escalate.**"];
        string[] sections = File.ReadAllText(Path.Combine(MonitoringFiles.Top, "docs", "runbooks.md")).Split("\n### ")[1..];
        sections.Length.ShouldBe(AlertRules.All.Count);
        foreach (string section in sections)
        {
            int[] places = [.. parts.Select(part => section.IndexOf(part, StringComparison.Ordinal))];
            places.Min().ShouldBeGreaterThan(0, section.Split(Environment.NewLine)[0]);
            places.ShouldBeInOrder();
        }
    }

    [GeneratedRegex("^### (?<name>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
