using System.Collections;
using System.Text.Json;
using System.Text.RegularExpressions;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Infrastructure.Tests.Terraform;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Configuration;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Infrastructure.Tests;

/// <summary>What the modules tell the hub is held against the hub itself: settings, connections, metrics, columns.</summary>
public sealed partial class HubSettingsTests
{
    [TerraformTheory]
    [InlineData("dev")]
    [InlineData("staging")]
    [InlineData("prod")]
    public async Task Environment_WhenTheHubReadsIt_IsTaken(string environment)
    {
        JsonElement hub = await HubContainerAsync(environment);

        ServiceOptions options = OptionsOf(environment, hub);

        options.HubName.ShouldBe($"party-{environment}");
        options.Api.Urls.ShouldBe(["http://0.0.0.0:8080"]);
        options.LogsAsJson.ShouldBeTrue();
        options.Security.RequiresPurpose.ShouldBe(environment != "dev");
        options.RetentionInterval.ShouldBe(TimeSpan.FromDays(1));
        hub.GetProperty("portMappings")[0].GetProperty("containerPort").GetInt32().ShouldBe(8080);
    }

    [TerraformTheory]
    [InlineData("dev", 0)]
    [InlineData("staging", 1)]
    [InlineData("prod", 1)]
    public async Task Connections_WhenTheHubReadsThem_AreTaken(string environment, int streams)
    {
        JsonElement hub = await HubContainerAsync(environment);
        ServiceOptions options = OptionsOf(environment, hub);
        Environment.SetEnvironmentVariable("AWS_REGION", (string?)VariablesOf(hub)["AWS_REGION"]); // which the client of buckets reads from there
        Hashtable secrets = new() { ["PARTY_WEBHOOK_SECRET"] = "whsec_" + Convert.ToBase64String(new byte[32]) };
        foreach (JsonElement secret in hub.GetProperty("secrets").EnumerateArray().Where(secret => secret.GetProperty("name").GetString() != "PARTY_WEBHOOK_SECRET"))
        {
            secrets[secret.GetProperty("name").GetString()!] = "given";
        }

        ConnectionsFile.Read(options.ConnectionsFile!, secrets).Count.ShouldBe(1 + streams + 2 + 3, "a zone, streams, the golden zone and a webhook, three pipelines");
        hub.GetProperty("secrets").EnumerateArray().Select(secret => secret.GetProperty("name").GetString()).ShouldBe(
            streams == 0 ? ["PARTY_WEBHOOK_SECRET"] : ["KAFKA_PASSWORD", "KAFKA_USERNAME", "PARTY_WEBHOOK_SECRET"]);
    }

