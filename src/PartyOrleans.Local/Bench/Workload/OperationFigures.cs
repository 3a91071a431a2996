namespace PartyOrleans.Local.Bench.Workload;

/// <summary>What became of the requests of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Rate">Requests begun a second, as asked for.</param>
/// <param name="Done">Requests answered with success.</param>
/// <param name="Failures">Requests answered otherwise, or not at all; records of bulk requests that were refused count each.</param>
/// <param name="Unsent">Requests that were due and never begun, since those before them took too long.</param>
/// <param name="Wall">Time from the first to the last.</param>
/// <param name="Ticks">Latency of each answered request in ticks of 100 ns, sorted: from when it was due, so that waiting for a hub that is behind counts.</param>
internal sealed record OperationFigures(WorkloadKind Kind, double Rate, long Done, long Failures, long Unsent, TimeSpan Wall, long[] Ticks)
{
    /// <summary>Requests a second that succeeded.</summary>
    public double PerSecond => Wall > TimeSpan.Zero ? Done / Wall.TotalSeconds : 0;

    /// <summary>The latency that a share of the requests does not exceed: the smallest one with at least that share at or below it.</summary>
    /// <param name="share">Above 0 to 1.</param>
    public TimeSpan Percentile(double share) =>
        Ticks.Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Ticks[Math.Clamp((int)Math.Ceiling(share * Ticks.Length) - 1, 0, Ticks.Length - 1)]);
}
