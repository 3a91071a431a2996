using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Local.Tests.Serving.Streams;

/// <summary>The commands of the guide to streams, run in one shell as they are written; what Kafka's own tool sends is sent by this test.</summary>
public sealed partial class KafkaGuideTests : IDisposable
{
    private static readonly string Top = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MockBrokerFact]
    public async Task Commands_WhenRunAsWritten_LoadTheTopic_OnMockBroker()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // the guide is written for a shell
        }

        using var brokers = new MockCluster();
        brokers.CreateTopic("customers", 1);
        await using var producer = new KafkaProducer(new KafkaConnection { Brokers = brokers.Brokers }, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance);
        string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        _folder.Write("party", $"#!/bin/sh\nexec dotnet '{HubProcess.Program}' \"$@\"\n");
        // Stands for Kafka's producer: hands the lines to this test, and ends once they are sent.
        _folder.Write("kafka-console-producer.sh", "#!/bin/sh\nfile=$(mktemp sent.XXXXXX)\ncat > $file\nmv $file $file.lines\nwhile [ -e $file.lines ]; do sleep 0.05; done\n");
        foreach (string program in new[] { "party", "kafka-console-producer.sh" })
        {
            File.SetUnixFileMode(_folder[program], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        string commands = Block().Match(await File.ReadAllTextAsync(Path.Combine(Top, "docs/kafka.md"))).Groups["text"].Value;
        commands = commands.Replace("BROKERS=localhost:9092\n", $"BROKERS={brokers.Brokers}\n", StringComparison.Ordinal).Replace("HUB=http://127.0.0.1:8080\n", $"HUB={url}\n", StringComparison.Ordinal);
        _folder.Write("commands.sh", "set -euo pipefail\nPATH=$PWD:$PATH\n" + commands);
        var start = new ProcessStartInfo("bash", ["commands.sh"]) { WorkingDirectory = _folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PARTY_SERVE__URLS"] = url;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using Process shell = Process.Start(start).ShouldNotBeNull();
        try
        {
            Task<string> output = shell.StandardOutput.ReadToEndAsync(limit.Token), error = shell.StandardError.ReadToEndAsync(limit.Token);
            Task ended = shell.WaitForExitAsync(limit.Token);
            while (!ended.IsCompleted)
            {
                foreach (string sent in Directory.EnumerateFiles(_folder.Path, "*.lines"))
                {
                    string[] lines = await File.ReadAllLinesAsync(sent, limit.Token);
                    await producer.SendAsync([.. lines.Select(line => new KafkaMessage("customers", null, Encoding.UTF8.GetBytes(line)))], limit.Token);
                    File.Delete(sent);
                }

                await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token)); // other processes: there is nothing to wait on
            }

            await ended;
            shell.ExitCode.ShouldBe(0, $"{await output}\n{await error}");
            Check(await output);
        }
        catch
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static void Check(string output)
    {
        JsonNode[] answers = [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!)];
        answers.Length.ShouldBe(4, output);
        answers[0].ToJsonString().ShouldContain("Ann");
        answers[1].ToJsonString().ShouldContain("Dee");
        answers[2].ToJsonString().ShouldContain("Anna"); // the later messages are in the same partition, so 1 was taken before 4
        JsonNode stream = answers[3]["parts"]!.AsArray().Single(part => part!["name"]!.GetValue<string>() == "streams/customers")!;
        stream["state"]!.GetValue<string>().ShouldBe("ok");
        output.ShouldContain("kafka/customers/customers/0");
        output.ShouldContain("family");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^```sh\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Block();
}
