using PartyOrleans.Local.Tests;
using PartyOrleans.TestKit.Prometheus;
using PartyOrleans.TestKit.Webhooks;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>Alertmanager with the committed routes in compressed time; all that it sends goes to a receiver: <c>/watchdog</c>, <c>/slack</c> and <c>/pagerduty</c>.</summary>
internal static class WatchedAlertmanager
{
    private const string Watchdog = "http://127.0.0.1:9095/watchdog";

    /// <summary>Starts it.</summary>
    public static async Task<LoopbackServer> StartAsync(TemporaryFolder folder, WebhookReceiver receiver, CompressedTime time)
    {
        int port = LoopbackServer.FreePort();
        string text = time.Routes(await File.ReadAllTextAsync(Path.Combine(MonitoringFiles.Folder, "alertmanager", "alertmanager.yml")));
        text.ShouldContain(Watchdog);
        Directory.CreateDirectory(folder["secrets"]);
        folder.Write(Path.Combine("secrets", "slack.url"), At("/slack"));
        folder.Write(Path.Combine("secrets", "pagerduty.key"), "key");
        string file = folder.Write(
            "alertmanager.yml",
            text.Replace(Watchdog, At("/watchdog"), StringComparison.Ordinal).Replace("/etc/alertmanager/", folder.Path + "/", StringComparison.Ordinal).Replace("global:\n", $"global:\n  pagerduty_url: {At("/pagerduty")}\n", StringComparison.Ordinal));
        return await LoopbackServer.StartAsync(
            PrometheusPrograms.Alertmanager!, port, "/-/ready",
            [$"--config.file={file}", $"--storage.path={folder["alertmanager"]}", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="]);

        string At(string path) => new Uri(receiver.Url, path).ToString();
    }
}
