using PartyOrleans.TestKit.Prometheus;

namespace PartyOrleans.Monitoring.Tests.Rules;

public sealed class RoutingTests
{
    private static readonly string Configuration = Path.Combine(MonitoringFiles.Folder, "alertmanager", "alertmanager.yml");

    public static TheoryData<string> Alerts => [.. AlertRules.All.Select(alert => alert.Name)];

    [PrometheusFact]
    public async Task Configuration_WhenChecked_IsWellFormed()
    {
        (int exitCode, string output) = await Tool.RunAsync(PrometheusPrograms.Amtool!, "check-config", Configuration);

        exitCode.ShouldBe(0, output);
    }

    [PrometheusTheory]
    [MemberData(nameof(Alerts))]
    public async Task Routes_WhenAnAlertFires_LeadToWhoIsToKnow(string alert)
    {
        string severity = AlertRules.All.Single(rule => rule.Name == alert).Severity;
        string receiver = severity switch { "page" => "pages", "ticket" => "tickets", _ => "dead-mans-switch" };

        (int exitCode, string output) = await Tool.RunAsync(
            PrometheusPrograms.Amtool!, "config", "routes", "test", $"--config.file={Configuration}", $"--verify.receivers={receiver}", $"alertname={alert}", $"severity={severity}");

        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public void Inhibitions_WhenTheyNameAlerts_NameThoseThatAreThere()
    {
        string[] names = [.. AlertRules.All.Select(alert => alert.Name)];
        string[] named =
        [
            .. System.Text.RegularExpressions.Regex.Matches(
                    File.ReadAllText(Configuration), "alertname(?:=~|!=|=)\"(?<names>[^\"]+)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))
                .SelectMany(match => match.Groups[1].Value.Split('|')),
        ];

        named.Length.ShouldBeGreaterThan(10);
        foreach (string pattern in named)
        {
            names.ShouldContain(name => System.Text.RegularExpressions.Regex.IsMatch(
                name, $"^(?:{pattern})$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)), pattern);
        }
    }
}
