using System.Collections.Concurrent;
using System.Globalization;
using PartyOrleans.TestKit.Prometheus;

namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <summary>A Prometheus server with the committed configuration in compressed time; it keeps what was seen to fire and to end.</summary>
internal sealed class WatchTower : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, bool> _ended = new(StringComparer.Ordinal);
    private readonly LoopbackServer _server;
    private readonly string _folder;

    private WatchTower(LoopbackServer server, string folder) => (_server, _folder, Prometheus) = (server, folder, new PrometheusReader(server.Http));

    /// <summary>Asks it.</summary>
    public PrometheusReader Prometheus { get; }

    /// <summary>The alerts that were seen to fire and then to end, sorted.</summary>
    public IReadOnlyList<string> Ended => [.. _ended.Where(alert => alert.Value).Select(alert => alert.Key).Order(StringComparer.Ordinal)];

    /// <summary>Starts it.</summary>
    /// <param name="folder">Folder of its own for its configuration and data.</param>
    /// <param name="time">How time is compressed.</param>
    /// <param name="alertmanager">Host and port of Alertmanager.</param>
    /// <param name="hubs">Names of hubs: each has a credential and targets of its own besides those of the job <c>party-hub</c>, whose label it bears.</param>
    public static async Task<WatchTower> StartAsync(string folder, CompressedTime time, string alertmanager, params string[] hubs)
    {
        Directory.CreateDirectory(Path.Combine(folder, "rules"));
        Directory.CreateDirectory(Path.Combine(folder, "secrets"));
        foreach (string rules in MonitoringFiles.In("prometheus/rules", "*.yml"))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "rules", Path.GetFileName(rules)), time.Rules(await File.ReadAllTextAsync(rules)));
        }

        string text = CompressedTime.Configuration(await File.ReadAllTextAsync(Path.Combine(MonitoringFiles.Folder, "prometheus", "prometheus.yml")));
        text = text.Replace("global:\n", $"global:\n  external_labels: {{factor: '{time.Factor.ToString(CultureInfo.InvariantCulture)}'}}\n", StringComparison.Ordinal);
        text += string.Concat(hubs.Select(hub => $"""

              - job_name: {hub}
                authorization: {"{"}credentials_file: secrets/{hub}.key{"}"}
                file_sd_configs: [{"{"}files: [targets/{hub}.yml]{"}"}]

            """));
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), text);
        await File.WriteAllTextAsync(Path.Combine(folder, "secrets", "party-hub.key"), "none");
        foreach (string hub in hubs)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "secrets", hub + ".key"), "none");
        }

        int port = LoopbackServer.FreePort();
        await TargetAsync(folder, "alertmanager", [alertmanager], []);
        await TargetAsync(folder, "prometheus", [$"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"], []);
        return new WatchTower(
            await LoopbackServer.StartAsync(
                PrometheusPrograms.Server!, port, "/-/ready",
                [
                    $"--config.file={Path.Combine(folder, "prometheus.yml")}", $"--storage.tsdb.path={Path.Combine(folder, "data")}",
                    $"--web.listen-address=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "--rules.alert.resend-delay=2s",
                ]),
            folder);
    }

    /// <summary>Names the targets of a job, each with labels.</summary>
    public Task TargetAsync(string job, IReadOnlyList<string> addresses, params string[] labels) => TargetAsync(_folder, job, addresses, labels);

    /// <summary>Names the address and the credential of a hub.</summary>
    public async Task HubAsync(string hub, string address, string token, params string[] labels)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "secrets", hub + ".key"), token);
        await TargetAsync(hub, [address], ["job: party-hub", .. labels]);
    }

    /// <summary>Whether an alert fires now.</summary>
    public async Task<bool> IsFiringAsync(string alert) =>
        await Prometheus.CountAsync($"ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}}", CancellationToken.None) > 0;

    /// <summary>Waits until an alert fires that did not fire before.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="fault">Breaks something; null where it is broken already.</param>
    public async Task FiresAsync(string alert, Func<Task>? fault = null)
    {
        if (fault is not null)
        {
            (await IsFiringAsync(alert)).ShouldBeFalse($"{alert} fires before anything was broken");
            await fault();
        }

        await UntilAsync(() => IsFiringAsync(alert), $"{alert} does not fire");
        _ended.TryAdd(alert, false);
    }

    /// <summary>Waits until an alert that fired does no more.</summary>
    public async Task EndsAsync(string alert)
    {
        _ended.ShouldContainKey(alert, "it was not seen to fire");
        await UntilAsync(async () => !await IsFiringAsync(alert), $"{alert} does not end");
        _ended[alert] = true;
    }

    /// <summary>Waits until an alert does not fire, whether it did or not.</summary>
    public Task SilentAsync(string alert) => UntilAsync(async () => !await IsFiringAsync(alert), $"{alert} does not end");

    /// <summary>Waits until something holds; other processes are asked, so there is nothing to wait on.</summary>
    public static Task UntilAsync(Func<Task<bool>> holds, string otherwise) => UntilAsync(holds, () => otherwise);

    /// <summary>Waits until something holds; what is said otherwise is made only then.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail(otherwise());
            }

            await Task.Delay(Look);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _server.Dispose();

    private static Task TargetAsync(string folder, string job, IReadOnlyList<string> addresses, IReadOnlyList<string> labels)
    {
        string targets = Directory.CreateDirectory(Path.Combine(folder, "targets")).FullName;
        string with = labels.Count == 0 ? "" : $"  labels: {{{string.Join(", ", labels)}}}\n";
        return File.WriteAllTextAsync(Path.Combine(targets, job + ".yml"), $"- targets: [{string.Join(", ", addresses.Select(address => $"'{address}'"))}]\n{with}");
    }
}
