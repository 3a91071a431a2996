using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PartyOrleans.Local.Tests.Serving;

/// <summary>
/// Runs the commands of the guides in one shell as they are written, in a folder of their own where <c>./party</c> is the program that was built with
/// the test; a hub that they start listens at a free port.
/// </summary>
internal static partial class GuideShell
{
    private const string HubLine = "HUB=http://127.0.0.1:8080\n";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly string Top = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    /// <summary>The quick start, which starts a hub in the background and names it for what follows.</summary>
    public static string QuickStart => BlocksOf("README.md").Single(block => block.StartsWith("./party serve &", StringComparison.Ordinal));

    /// <summary>The commands of a file, one text for each block.</summary>
    /// <param name="file">Its path below the project's folder.</param>
    public static IEnumerable<string> BlocksOf(string file) => Block().Matches(File.ReadAllText(Path.Combine(Top, file))).Select(block => block.Groups["text"].Value);

    /// <summary>Runs commands; gives the lines that they write. A background hub is ended with them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="commands">The commands; the first that fails fails the test.</param>
    /// <param name="environment">Variables besides those of the test.</param>
    public static async Task<string[]> RunAsync(TemporaryFolder folder, string commands, params IEnumerable<(string Name, string Value)> environment)
    {
        string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        folder.Write("party", $"#!/bin/sh\nexec dotnet '{HubProcess.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder["party"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        bool serves = commands.Contains(HubLine, StringComparison.Ordinal);
        folder.Write(
            "commands.sh",
            "set -euo pipefail\n" + commands.Replace(HubLine, $"HUB={url}\n", StringComparison.Ordinal) + (serves ? "kill %1\nwait %1 || true\n" : ""));
        var start = new ProcessStartInfo("bash", ["commands.sh"])
        {
            WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PARTY_SERVE__URLS"] = url;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

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

    /// <summary>Those of some lines that are JSON objects.</summary>
    public static JsonNode[] ObjectsOf(IEnumerable<string> lines) => [.. lines.Where(IsObject).Select(line => JsonNode.Parse(line)!)];

    private static bool IsObject(string line)
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

    [GeneratedRegex(@"^```sh\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Block();
}
