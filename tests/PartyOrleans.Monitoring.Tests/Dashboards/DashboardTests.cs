using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PartyOrleans.Monitoring.Tests.Dashboards;

public sealed partial class DashboardTests
{
    private const string WriteVariable = "PARTY_WRITE_DASHBOARDS";

    public static TheoryData<string> Names => [.. MonitoringFiles.In("sources", "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Dashboard_WhenWrittenAnew_IsAsCommitted(string name)
    {
        string written = DashboardWriter.Write(SourceOf(name));
        string file = Path.Combine(MonitoringFiles.Folder, "dashboards", name + ".json");
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(file, written);
        }

        File.Exists(file).ShouldBeTrue($"run the tests with {WriteVariable}=1 to write it");
        File.ReadAllText(file).ShouldBe(written, $"grafana/sources/{name}.json changed: run the tests with {WriteVariable}=1");
    }

    [Fact]
    public void Dashboards_WhenListed_AreThoseOfTheSources() =>
        MonitoringFiles.In("dashboards", "*.json").Select(Path.GetFileName).ShouldBe(MonitoringFiles.In("sources", "*.json").Select(Path.GetFileName));

    [Fact]
    public void Dashboards_WhenImportedTogether_HaveUidsAndTitlesOfTheirOwn()
    {
        JsonNode[] all = [.. Written()];
        all.Select(dashboard => dashboard["uid"]!.GetValue<string>()).ShouldBeUnique();
        all.Select(dashboard => dashboard["title"]!.GetValue<string>()).ShouldBeUnique();
        all.ShouldAllBe(dashboard => Uid().IsMatch(dashboard["uid"]!.GetValue<string>()));
    }

    [Fact]
    public void Dashboards_WhenRead_NameNoDataSource()
    {
        foreach (JsonNode dashboard in Written())
        {
            string[] sources = [.. Sources(dashboard)];
            sources.Length.ShouldBeGreaterThan(10);
            sources.ShouldAllBe(uid => uid == "${datasource}");
        }
    }

    [Fact]
    public void Panels_WhenLaidOut_DoNotOverlapAndStayWithin()
    {
        foreach (JsonNode dashboard in Written())
        {
            var taken = new HashSet<(int, int)>();
            foreach (JsonNode? panel in dashboard["panels"]!.AsArray())
            {
                (int x, int y, int w, int h) = (At(panel!, "x"), At(panel!, "y"), At(panel!, "w"), At(panel!, "h"));
                (x + w).ShouldBeLessThanOrEqualTo(24);
                for (int cell = 0; cell < w * h; cell++)
                {
                    taken.Add((x + (cell % w), y + (cell / w))).ShouldBeTrue($"{dashboard["title"]}: {panel!["title"]} lies over another panel");
                }
            }
        }
    }

    [Fact]
    public void Legends_WhenTheyNameLabels_NameThoseThatTheQueryKeeps()
    {
        foreach (string file in MonitoringFiles.In("sources", "*.json"))
        {
            foreach ((PanelSource panel, QuerySource query) in DashboardSource.Read(file).Queries)
            {
                string[] kept = [.. By().Matches(query.Expr).SelectMany(match => match.Groups[1].Value.Split(", "))];
                string[] named = [.. Label().Matches(query.Legend).Select(match => match.Groups[1].Value)];
                if (kept.Length > 0)
                {
                    named.Except(kept, StringComparer.Ordinal).ShouldBeEmpty($"{panel.Title}: {query.Expr}");
                }
            }
        }
    }

    private static DashboardSource SourceOf(string name) => DashboardSource.Read(Path.Combine(MonitoringFiles.Folder, "sources", name + ".json"));

    private static IEnumerable<JsonNode> Written() => MonitoringFiles.In("dashboards", "*.json").Select(file => JsonNode.Parse(File.ReadAllText(file))!);

    private static int At(JsonNode panel, string side) => panel["gridPos"]![side]!.GetValue<int>();

    private static IEnumerable<string> Sources(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Sources),
        JsonObject of => of.SelectMany(member => member.Key == "datasource" ? [member.Value!["uid"]!.GetValue<string>()] : Sources(member.Value)),
        _ => [],
    };

    [GeneratedRegex("^party-[a-z]+$")]
    private static partial Regex Uid();

    [GeneratedRegex(@"by \((?<labels>[a-zA-Z_, ]+)\)")]
    private static partial Regex By();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}")]
    private static partial Regex Label();
}
