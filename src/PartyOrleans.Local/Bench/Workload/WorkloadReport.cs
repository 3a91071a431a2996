using System.Globalization;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;
using Spectre.Console;

namespace PartyOrleans.Local.Bench.Workload;

/// <summary>What loading cost.</summary>
/// <param name="Records">Records loaded.</param>
/// <param name="Wall">Time from process start to exit.</param>
/// <param name="Cpu">Processor time of the process; without a database server's.</param>
/// <param name="PeakBytes">Its greatest resident memory.</param>
internal sealed record WorkloadLoad(long Records, TimeSpan Wall, TimeSpan Cpu, long PeakBytes);

/// <summary>What a workload measured.</summary>
internal sealed record WorkloadReport
{
    private const double HoursOfAMonth = 730;
    private static readonly (string Name, double Share)[] Shares = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999), ("most", 1)];

    /// <summary>What was asked for.</summary>
    public required WorkloadOptions Options { get; init; }

    /// <summary>What the store held before the mixed requests.</summary>
    public required StoreCounts Counts { get; init; }

    /// <summary>Room that the store took then.</summary>
    public required StoreSize Size { get; init; }

    /// <summary>Room that it took after them.</summary>
    public required StoreSize SizeAfter { get; init; }

    /// <summary>What loading cost; null where the store was loaded already.</summary>
    public required WorkloadLoad? Load { get; init; }

    /// <summary>From the start of the hub's process to taking inputs.</summary>
    public required TimeSpan UntilReady { get; init; }

    /// <summary>How long the search index then took to be complete.</summary>
    public required TimeSpan Indexed { get; init; }

    /// <summary>What became of the requests, a row for each kind.</summary>
    public required IReadOnlyList<OperationFigures> Operations { get; init; }

    /// <summary>Processor time of the hub during the mixed requests.</summary>
    public required TimeSpan MixCpu { get; init; }

    /// <summary>Greatest resident memory of the hub.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Resident memory of its own when the mixed requests ended, see <see cref="ServedHub.OwnBytes"/>.</summary>
    public required long OwnBytes { get; init; }

    /// <summary>Requests and records that were refused or never begun.</summary>
    public long Failures => Operations.Sum(operation => operation.Failures + operation.Unsent);

    /// <summary>The figures for a file.</summary>
    public BenchFigures ToFigures() => new(Counts.Records, [.. LoadFigures(), .. ServeFigures(), .. CostFigures()])
    {
        Shown = [.. Operations.SelectMany(FiguresOf)],
        Settings =
        [
            ("seed", Options.Seed.ToString(CultureInfo.InvariantCulture)),
            ("duration", Options.Duration.ToString("c", CultureInfo.InvariantCulture)),
            .. Options.Rates.OrderBy(rate => rate.Key).Select(rate => ($"{NameOf(rate.Key)} requests/s", rate.Value.ToString(CultureInfo.InvariantCulture))),
            ("price of an hour", Options.HourPrice.ToString(CultureInfo.InvariantCulture)),
            ("price of a GB-month", Options.GigabyteMonthPrice.ToString(CultureInfo.InvariantCulture)),
        ],
    };

    /// <summary>Shows the requests as a table.</summary>
    public void Show(HubConsole console)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumns("requests", "asked/s", "done/s", "done", "failed", "unsent", "p50 ms", "p95 ms", "p99 ms", "p99.9 ms", "most ms");
        foreach (OperationFigures operation in Operations)
        {
            table.AddRow(
                NameOf(operation.Kind), Number(operation.Rate), Number(operation.PerSecond), Figures.Count(operation.Done), Figures.Count(operation.Failures), Figures.Count(operation.Unsent),
                Number(operation.Percentile(0.5).TotalMilliseconds), Number(operation.Percentile(0.95).TotalMilliseconds), Number(operation.Percentile(0.99).TotalMilliseconds),
                Number(operation.Percentile(0.999).TotalMilliseconds), Number(operation.Percentile(1).TotalMilliseconds));
        }

        console.Show(table);
    }

    private static string NameOf(WorkloadKind kind) => kind switch
    {
        WorkloadKind.Read => "read party",
        WorkloadKind.Search => "search",
        WorkloadKind.Live => "put record",
        WorkloadKind.Bulk => string.Create(CultureInfo.InvariantCulture, $"bulk of {WorkloadRequests.BulkRecords}"),
        _ => "steward",
    };

    private static string Number(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    private static IEnumerable<(string, double, string)> FiguresOf(OperationFigures operation)
    {
        string name = NameOf(operation.Kind);
        yield return ($"{name}, done", operation.PerSecond, "requests/s");
        foreach ((string at, double share) in Shares)
        {
            yield return ($"{name}, {at}", operation.Percentile(share).TotalMilliseconds, "ms");
        }

        yield return ($"{name}, failures", operation.Failures, "");
        yield return ($"{name}, unsent", operation.Unsent, "");
    }

    private IEnumerable<(string, double, string)> LoadFigures()
    {
        if (Load is { } load)
        {
            yield return ("load, start to exit", load.Wall.TotalSeconds, "s");
            yield return ("load", load.Records / load.Wall.TotalSeconds, "records/s");
            yield return ("load, CPU", load.Cpu.TotalSeconds, "s");
            yield return ("load, peak memory", load.PeakBytes / 1e6, "MB");
        }

        yield return ("parties", Counts.Parties, "");
        yield return ("store", Size.DataBytes / 1e6, "MB");
        yield return ("store, per record", (double)Size.DataBytes / Counts.Records, "bytes");
    }

    private IEnumerable<(string, double, string)> ServeFigures()
    {
        yield return ("hub, process start to ready", UntilReady.TotalSeconds, "s");
        yield return ("hub, search index complete", Indexed.TotalSeconds, "s");
        yield return ("hub, CPU of the mix", MixCpu.TotalSeconds, "s");
        yield return ("hub, cores busy in the mix", MixCpu / Options.Duration, "");
        yield return ("hub, peak memory", PeakBytes / 1e6, "MB");
        yield return ("hub, memory of its own", OwnBytes / 1e6, "MB");
        yield return ("hub, memory of its own, per record", (double)OwnBytes / Counts.Records, "bytes");
        yield return ("store after the mix", SizeAfter.DataBytes / 1e6, "MB");
    }

    private IEnumerable<(string, double, string)> CostFigures()
    {
        double millions = Counts.Records / 1e6;
        if (Load is { } load)
        {
            yield return ("cost of loading a million records", load.Wall.TotalHours * Options.HourPrice / (load.Records / 1e6), "");
        }

        double requests = Operations.Sum(operation => operation.Done);
        if (requests > 0)
        {
            yield return ("cost of a million mixed requests", Options.Duration.TotalHours * Options.HourPrice / (requests / 1e6), "");
        }

        yield return ("cost of serving a million a month", HoursOfAMonth * Options.HourPrice / millions, "");
        yield return ("cost of storing a million a month", SizeAfter.DataBytes / 1e9 * Options.GigabyteMonthPrice / millions, "");
    }
}
