using System.Text.Json;

namespace PartyOrleans.Monitoring.Tests.Dashboards;

/// <summary>A dashboard as people write it: <c>grafana/sources/NAME.json</c>.</summary>
/// <param name="Uid">Its uid, which links name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Instances">Metric whose instances can be chosen.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record DashboardSource(string Uid, string Title, string Instances, IReadOnlyList<RowSource> Rows)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>Every query of it.</summary>
    public IEnumerable<(PanelSource Panel, QuerySource Query)> Queries => from row in Rows from panel in row.Panels from query in panel.Queries select (panel, query);

    /// <summary>Reads one.</summary>
    public static DashboardSource Read(string file) => JsonSerializer.Deserialize<DashboardSource>(File.ReadAllText(file), Options)!;
}

/// <summary>A row of panels.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Panels">Its panels, from left to right.</param>
internal sealed record RowSource(string Title, IReadOnlyList<PanelSource> Panels);

/// <summary>A panel.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Type"><c>stat</c>, <c>gauge</c>, <c>bargauge</c>, <c>timeseries</c>, <c>table</c>, <c>heatmap</c>, <c>statetimeline</c>.</param>
/// <param name="Unit">Grafana's name of the unit.</param>
/// <param name="Width">Columns of 24.</param>
/// <param name="Queries">What it shows.</param>
internal sealed record PanelSource(string Title, string Type, string Unit, int Width, IReadOnlyList<QuerySource> Queries)
{
    /// <summary>What it means, where the title does not say it.</summary>
    public string? Help { get; init; }

    /// <summary>Which words stand for its values: <c>yesno</c>, <c>health</c>, <c>breaker</c>, <c>quality</c>.</summary>
    public string? Map { get; init; }

    /// <summary>Value from which on it is red.</summary>
    public double? Bad { get; init; }

    /// <summary>Value from which on it is green; below it is red.</summary>
    public double? Good { get; init; }
}

/// <summary>A query.</summary>
/// <param name="Legend">Name of each series.</param>
/// <param name="Expr">PromQL; <c>@</c> behind a brace or before a comma stands for the chosen job and instances.</param>
internal sealed record QuerySource(string Legend, string Expr)
{
    /// <summary>The query with variables of Grafana.</summary>
    public string Text => Expr.Replace("{@", "{job=~\"$job\",instance=~\"$instance\"", StringComparison.Ordinal);
}
