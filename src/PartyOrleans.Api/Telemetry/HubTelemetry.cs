using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PartyOrleans.Api.Telemetry;

/// <summary>The meter and trace providers of one hub: always readable as Prometheus text, pushed by OTLP where an endpoint is given.</summary>
public sealed class HubTelemetry : IDisposable
{
    private readonly PrometheusExporter _prometheus = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _meters;
    private readonly TracerProvider? _traces;

    /// <summary>Starts collecting.</summary>
    public HubTelemetry(TelemetryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        MeterName = options.MeterName;
        _reader = new BaseExportingMetricReader(_prometheus);
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddService("party-hub");
        MeterProviderBuilder meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(options.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime")
            .AddMeter([.. options.MoreMeters])
            .AddView("dotnet.assembly.count", "dotnet.assemblies") // Prometheus keeps the suffix _count to histograms
            .AddView("dotnet.process.cpu.count", "dotnet.process.cpus")
            .AddView("dotnet.timer.count", "dotnet.timers")
            .AddReader(_reader);
        if (options.OtlpEndpoint is { } endpoint)
        {
            meters.AddReader(new PeriodicExportingMetricReader(
                new OtlpMetricExporter(new OtlpExporterOptions { Endpoint = endpoint }), (int)options.MetricInterval.TotalMilliseconds));
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)))
                .AddSource(HubInstruments.ActivitySourceName, "Microsoft.AspNetCore")
                .AddOtlpExporter(exporter => exporter.Endpoint = endpoint)
                .Build();
        }

        _meters = meters.Build();
    }

    /// <summary>Name of the hub's meter.</summary>
    public string MeterName { get; }

    /// <summary>All metrics in the Prometheus text format, as they are now.</summary>
    public string Scrape() => _prometheus.Scrape();

    /// <inheritdoc />
    public void Dispose()
    {
        _traces?.Dispose();
        _meters.Dispose();
        _reader.Dispose();
        _prometheus.Dispose();
    }
}
