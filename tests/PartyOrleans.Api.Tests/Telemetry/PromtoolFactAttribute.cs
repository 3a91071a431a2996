namespace PartyOrleans.Api.Tests.Telemetry;

/// <summary>A fact that needs Prometheus's own checker (Debian's package prometheus) and is skipped, saying so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        if (Path is null)
        {
            Skip = "promtool is not on the PATH";
        }
    }

    /// <summary>Where the checker is; null where it is absent.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => System.IO.Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
}
