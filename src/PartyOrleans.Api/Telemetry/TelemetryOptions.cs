namespace PartyOrleans.Api.Telemetry;

/// <summary>Where the hub tells of itself.</summary>
public sealed record TelemetryOptions
{
    /// <summary>OTLP endpoint (gRPC) that traces and metrics are pushed to, such as <c>http://127.0.0.1:4317</c>; null (the default) pushes nothing.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Name of the hub's meter; hubs that share a process each take a name of their own, so that their counts stay apart.</summary>
    public string MeterName { get; init; } = HubInstruments.DefaultMeterName;

    /// <summary>Meters of the host besides the hub's; default none.</summary>
    public IReadOnlyList<string> MoreMeters { get; init; } = [];

    /// <summary>Share of traces that are kept, 0 to 1; default 0.1. Raising it costs CPU and network, and shows rarer requests.</summary>
    public double TraceRatio { get; init; } = 0.1;

    /// <summary>Time between two pushes of metrics, 1 s to 1 h; default 15 s. Raising it costs less and shows less.</summary>
    public TimeSpan MetricInterval { get; init; } = TimeSpan.FromSeconds(15);
}
