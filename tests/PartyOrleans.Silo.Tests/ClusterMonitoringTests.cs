using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>The dashboard and the alerts of the cluster name what silos tell.</summary>
[NeedsPostgreSql]
public sealed partial class ClusterMonitoringTests
{
    [StoreFact]
    public async Task Metrics_WhenDashboardAndAlertsNameThem_AreToldByASiloOrKnownToOrleans()
    {
        string grafana = Path.Combine(Top(), "grafana");
        string[] named =
        [
            .. Named().Matches(
                    string.Concat(Expressions(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(grafana, "sources", "cluster.json")))!))
                    + await File.ReadAllTextAsync(Path.Combine(grafana, "prometheus", "rules", "cluster.yml")))
                .Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        using SiloProcesses cluster = await SiloProcesses.StartAsync(2);
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage put = await cluster.All[i % 2].Http.PutAsJsonAsync($"/v1/records/crm/{i}", new Dictionary<string, string>(StringComparer.Ordinal) { ["name.full"] = $"Ann Lee{i}" });
            put.EnsureSuccessStatusCode();
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (SiloProcess silo in cluster.All)
        {
            await silo.MetricAsync("orleans_consistent_ring_size", 2);
            told.UnionWith(Told().Matches(await silo.Http.GetStringAsync("/metrics")).Select(match => match.Groups[1].Value));
        }

        // Counters of failures begin with the first one: these the runtime must know by name.
        string[] unknown = [.. named.Except(told, StringComparer.Ordinal).Except(CountersOfOrleans(), StringComparer.Ordinal)];
        unknown.ShouldBe(["party_cluster_epochs_ended_total"], "an epoch ends only where something fails");
        named.Intersect(told, StringComparer.Ordinal).Count().ShouldBeGreaterThan(15);
    }

    private static IEnumerable<string> Expressions(JsonNode dashboard) =>
        from row in dashboard["rows"]!.AsArray()
        from panel in row!["panels"]!.AsArray()
        from query in panel!["queries"]!.AsArray()
        select query!["expr"]!.GetValue<string>() + "\n";

    private static IEnumerable<string> CountersOfOrleans() =>
        typeof(Orleans.Runtime.GrainId).Assembly.GetReferencedAssemblies().Select(Assembly.Load).Append(Assembly.Load("Orleans.Core"))
            .Select(assembly => assembly.GetType("Orleans.Runtime.InstrumentNames")).First(type => type is not null)!
            .GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic)
            .Select(field => ((string)field.GetRawConstantValue()!).Replace('-', '_') + "_total");

    private static string Top()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "PartyOrleans.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\b(?:orleans|party)_[a-z0-9_]+\b(?=[{\[ )]|$)", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?<name>\w+)(?:\{| )", RegexOptions.Multiline)]
    private static partial Regex Told();
}
