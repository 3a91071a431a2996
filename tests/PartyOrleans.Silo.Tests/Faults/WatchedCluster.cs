using System.Globalization;
using System.Text;
using PartyOrleans.Monitoring.Tests.Live;
using PartyOrleans.Monitoring.Tests.Live.Faults;

namespace PartyOrleans.Silo.Tests;

/// <summary>Silos at work, watched by a Prometheus server with the committed rules in compressed time.</summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    private const int MostSilos = 12;
    private const int Workers = 12;
    private const int Floods = 32;
    private const int FloodLines = 200;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FloodPatience = TimeSpan.FromMinutes(1);

    private readonly SiloProcesses _silos;
    private readonly string _folder;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<SiloProcess> _watched = [];
    private readonly List<Task> _work = [];
    private readonly WatchTower _tower;
    private readonly Lock _lock = new();
    private readonly List<SiloProcess> _started = [];

    private WatchedCluster(SiloProcesses silos, WatchTower tower, string folder) => (_silos, _tower, _folder) = (silos, tower, folder);

    /// <summary>The silos that have not ended, in the order in which they were started.</summary>
    public IReadOnlyList<SiloProcess> Alive
    {
        get
        {
            lock (_lock)
            {
                return [.. _started.Where(silo => !silo.HasEnded)];
            }
        }
    }

    /// <summary>Starts silos over a database, has them work and be watched.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="database">The database.</param>
    /// <param name="way">How silos reach it.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<WatchedCluster> StartAsync(int silos, string database, string way, params string[] arguments)
    {
        SiloProcesses processes = await SiloProcesses.StartAsync(silos, database, way, arguments);
        string folder = Directory.CreateTempSubdirectory("party-silo-faults-").FullName;
        WatchTower tower;
        try
        {
            tower = await WatchTower.StartAsync(folder, CompressedTime.OfMinutes, "127.0.0.1:9", [.. Enumerable.Range(0, MostSilos).Select(NameOf)]);
        }
        catch
        {
            processes.Dispose();
            throw;
        }

        var cluster = new WatchedCluster(processes, tower, folder);
        foreach (SiloProcess silo in cluster._silos.All)
        {
            await cluster.WatchAsync(silo);
        }

        return cluster;
    }

    /// <summary>Starts one more silo, in place of those that have ended.</summary>
    public async Task<SiloProcess> AddAsync(string way, SiloPlace? place = null, params string[] more)
    {
        SiloProcess silo = await _silos.AddAsync(way, place ?? SiloPlace.Here, more);
        await WatchAsync(silo);
        return silo;
    }

    /// <summary>Begins to send records to all silos, of ever new sources; what is refused meanwhile is not sent again.</summary>
    public void Work() => _work.AddRange(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker))));

    /// <summary>Begins to send one silo more than it can do; completes once it has taken some of it.</summary>
    public async Task FloodAsync(SiloProcess silo)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.AddRange(Enumerable.Range(0, Floods).Select(flood => Task.Run(() => FloodAsync(silo, flood, taken))));
        await taken.Task;
    }

    /// <summary>Breaks something, again and again, until alerts fire of which none fired before.</summary>
    /// <param name="alerts">The alerts.</param>
    /// <param name="fault">Breaks it; to do so twice is no harm.</param>
    public async Task FireAsync(IReadOnlyList<string> alerts, Func<Task> fault)
    {
        foreach (string alert in alerts)
        {
            (await _tower.IsFiringAsync(alert)).ShouldBeFalse($"{alert} fires before anything was broken");
        }

        Task fire = Task.WhenAll(alerts.Select(alert => _tower.FiresAsync(alert)));
        while (!fire.IsCompleted)
        {
            await fault();
            await Task.WhenAny(fire, Task.Delay(Look));
        }

        await fire;
    }

    /// <summary>Waits until alerts that fired do no more.</summary>
    /// <returns>Those alerts.</returns>
    public async Task<IReadOnlyList<string>> EndAsync(IReadOnlyList<string> alerts)
    {
        await Task.WhenAll(alerts.Select(_tower.EndsAsync));
        return [.. _tower.Ended.Intersect(alerts, StringComparer.Ordinal)];
    }

    /// <summary>Waits until all silos that have not ended see so many, and are ready.</summary>
    public async Task SeenAsync(int silos)
    {
        foreach (SiloProcess silo in Alive)
        {
            await silo.ReadyAsync("cluster", $"{silos} active");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_work);
        _stop.Dispose();
        _silos.Dispose();
        _tower.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"silo{number}");

    private async Task WatchAsync(SiloProcess silo)
    {
        int place = _watched.FindIndex(each => each.HasEnded);
        if (place < 0)
        {
            place = _watched.Count;
            _watched.Add(silo);
        }

        _watched[place] = silo;
        await _tower.HubAsync(NameOf(place), silo.Http.BaseAddress!.Authority, silo.Http.DefaultRequestHeaders.Authorization!.Parameter!);
        lock (_lock)
        {
            _started.Add(silo);
        }
    }

    private async Task WorkAsync(int worker)
    {
        for (int round = 0; !_stop.IsCancellationRequested; round++)
        {
            IReadOnlyList<SiloProcess> silos = Alive;
            if (silos.Count == 0)
            {
                await Task.Delay(Look);
                continue;
            }

            string id = string.Create(CultureInfo.InvariantCulture, $"{worker}-{round}");
            await SendAsync(
                silos[(worker + round) % silos.Count], HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"/v1/records/source{worker}x{round / 20}/{id}"),
                new StringContent($$"""{"name.full":"Ann Lee{{id}}"}""", Encoding.UTF8, "application/json"), Patience);
        }
    }

    private async Task FloodAsync(SiloProcess silo, int flood, TaskCompletionSource taken)
    {
        for (int round = 0; !_stop.IsCancellationRequested; round++)
        {
            string lines = string.Concat(Enumerable.Range(0, FloodLines).Select(line => string.Create(
                CultureInfo.InvariantCulture, $$"""{"source":"flood","record_id":"{{flood}}-{{round}}-{{line}}","name.full":"Person{{(flood * 7919) + (round * 1021) + line}} Of{{line}}"}""") + "\n"));
            if (await SendAsync(silo, HttpMethod.Post, "/v1/records:bulk", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"), FloodPatience))
            {
                taken.TrySetResult();
            }
        }
    }

    /// <summary>Sends a request; one to a silo that hangs or is dead, which is what is tried, is given up.</summary>
    /// <returns>Whether it was answered.</returns>
    private async Task<bool> SendAsync(SiloProcess silo, HttpMethod method, string path, HttpContent content, TimeSpan patience)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(patience);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using HttpResponseMessage answer = await silo.Http.SendAsync(request, limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
