using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PartyOrleans.Local.Tests.Serving;

/// <summary>The commands of the quick start and the API guide, run in one shell as they are written, against a hub of their own.</summary>
public sealed partial class GuideTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly string Top = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CurlFact]
    public async Task Commands_WhenRunAsWritten_GiveWhatTheGuideSays()
    {
        string quickStart = BlocksOf("README.md").Single(block => block.StartsWith("./party serve &", StringComparison.Ordinal));
        string guide = string.Concat(BlocksOf("docs/api.md"));

        string[] answers = await RunAsync(quickStart + "echo THE GUIDE\n" + guide);

        int start = Array.IndexOf(answers, "THE GUIDE");
        JsonNode[] first = [.. answers[..start].Where(IsJson).Select(line => JsonNode.Parse(line)!)];
        string party = first[0]["party_id"]!.GetValue<string>();
        first[0]["outcome"]!.GetValue<string>().ShouldBe("created");
        first[1]["party_id"]!.GetValue<string>().ShouldBe(party);
        first[2]["items"]!.AsArray().Select(item => item!["party_id"]!.GetValue<string>()).ShouldBe([party]);
        first[3]["together"]!.GetValue<bool>().ShouldBeTrue();
        first[4]["records"]!.AsArray().Count.ShouldBe(2);
        first[5]["steps"]!.AsArray().Count.ShouldBe(1);
        first[6]["items"]!.AsArray().Count.ShouldBe(2);
        first.Length.ShouldBe(7);

        JsonNode[] second = [.. answers[start..].Where(IsJson).Select(line => JsonNode.Parse(line)!)];
        second.Count(answer => answer["outcome"] is not null).ShouldBe(6);
        second.Single(answer => answer["ignored"] is null && answer["values"] is not null)["values"]!.ToJsonString().ShouldContain("***-**-1234");
        second.Where(answer => answer["together"] is not null).Select(answer => answer["together"]!.GetValue<bool>()).ShouldBe([false]);
        second.Where(answer => answer["type"] is not null).Select(answer => answer["type"]!.GetValue<string>())
            .ShouldBe(["urn:party-hub:problem:unauthenticated", "urn:party-hub:problem:party-not-found"]);
        answers.Count(line => line.StartsWith("data: ", StringComparison.Ordinal)).ShouldBeGreaterThan(3);
    }

    /// <summary>Runs commands in a folder of their own, where <c>./party</c> is the program that was built with this test; gives the lines they write.</summary>
    private async Task<string[]> RunAsync(string commands)
    {
        string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        commands.ShouldContain("HUB=http://127.0.0.1:8080\n");
        _folder.Write("party", $"#!/bin/sh\nexec dotnet '{HubProcess.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder["party"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _folder.Write("commands.sh", "set -euo pipefail\n" + commands.Replace("HUB=http://127.0.0.1:8080\n", $"HUB={url}\n", StringComparison.Ordinal) + "kill %1\nwait %1 || true\n");
        var start = new ProcessStartInfo("bash", ["commands.sh"]) 
        {
            WorkingDirectory = _folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PARTY_SERVE__URLS"] = url;
        using var limit = new CancellationTokenSource(Limit);
        using Process shell = Process.Start(start).ShouldNotBeNull();
        try
        {
            Task<string> output = shell.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = shell.StandardError.ReadToEndAsync(limit.Token);
            await shell.WaitForExitAsync(limit.Token);
            shell.ExitCode.ShouldBe(0, $"{await output}\n{await error}");
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static bool IsJson(string line)
    {
        try
        {
            return line.StartsWith('{') && JsonNode.Parse(line) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IEnumerable<string> BlocksOf(string file) => Block().Matches(File.ReadAllText(Path.Combine(Top, file))).Select(block => block.Groups["text"].Value);

    [GeneratedRegex(@"^```sh\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Block();
}
