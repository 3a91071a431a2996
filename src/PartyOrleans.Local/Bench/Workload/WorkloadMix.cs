using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Bench.Workload;

/// <summary>
/// Begins requests of all kinds at their rates, whether or not the hub keeps up (an open loop), and measures each from when it was due.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="requests">The requests.</param>
/// <param name="time">Clock that says when a request is due.</param>
internal sealed class WorkloadMix(HttpClient client, WorkloadRequests requests, TimeProvider time)
{
    /// <summary>Requests of one kind under way at any time.</summary>
    public const int Callers = 32;

    /// <summary>How long after the end requests that were due before it are still begun.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Runs all kinds at once.</summary>
    /// <param name="rates">Requests a second of each kind.</param>
    /// <param name="duration">How long requests are due.</param>
    /// <param name="progress">Told of every answer.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <returns>The figures of each kind whose rate is above 0, in the order of the kinds.</returns>
    public async Task<IReadOnlyList<OperationFigures>> RunAsync(
        IReadOnlyDictionary<WorkloadKind, double> rates, TimeSpan duration, WorkProgress progress, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        return await Task.WhenAll(rates.Where(rate => rate.Value > 0).OrderBy(rate => rate.Key)
            .Select(rate => RunAsync(rate.Key, rate.Value, began, duration, progress, cancellationToken)));
    }

    private async Task<OperationFigures> RunAsync(
        WorkloadKind kind, double rate, long began, TimeSpan duration, WorkProgress progress, CancellationToken cancellationToken)
    {
        long total = Math.Max(1, (long)Math.Floor(rate * duration.TotalSeconds));
        long next = 0, failures = 0, done = 0;
        var ticks = new List<long>[Callers];
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(ticks[caller] = []), cancellationToken)));
        long begun = Math.Min(total, Interlocked.Read(ref next));
        long[] all = [.. ticks.SelectMany(one => one).Order()];
        TimeSpan wall = time.GetElapsedTime(began);
        return new OperationFigures(kind, rate, done, failures, total - begun, wall > duration ? wall : duration, all);

        async Task CallAsync(List<long> mine)
        {
            while (true)
            {
                if (time.GetElapsedTime(began) > duration + Grace)
                {
                    return;
                }

                long n = Interlocked.Increment(ref next) - 1;
                if (n >= total)
                {
                    return;
                }

                TimeSpan due = TimeSpan.FromSeconds(n / rate);
                if (due - time.GetElapsedTime(began) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, time, cancellationToken);
                }

                long refused = await SendAsync(kind, n, cancellationToken);
                mine.Add((time.GetElapsedTime(began) - due).Ticks);
                Interlocked.Add(ref failures, refused);
                Interlocked.Add(ref done, refused == 0 ? 1 : 0);
                progress.Advance(1);
            }
        }
    }

    /// <summary>Sends a request and reads its whole answer.</summary>
    /// <returns>0 for success, 1 for a failure, and for a bulk request as many as records were refused.</returns>
    private async Task<long> SendAsync(WorkloadKind kind, long n, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage request = requests.Of(kind, n);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (kind == WorkloadKind.Bulk && response.IsSuccessStatusCode)
            {
                return WorkloadRequests.BulkRecords - await TakenAsync(response, cancellationToken);
            }

            await response.Content.CopyToAsync(Stream.Null, cancellationToken);
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return 1;
        }
    }

    private static async Task<long> TakenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        long taken = 0;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            taken += line.Contains("\"outcome\":", StringComparison.Ordinal) ? 1 : 0;
        }

        return taken;
    }
}
