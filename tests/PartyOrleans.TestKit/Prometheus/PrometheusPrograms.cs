using Xunit;

namespace PartyOrleans.TestKit.Prometheus;

/// <summary>Finds the programs of Prometheus and its companions on the PATH, by their own names or those that Debian gives them.</summary>
public static class PrometheusPrograms
{
    /// <summary>The server; null where it is absent, as all of these.</summary>
    public static string? Server { get; } = Find("prometheus");

    /// <summary>The checker of rules.</summary>
    public static string? Promtool { get; } = Find("promtool");

    /// <summary>Alertmanager.</summary>
    public static string? Alertmanager { get; } = Find("prometheus-alertmanager", "alertmanager");

    /// <summary>The checker of Alertmanager's configuration.</summary>
    public static string? Amtool { get; } = Find("amtool");

    /// <summary>The exporter of PostgreSQL.</summary>
    public static string? PostgresExporter { get; } = Find("prometheus-postgres-exporter", "postgres_exporter");

    /// <summary>Why tests that need them cannot run here; null where they can.</summary>
    public static string? WhyAbsent { get; } =
        Server is null || Promtool is null ? "Prometheus is not installed (Debian: apt-get install prometheus)"
        : Alertmanager is null || Amtool is null ? "Alertmanager is not installed (Debian: apt-get install prometheus-alertmanager)"
        : PostgresExporter is null ? "The exporter of PostgreSQL is not installed (Debian: apt-get install prometheus-postgres-exporter)"
        : null;

    private static string? Find(params string[] names) =>
        (from name in names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();
}

/// <summary>A fact that needs Prometheus's programs and is skipped, saying why, where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusFactAttribute : FactAttribute
{
    /// <summary>Looks for them.</summary>
    public PrometheusFactAttribute() => Skip = PrometheusPrograms.WhyAbsent;
}

/// <summary>A theory of the same kind.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for them.</summary>
    public PrometheusTheoryAttribute() => Skip = PrometheusPrograms.WhyAbsent;
}
