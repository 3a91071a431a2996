using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace PartyOrleans.Api.Telemetry;

/// <summary>Gives the metrics of a meter provider as text whenever it is asked, aggregated since the start.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _lock = new();
    private string _text = "";

    /// <inheritdoc />
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects now and gives the text.</summary>
    /// <exception cref="InvalidOperationException">The exporter belongs to no provider, or that was disposed.</exception>
    public string Scrape()
    {
        lock (_lock)
        {
            return Collect is { } collect && collect(5000) ? _text : throw new InvalidOperationException("Metrics cannot be collected.");
        }
    }

    /// <inheritdoc />
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var metrics = new List<Metric>();
        foreach (Metric metric in batch)
        {
            metrics.Add(metric);
        }

        _text = PrometheusText.Write(metrics);
        return ExportResult.Success;
    }
}
