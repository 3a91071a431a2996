using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PartyOrleans.Local.Tests.Serving;

/// <summary>A hub that <c>party serve</c> runs as a process of its own, and a client that may do everything.</summary>
internal sealed class ServedProcess : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;

    static ServedProcess()
    {
        // What this machine keeps for a database goes into a folder of the test run's own, not into that of whoever runs it.
        DirectoryInfo local = Directory.CreateTempSubdirectory("party-local-");
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", local.FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => local.Delete(recursive: true);
    }

    private ServedProcess(Process process, HttpClient http) => (_process, Http) = (process, http);

    public HttpClient Http { get; }

    /// <summary>Starts a hub and waits until it takes inputs.</summary>
    public static Task<ServedProcess> StartAsync(string database, params string[] arguments) =>
        StartAtAsync(0, new Dictionary<string, string>(StringComparer.Ordinal), database, arguments);

    /// <summary>Starts a hub at a port, with some environment variables besides those of this process, and waits until it takes inputs.</summary>
    public static async Task<ServedProcess> StartAtAsync(int port, IReadOnlyDictionary<string, string> environment, string database, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        Process process = HubProcess.Start(
            environment, ["serve", "--db", database, "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"), "--json", .. arguments]);
        try
        {
            JsonNode document = await ReadDocumentAsync(process, limit.Token);
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(document["urls"]![0]!.GetValue<string>()) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", document["token"]!.GetValue<string>());
            while (await StatusAsync(http.GetAsync("/health/ready", limit.Token)) != HttpStatusCode.OK)
            {
                await Task.Delay(Look, limit.Token); // another process: there is nothing to wait on
            }

            return new ServedProcess(process, http);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Puts a record; true where it was acknowledged, false where the hub would not take it or is gone.</summary>
    public async Task<bool> TryPutAsync(string recordId, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            HttpStatusCode status = await StatusAsync(Http.PutAsync("/v1/records/crm/" + recordId, content));
            status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
            return status != HttpStatusCode.ServiceUnavailable;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Waits until a metric, all of its series together, has come to a value; asks again and again.</summary>
    public async Task MetricAsync(string name, double least)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        double sum = -1;
        while (sum < least)
        {
            if (sum >= 0)
            {
                await Task.Delay(Look, limit.Token);
            }

            string text = await Http.GetStringAsync("/metrics", limit.Token);
            sum = text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is '{' or ' ')
                .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Asks the process to stop, as an operator or a container does.</summary>
    public void Terminate()
    {
        using var stop = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        stop.WaitForExit();
    }

    /// <summary>Ends the process as a crash would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end of the process.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> ExitAsync()
    {
        long began = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, Stopwatch.GetElapsedTime(began));
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage response = await sent;
        return response.StatusCode;
    }

    /// <summary>Reads the line that says where the hub listens.</summary>
    private static async Task<JsonNode> ReadDocumentAsync(Process process, CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line
            ? JsonNode.Parse(line)!
            : throw new InvalidOperationException($"party serve ended at once: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
}
