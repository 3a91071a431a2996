using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PartyOrleans.Api.Telemetry;

namespace PartyOrleans.Local.Bench;

/// <summary>A hub that this very program serves as a process of its own, and clients of it.</summary>
internal sealed class ServedHub : IAsyncDisposable
{
    private static readonly string[] Unbounded =
        ["security.ordinary-per-second", "security.ordinary-burst", "security.expensive-per-second", "security.expensive-burst", "security.anonymous-per-second"];

    private readonly Process _process;

    private ServedHub(Process process, Uri address, string? token, TimeSpan untilReady)
    {
        (_process, Address, Token, UntilReady) = (process, address, token, untilReady);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The token that it printed; null where it asks for none.</summary>
    public string? Token { get; }

    /// <summary>From the start of the process to taking inputs.</summary>
    public TimeSpan UntilReady { get; }

    /// <summary>Peak resident memory so far, bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Resident memory of its own now, bytes, see <see cref="ProcessMemory"/>.</summary>
    public long OwnBytes => ProcessMemory.OwnBytes(_process.Id);

    /// <summary>CPU time that it used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a hub over a store and waits until it takes inputs.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message carries what it said.</exception>
    public static async Task<ServedHub> StartAsync(string database, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        Process process = ChildRun.Start(
        [
            "serve", "--db", database, "--json", "--set", "urls=http://127.0.0.1:0",
            .. Unbounded.SelectMany(setting => (string[])["--set", setting + "=1000000"]), // one caller stands for many
        ]);
        try
        {
            JsonElement document = await ReadDocumentAsync(process, cancellationToken);
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var address = new Uri(document.GetProperty("urls")[0].GetString()!);
            string? token = document.TryGetProperty("token", out JsonElement given) ? given.GetString() : null;
            using var http = new HttpClient { BaseAddress = address };
            while (true)
            {
                using HttpResponseMessage ready = await http.GetAsync("/health/ready", cancellationToken);
                if (ready.StatusCode == HttpStatusCode.OK)
                {
                    return new ServedHub(process, address, token, Stopwatch.GetElapsedTime(began));
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>A client that keeps so many connections.</summary>
    /// <param name="connections">Connections at most.</param>
    /// <param name="token">A token instead of the one that the hub printed; null for that one.</param>
    public HttpClient NewClient(int connections, string? token = null)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseCookies = false, AllowAutoRedirect = false };
        var client = new HttpClient(handler) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        if ((token ?? Token) is { } bearer)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        return client;
    }

    /// <summary>Stops the hub as an operator would, and waits.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    /// <summary>Reads lines until they are a JSON document.</summary>
    private static async Task<JsonElement> ReadDocumentAsync(Process process, CancellationToken cancellationToken)
    {
        string text = "";
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            text += line;
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                continue; // not whole yet
            }
        }

        throw new InvalidOperationException($"party serve ended at once: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
    }
}
