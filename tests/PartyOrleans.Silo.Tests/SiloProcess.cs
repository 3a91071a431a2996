using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PartyOrleans.Silo.Tests;

/// <summary>A silo that runs as a process of its own, and clients of its API.</summary>
internal sealed class SiloProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly HashSet<int> Given = [];

    private readonly Process _process;
    private readonly StringBuilder _errors;
    private readonly Func<string, Task<string>> _tokens;

    private SiloProcess(Process process, StringBuilder errors, HttpClient http, Func<string, Task<string>> tokens) =>
        (_process, _errors, Http, _tokens) = (process, errors, http, tokens);

    /// <summary>A client that may do everything.</summary>
    public HttpClient Http { get; }

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What it has written to standard error until now.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts a silo; it answers, but need not be ready yet.</summary>
    /// <param name="database">The database that its cluster shares.</param>
    /// <param name="tokens">Gives a token for scopes.</param>
    /// <param name="arguments">More arguments.</param>
    public static Task<SiloProcess> StartAsync(string database, Func<string, Task<string>> tokens, params string[] arguments) =>
        StartAsync(database, tokens, SiloPlace.Here, arguments);

    /// <summary>Starts a silo somewhere else than among the tests.</summary>
    public static async Task<SiloProcess> StartAsync(string database, Func<string, Task<string>> tokens, SiloPlace place, string[] arguments)
    {
        (Process process, StringBuilder errors) = Begin(database, arguments, place);
        using var limit = new CancellationTokenSource(Limit);
        if (await process.StandardOutput.ReadLineAsync(limit.Token) is not { } document)
        {
            await process.WaitForExitAsync(limit.Token);
            throw new InvalidOperationException($"The silo ended at once: {errors}");
        }

        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var url = new Uri(JsonNode.Parse(document)!["urls"]![0]!.GetValue<string>());
        return new SiloProcess(process, errors, ClientOf(url, await tokens("read read:pii write steward operate admin")), tokens);
    }

    /// <summary>A client with a token; without one where there are no scopes.</summary>
    public async Task<HttpClient> ClientWithAsync(string? scopes) => ClientOf(Http.BaseAddress!, scopes is null ? null : await _tokens(scopes));

    /// <summary>Gets a JSON document.</summary>
    public async Task<JsonNode> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonNode>(path))!;

    /// <summary>The cause that the readiness of a part gives.</summary>
    public async Task<string> PartAsync(string name)
    {
        using HttpResponseMessage response = await Http.GetAsync("/health/ready");
        JsonNode body = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        return body["parts"]!.AsArray().First(part => part!["name"]!.GetValue<string>() == name)!["cause"]?.GetValue<string>() ?? "";
    }

    /// <summary>Waits until it is ready and a part says something; another process is asked, so there is nothing to wait on.</summary>
    public async Task ReadyAsync(string part, string cause)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            using (HttpResponseMessage response = await Http.GetAsync("/health/ready", limit.Token))
            {
                JsonNode body = (await response.Content.ReadFromJsonAsync<JsonNode>(limit.Token))!;
                if (response.StatusCode == HttpStatusCode.OK
                    && body["parts"]!.AsArray().Any(each => each!["name"]!.GetValue<string>() == part && (each["cause"]?.GetValue<string>() ?? "").Contains(cause, StringComparison.Ordinal)))
                {
                    return;
                }
            }

            await Task.Delay(Look, limit.Token);
        }
    }

    /// <summary>Waits until a metric without tags has a value; another process is asked, so there is nothing to wait on.</summary>
    public async Task MetricAsync(string name, long value)
    {
        using var limit = new CancellationTokenSource(Limit);
        string expected = string.Create(CultureInfo.InvariantCulture, $"{name} {value}");
        string[] told = [];
        while (!told.Contains(expected, StringComparer.Ordinal))
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"{expected} was expected; told is {string.Join(", ", told.Where(line => line.StartsWith(name, StringComparison.Ordinal)))}.");
            }

            told = (await Http.GetStringAsync("/metrics")).Split('\n');
            await Task.Delay(Look);
        }
    }

    /// <summary>Asks the process to stop, as an operator or a container does.</summary>
    public void Terminate() => Signal("-TERM");

    /// <summary>Has the process stand still, as a machine does that is out of memory, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Has it go on.</summary>
    public void Thaw() => Signal("-CONT");

    /// <summary>Ends the process as a crash would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end of the process.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>Starts the process.</summary>
    public static (Process Process, StringBuilder Errors) Begin(string database, string[] arguments, SiloPlace? place = null)
    {
        place ??= SiloPlace.Here;
        var start = new ProcessStartInfo(place.Launcher[0]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] all =
        [
            .. place.Launcher.Skip(1), Path.Combine(AppContext.BaseDirectory, "party-silo.dll"), "--db", database,
            "--urls", $"http://{place.Api}:0", "--silo-port", FreePort().ToString(CultureInfo.InvariantCulture), "--json",
            "--set", "cluster.failure-time=3s", "--set", "cluster.shards=8", .. arguments,
        ];
        foreach (string argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        return (process, errors);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static HttpClient ClientOf(Uri url, string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>
    /// A port that nobody listens at, that no other silo of this process was given, and that the system gives to no connection: between here and the silo's start it
    /// might.
    /// </summary>
    private static int FreePort()
    {
        const int First = 20_000;
        const int Ports = 10_000;
        lock (Given)
        {
            while (true)
            {
                using var draw = new TcpListener(IPAddress.Loopback, 0);
                draw.Start();
                int port = First + (((IPEndPoint)draw.LocalEndpoint).Port % Ports);
                using var listener = new TcpListener(IPAddress.Loopback, port);
                try
                {
                    listener.Start();
                }
                catch (SocketException)
                {
                    continue;
                }

                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }
}
