using System.Diagnostics;

namespace PartyOrleans.Local.Bench;

/// <summary>What a number of clients at work together measured.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="Failures">Of these, with another status than success.</param>
/// <param name="Wall">Time from the first to the last.</param>
/// <param name="P50">Median latency.</param>
/// <param name="P99">99th percentile of the latency.</param>
internal sealed record RequestFigures(int Requests, int Failures, TimeSpan Wall, TimeSpan P50, TimeSpan P99)
{
    /// <summary>Requests a second.</summary>
    public double PerSecond => Requests / Wall.TotalSeconds;

    /// <summary>Has clients send requests, each one after the other, until the time is over; their answers are read whole.</summary>
    /// <param name="client">The client, with as many connections.</param>
    /// <param name="clients">Requests under way at any time.</param>
    /// <param name="duration">How long.</param>
    /// <param name="request">Makes the n-th request; called by several threads.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<RequestFigures> MeasureAsync(
        HttpClient client, int clients, TimeSpan duration, Func<int, HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        int next = 0;
        int failures = 0;
        var times = new List<long>[clients];
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(() => SendAsync(i), cancellationToken)));
        TimeSpan wall = Stopwatch.GetElapsedTime(began);
        long[] all = [.. times.SelectMany(one => one).Order()];
        return new RequestFigures(all.Length, failures, wall, At(0.5), At(0.99));

        TimeSpan At(double share) => all.Length == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, all[(int)((all.Length - 1) * share)]);

        async Task SendAsync(int i)
        {
            List<long> mine = times[i] = new List<long>(65_536);
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using HttpRequestMessage message = request(Interlocked.Increment(ref next) - 1);
                long start = Stopwatch.GetTimestamp();
                using HttpResponseMessage response = await client.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
                mine.Add(Stopwatch.GetTimestamp() - start);
                if (!response.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref failures);
                }
            }
        }
    }
}
