using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Local.Tests.Serving;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class HealthCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Health_WhenTheHubIsReady_NamesItsPartsAndEndsWithNought()
    {
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"]);

        HubResult ready = await HubProcess.RunAsync("health", "--hub", UrlOf(hub), "--timeout", "30s", "--json");
        HubResult live = await HubProcess.RunAsync("health", "--hub", UrlOf(hub), "--live", "--timeout", "30s");

        ready.ExitCode.ShouldBe(0, ready.Error);
        JsonNode answer = JsonNode.Parse(ready.Out)!;
        ((string?)answer["status"]).ShouldBe("ready");
        answer["parts"]!.AsArray().Select(part => (string?)part!["state"]).ShouldAllBe(state => state == "ok");
        live.ExitCode.ShouldBe(0, live.Error);
        live.Out.ShouldBe("live\n");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", """{"status":"ready","waiting":0,"parts":[{"name":"store","state":"ok"}]}""", 0, "ready\n  store: ok\n")]
    [InlineData("HTTP/1.1 200 OK", """{"status":"ready","waiting":0,"parts":[{"name":"zone","state":"degraded","cause":"no bucket"}]}""", 0, "ready\n  zone: degraded (no bucket)\n")]
    [InlineData("HTTP/1.1 503 Service Unavailable", """{"status":"starting","waiting":0,"parts":[{"name":"hub","state":"failed","cause":"starting"}]}""", 8, "starting\n  hub: failed (starting)\n")]
    public async Task Health_WhenAnswered_EndsAsTheAnswerSays(string statusLine, string body, int exitCode, string text)
    {
        HubResult result = await AskAsync(statusLine, body);

        result.ExitCode.ShouldBe(exitCode, result.Error);
        result.Out.ShouldBe(text);
    }

    [Theory]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("{\"status\":7}")]
    public async Task Health_WhenSomethingElseAnswers_SaysSo(string body)
    {
        HubResult result = await AskAsync("HTTP/1.1 200 OK", body);

        result.ExitCode.ShouldBe(8);
        result.Error.ShouldContain("is no party hub");
    }

    [Fact]
    public async Task Health_WhenNobodyListens_SaysThatTheHubCannotBeReached()
    {
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        HubResult result = await HubProcess.RunAsync("health", "--hub", $"http://127.0.0.1:{port}");

        result.ExitCode.ShouldBe(5);
        result.Error.ShouldStartWith("party: --hub: the hub cannot be reached: ");
    }

    [Fact]
    public async Task Health_WhenNoAnswerComesInTime_SaysSo()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        HubResult result = await HubProcess.RunAsync("health", "--hub", $"http://{silent.LocalEndpoint}", "--timeout", "1s");

        result.ExitCode.ShouldBe(8);
        result.Error.ShouldBe("party: --hub: no answer within 1 s (--timeout).\n");
    }

    [Theory]
    [InlineData("--hub", "nowhere", "party: --hub: 'nowhere' is no address such as http://127.0.0.1:8080.\n")]
    [InlineData("--hub", "ftp://127.0.0.1", "party: --hub: 'ftp://127.0.0.1' is no address such as http://127.0.0.1:8080.\n")]
    [InlineData("--timeout", "0s", "party: --timeout takes a time above zero, such as 4s.\n")]
    public async Task Health_WhenAnOptionMakesNoSense_SaysWhatIsTaken(string option, string value, string message)
    {
        HubResult result = await HubProcess.RunAsync("health", option, value);

        (result.ExitCode, result.Error).ShouldBe((2, message));
    }

    private static string UrlOf(ServedProcess hub) => hub.Http.BaseAddress.ShouldNotBeNull().ToString();

    private static async Task<HubResult> AskAsync(string statusLine, string body)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<HubResult> asked = HubProcess.RunAsync("health", "--hub", $"http://{listener.LocalEndpoint}", "--timeout", "60s");
        using TcpClient client = await listener.AcceptTcpClientAsync();
        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{statusLine}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        await stream.FlushAsync();
        return await asked;
    }
}
