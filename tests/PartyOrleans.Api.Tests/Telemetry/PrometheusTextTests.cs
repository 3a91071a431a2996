using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using PartyOrleans.Api.Telemetry;

namespace PartyOrleans.Api.Tests.Telemetry;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("party.hub.resolve.duration", "s", false, "party_hub_resolve_duration_seconds")]
    [InlineData("party.hub.inputs", "{input}", true, "party_hub_inputs_total")]
    [InlineData("dotnet.process.cpu.time", "s", true, "dotnet_process_cpu_time_seconds_total")]
    [InlineData("dotnet.gc.heap.size", "By", false, "dotnet_gc_heap_size_bytes")]
    [InlineData("already_in_seconds", "s", false, "already_in_seconds")]
    [InlineData("party.hub.ready", "1", false, "party_hub_ready")]
    [InlineData("with-dash", "ms", false, "with_dash_milliseconds")]
    public void NameOf_WhenUnitIsGiven_FollowsTheCompatibilityRules(string name, string unit, bool counter, string expected) =>
        PrometheusText.NameOf(name, unit, counter).ShouldBe(expected);

    [Fact]
    public void Write_WhenEveryKindIsThere_IsTheTextFormat()
    {
        using var meter = new Meter("prometheus.text.test");
        Counter<long> counter = meter.CreateCounter<long>("t.inputs", "{input}", "Inputs.");
        UpDownCounter<long> level = meter.CreateUpDownCounter<long>("t.open", "{task}", "Open \\ tasks\nnow.");
        Histogram<double> histogram = meter.CreateHistogram("t.time", "s", "Time.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        meter.CreateObservableGauge("t.share", () => 0.25, "1", "Share.");
        using var exporter = new PrometheusExporter();
        using var reader = new BaseExportingMetricReader(exporter);
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(reader).Build();

        counter.Add(2, new KeyValuePair<string, object?>("outcome", "created"));
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "a\"b\\c\nd"));
        level.Add(5);
        level.Add(-2);
        histogram.Record(0.25);
        histogram.Record(0.75);
        histogram.Record(7);

        exporter.Scrape().ShouldBe(
            """
            # HELP t_inputs_total Inputs.
            # TYPE t_inputs_total counter
            t_inputs_total{outcome="a\"b\\c\nd"} 1
            t_inputs_total{outcome="created"} 2
            # HELP t_open Open \\ tasks\nnow.
            # TYPE t_open gauge
            t_open 3
            # HELP t_share Share.
            # TYPE t_share gauge
            t_share 0.25
            # HELP t_time_seconds Time.
            # TYPE t_time_seconds histogram
            t_time_seconds_bucket{le="0.5"} 1
            t_time_seconds_bucket{le="1"} 2
            t_time_seconds_bucket{le="+Inf"} 3
            t_time_seconds_sum 8
            t_time_seconds_count 3

            """.ReplaceLineEndings("\n"));
    }
}
