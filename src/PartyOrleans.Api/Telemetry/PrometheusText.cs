using System.Globalization;
using System.Text;
using OpenTelemetry.Metrics;

namespace PartyOrleans.Api.Telemetry;

/// <summary>
/// Writes collected metrics in the Prometheus text format, version 0.0.4: names and units as OpenTelemetry's compatibility rules map them
/// (dots to underscores, the unit in words, <c>_total</c> behind counters), samples sorted by metric and then by labels.
/// </summary>
internal static class PrometheusText
{
    /// <summary>The content type of what is written.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes all metrics, sorted by name.</summary>
    public static string Write(IReadOnlyList<Metric> metrics)
    {
        var text = new StringBuilder(16_384);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, Metric metric) in metrics.Select(metric => (NameOf(metric), metric)).OrderBy(pair => pair.Item1, StringComparer.Ordinal))
        {
            if (seen.Add(name))
            {
                text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(metric.Description.Length > 0 ? metric.Description : metric.Name)).Append('\n');
                text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(metric.MetricType)).Append('\n');
            }

            var samples = new List<string>();
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
            {
                samples.Add(SampleOf(name, metric.MetricType, in point));
            }

            samples.Sort(StringComparer.Ordinal);
            samples.ForEach(sample => text.Append(sample));
        }

        return text.ToString();
    }

    /// <summary>The name that Prometheus knows a metric by.</summary>
    internal static string NameOf(string name, string unit, bool counter)
    {
        var text = new StringBuilder(name.Length + 16);
        foreach (char c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_');
        }

        string words = unit switch
        {
            "s" => "seconds",
            "ms" => "milliseconds",
            "By" => "bytes",
            "%" => "percent",
            _ => "",
        };
        if (words.Length > 0 && !text.ToString().EndsWith("_" + words, StringComparison.Ordinal))
        {
            text.Append('_').Append(words);
        }

        if (counter && !text.ToString().EndsWith("_total", StringComparison.Ordinal))
        {
            text.Append("_total");
        }

        return text.ToString();
    }

    private static string NameOf(Metric metric) =>
        NameOf(metric.Name, metric.Unit, metric.MetricType is MetricType.LongSum or MetricType.DoubleSum);

    private static string TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
        _ => "untyped",
    };

    private static string SampleOf(string name, MetricType type, ref readonly MetricPoint point)
    {
        string labels = LabelsOf(point.Tags);
        return type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => Line(name, labels, Number(point.GetSumLong())),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Line(name, labels, Number(point.GetSumDouble())),
            MetricType.LongGauge => Line(name, labels, Number(point.GetGaugeLastValueLong())),
            MetricType.DoubleGauge => Line(name, labels, Number(point.GetGaugeLastValueDouble())),
            MetricType.Histogram => HistogramOf(name, labels, in point),
            _ => "",
        };
    }

    private static string HistogramOf(string name, string labels, ref readonly MetricPoint point)
    {
        var text = new StringBuilder();
        long below = 0;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            string bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            text.Append(Line(name + "_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", Number(below)));
        }

        return text.Append(Line(name + "_sum", labels, Number(point.GetHistogramSum())))
            .Append(Line(name + "_count", labels, Number(point.GetHistogramCount())))
            .ToString();
    }

    private static string Line(string name, string labels, string value) =>
        labels.Length == 0 ? $"{name} {value}\n" : $"{name}{{{labels}}} {value}\n";

    private static string LabelsOf(OpenTelemetry.ReadOnlyTagCollection tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            labels[LabelName(tag.Key)] = EscapeLabel(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    private static string LabelName(string key) => string.Concat(key.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string EscapeLabel(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeHelp(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
