using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PartyOrleans.Monitoring.Tests.Dashboards;

/// <summary>Writes dashboards in the form that Grafana reads, all in one way.</summary>
internal static class DashboardWriter
{
    private const int Columns = 24;
    private const int PanelHeight = 8;
    private const int StatHeight = 4;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private static readonly Dictionary<string, (int Value, string Text, string Color)[]> Maps = new(StringComparer.Ordinal)
    {
        ["yesno"] = [(0, "no", "red"), (1, "yes", "green")],
        ["health"] = [(0, "ok", "green"), (1, "degraded", "orange"), (2, "failed", "red")],
        ["breaker"] = [(0, "closed", "green"), (1, "half-open", "orange"), (2, "open", "red")],
        ["quality"] = [(0, "ok", "green"), (1, "unknown", "blue"), (2, "warn", "orange"), (3, "fail", "red")],
    };

    /// <summary>The text of one.</summary>
    public static string Write(DashboardSource source)
    {
        var panels = new JsonArray();
        int y = 0;
        foreach (RowSource row in source.Rows)
        {
            panels.Add(new JsonObject
            {
                ["type"] = "row", ["id"] = panels.Count + 1, ["title"] = row.Title, ["collapsed"] = false, ["panels"] = new JsonArray(), ["gridPos"] = Place(0, y++, Columns, 1),
            });
            int x = 0, height = 0;
            foreach (PanelSource panel in row.Panels)
            {
                if (x + panel.Width > Columns)
                {
                    (x, y, height) = (0, y + height, 0);
                }

                int tall = panel.Type is "stat" && panel.Width <= 4 ? StatHeight : PanelHeight;
                panels.Add(PanelOf(panel, panels.Count + 1, Place(x, y, panel.Width, tall)));
                (x, height) = (x + panel.Width, Math.Max(height, tall));
            }

            y += height;
        }

        return new JsonObject
        {
            ["uid"] = source.Uid,
            ["title"] = source.Title,
            ["tags"] = new JsonArray("party-hub"),
            ["schemaVersion"] = 39,
            ["version"] = 1,
            ["editable"] = false,
            ["graphTooltip"] = 1,
            ["refresh"] = "30s",
            ["time"] = new JsonObject { ["from"] = "now-3h", ["to"] = "now" },
            ["timezone"] = "browser",
            ["links"] = new JsonArray(new JsonObject { ["type"] = "dashboards", ["title"] = "Party hub", ["tags"] = new JsonArray("party-hub"), ["asDropdown"] = true, ["keepTime"] = true }),
            ["templating"] = new JsonObject { ["list"] = Variables(source) },
            ["annotations"] = new JsonObject { ["list"] = Annotations(source) },
            ["panels"] = panels,
        }.ToJsonString(Readable) + "\n";
    }

    private static JsonArray Variables(DashboardSource source) =>
    [
        new JsonObject { ["type"] = "datasource", ["name"] = "datasource", ["label"] = "Data source", ["query"] = "prometheus" },
        Choice("job", "Job", $"label_values({source.Instances}, job)"),
        Choice("instance", "Instance", $"label_values({source.Instances}{{job=~\"$job\"}}, instance)"),
    ];

    private static JsonObject Choice(string name, string label, string query) => new()
    {
        ["type"] = "query", ["name"] = name, ["label"] = label, ["datasource"] = Source(), ["query"] = new JsonObject { ["query"] = query, ["refId"] = name },
        ["definition"] = query, ["refresh"] = 2, ["sort"] = 1, ["multi"] = true, ["includeAll"] = true, ["allValue"] = ".*",
        ["current"] = new JsonObject { ["text"] = "All", ["value"] = "$__all" },
    };

    private static JsonArray Annotations(DashboardSource source) => !source.Instances.StartsWith("party_", StringComparison.Ordinal) ? [] :
    [
        new JsonObject
        {
            ["name"] = "Starts", ["datasource"] = Source(), ["enable"] = true, ["iconColor"] = "blue", ["titleFormat"] = "{{instance}} started",
            ["expr"] = "changes(party_hub_start_time_seconds{job=~\"$job\",instance=~\"$instance\"}[$__interval]) > 0",
        },
    ];

    private static JsonObject PanelOf(PanelSource panel, int id, JsonObject place)
    {
        var defaults = new JsonObject { ["unit"] = panel.Unit, ["thresholds"] = Thresholds(panel), ["mappings"] = Mappings(panel.Map) };
        if (panel.Type == "timeseries")
        {
            defaults["min"] = 0;
            defaults["custom"] = new JsonObject { ["fillOpacity"] = 10, ["showPoints"] = "never" };
        }
        else if (panel.Type is "stat" or "gauge" or "bargauge")
        {
            defaults["color"] = new JsonObject { ["mode"] = "thresholds" };
        }

        return new JsonObject
        {
            ["type"] = panel.Type == "statetimeline" ? "state-timeline" : panel.Type,
            ["id"] = id,
            ["title"] = panel.Title,
            ["description"] = panel.Help ?? "",
            ["datasource"] = Source(),
            ["gridPos"] = place,
            ["fieldConfig"] = new JsonObject { ["defaults"] = defaults, ["overrides"] = new JsonArray() },
            ["options"] = OptionsOf(panel.Type),
            ["targets"] = new JsonArray([.. panel.Queries.Select((query, n) => Target(panel, query, n))]),
        };
    }

    private static JsonObject OptionsOf(string type) => type switch
    {
        "stat" or "gauge" or "bargauge" => new JsonObject { ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull") } },
        "timeseries" => new JsonObject
        {
            ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom" },
            ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
        },
        _ => [],
    };

    private static JsonObject Target(PanelSource panel, QuerySource query, int n) => new()
    {
        ["refId"] = ((char)('A' + n)).ToString(),
        ["datasource"] = Source(),
        ["expr"] = query.Text,
        ["legendFormat"] = query.Legend,
        ["format"] = panel.Type switch { "heatmap" => "heatmap", "table" => "table", _ => "time_series" },
        ["instant"] = panel.Type == "table",
        ["range"] = panel.Type != "table",
    };

    private static JsonObject Thresholds(PanelSource panel)
    {
        JsonArray steps = panel.Good is { } good ? [Step("red", null), Step("green", good)]
            : panel.Bad is { } bad ? [Step("green", null), Step("red", bad)]
            : [Step("green", null)];
        return new JsonObject { ["mode"] = "absolute", ["steps"] = steps };
    }

    private static JsonObject Step(string color, double? value) => new() { ["color"] = color, ["value"] = value };

    private static JsonArray Mappings(string? map) => map is null ? [] :
    [
        new JsonObject
        {
            ["type"] = "value",
            ["options"] = new JsonObject(Maps[map].Select(entry => KeyValuePair.Create<string, JsonNode?>(
                $"{entry.Value}", new JsonObject { ["text"] = entry.Text, ["color"] = entry.Color, ["index"] = entry.Value }))),
        },
    ];

    private static JsonObject Source() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    private static JsonObject Place(int x, int y, int width, int height) => new() { ["x"] = x, ["y"] = y, ["w"] = width, ["h"] = height };
}