    [Fact]
    public void Variables_WhenTheyAreNotSettings_AreReadByTheCode()
    {
        string settings = File.ReadAllText(Path.Combine(TerraformInstallation.Source, "modules", "hub", "settings.tf")) + File.ReadAllText(Path.Combine(TerraformInstallation.Source, "modules", "compute", "main.tf"));
        HashSet<string> known = [.. Sources().SelectMany(text => Variable().Matches(text).Select(match => match.Value))];

        Variable().Matches(settings).Select(match => match.Value).Where(name => !name.StartsWith(ServiceConfiguration.VariablePrefix, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
            .Except(known).ShouldBeEmpty();
    }

    [TerraformFact]
    public async Task Metrics_WhenCloudWatchGetsThem_AreTheHubs()
    {
        HashSet<string> known = [.. Sources().SelectMany(text => Metric().Matches(text).Select(match => match.Groups["it"].Value))];
        foreach (string environment in new[] { "dev", "staging", "prod" })
        {
            IReadOnlyList<TerraformResource> resources = await (await TerraformWorkspace.SharedAsync()).ResourcesOfAsync(environment);
            string collector = (await ContainersAsync(environment))[1].GetProperty("environment")[0].GetProperty("value").GetString()!;
            string[] forwarded = [.. Forwarded().Matches(collector).Select(match => match.Groups["it"].Value.Replace("\\.", ".", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal))];
            forwarded.ShouldNotBeEmpty();
            forwarded.Except(known).ShouldBeEmpty();

            string[] watched =
            [
                .. resources.Where(resource => resource.Type == "aws_cloudwatch_metric_alarm" && resource.Values.GetProperty("namespace").GetString() == "PartyHub")
                    .Select(alarm => alarm.Values.GetProperty("metric_name").GetString()!),
                .. resources.Where(resource => resource.Type == "aws_appautoscaling_policy" && resource.Name == "queue").Select(_ => "party.hub.queue.length"),
            ];
            watched.Length.ShouldBeGreaterThan(5);
            watched.Except(forwarded).ShouldBeEmpty("an alarm looks at what never arrives");
        }
    }

    [TerraformFact]
    public async Task Rules_WhenTheManagedPrometheusGetsThem_AreTheProjectsWithoutThoseThatAskTargets()
    {
        TerraformResource[] namespaces = [.. (await (await TerraformWorkspace.SharedAsync()).ResourcesOfAsync("prod")).Where(resource => resource.Type == "aws_prometheus_rule_group_namespace")];

        namespaces.Select(one => one.Values.GetProperty("name").GetString()).ShouldBe(["api", "hub", "quality", "sinks", "slo", "streams"], ignoreOrder: true);
        foreach (TerraformResource one in namespaces)
        {
            string file = await File.ReadAllTextAsync(Path.Combine(TerraformInstallation.Project, "grafana", "prometheus", "rules", $"{one.Values.GetProperty("name").GetString()}.yml"));
            string[] expected = [.. file.Split("- alert: ").Skip(1).Where(rule => !rule.Contains("up{", StringComparison.Ordinal)).Select(rule => rule[..rule.IndexOf('\n', StringComparison.Ordinal)].Trim())];
            AlertName().Matches(one.Values.GetProperty("data").GetString()!).Select(match => match.Groups["it"].Value).ShouldBe(expected);
        }
    }

    [Fact]
    public void Runbook_WhenThereIsAnAlarm_HasASectionForIt()
    {
        string[] alarms = [.. AlarmName().Matches(File.ReadAllText(Path.Combine(TerraformInstallation.Source, "modules", "observability", "alarms.tf"))).Select(match => match.Groups["it"].Value)];

        alarms.Length.ShouldBe(26);
        File.ReadLines(Path.Combine(TerraformInstallation.Source, "RUNBOOK.md")).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]).Order(StringComparer.Ordinal)
            .ShouldBe(alarms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Columns_WhenTheGoldenZoneIsATable_AreThoseThatTheHubWrites()
    {
        string text = File.ReadAllText(Path.Combine(TerraformInstallation.Source, "modules", "governance", "main.tf"));
        int begin = text.IndexOf("attribute_columns = [", StringComparison.Ordinal);

        Quoted().Matches(text[begin..text.IndexOf(']', begin)]).Select(match => match.Groups["it"].Value).ShouldBe(GoldenColumns.Names);

        // The others, in their order, as the page says.
        string[] page = [.. File.ReadLines(Path.Combine(TerraformInstallation.Project, "docs", "golden-zone.md")).SkipWhile(line => line != "## Columns")
            .TakeWhile(line => !line.StartsWith("The content hash", StringComparison.Ordinal)).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => InTicks().Matches(line.Split('|')[1]).Select(match => match.Groups["it"].Value))];
        ColumnName().Matches(text).Select(match => match.Groups["it"].Value).ShouldBe(page);
    }

    [Fact]
    public void HealthPath_WhenTheLoadBalancerAsks_IsTheHubs()
    {
        string balancer = File.ReadAllText(Path.Combine(TerraformInstallation.Source, "modules", "compute", "balancer.tf"));

        HealthPath().Match(balancer).Groups["it"].Value.ShouldBe("/health/ready");
        Sources().Any(text => text.Contains("MapGet(\"/health/ready\"", StringComparison.Ordinal)).ShouldBeTrue();
        Sources().Any(text => text.Contains("MapGet(\"/metrics\"", StringComparison.Ordinal)).ShouldBeTrue();
    }

    private static async Task<JsonElement[]> ContainersAsync(string environment)
    {
        TerraformResource task = (await (await TerraformWorkspace.SharedAsync()).ResourcesOfAsync(environment)).Single(resource => resource.Type == "aws_ecs_task_definition" && resource.Name == "hub");
        using var document = JsonDocument.Parse(task.Values.GetProperty("container_definitions").GetString()!);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static async Task<JsonElement> HubContainerAsync(string environment) => (await ContainersAsync(environment))[0];

    /// <summary>As the program that the environment runs reads them: dev is one hub alone, the others are silos.</summary>
    private static ServiceOptions OptionsOf(string environment, JsonElement hub) =>
        (environment == "dev" ? ServiceConfiguration.OfServe : new ServiceConfiguration(ServiceSettings.OfSilo, "party silo")).Read(new ServiceOptions { Database = "hub.db" }, null, VariablesOf(hub), []);

    private static Hashtable VariablesOf(JsonElement container)
    {
        var variables = new Hashtable();
        foreach (JsonElement variable in container.GetProperty("environment").EnumerateArray())
        {
            variables[variable.GetProperty("name").GetString()!] = variable.GetProperty("value").GetString();
        }

        return variables;
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(TerraformInstallation.Project, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

    [GeneratedRegex(@"\bPARTY_[A-Z][A-Z_]*[A-Z]\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex("""
        "(?<it>party\.[a-z.]+)"
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    [GeneratedRegex("""
        "\^(?<it>party[^$"]+)\$"
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forwarded();

    [GeneratedRegex("\"(?<it>[a-z_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("`(?<it>[a-z_]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InTicks();

    [GeneratedRegex("""\{ name = "(?<it>[a-z_]+)", type""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ColumnName();

    [GeneratedRegex("""^\s+path\s+= "(?<it>[^"]+)"$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HealthPath();

    [GeneratedRegex("""
        "alert": "(?<it>\w+)"
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlertName();

    [GeneratedRegex("^    (?<it>[a-z-]+) = \\{$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlarmName();
}
