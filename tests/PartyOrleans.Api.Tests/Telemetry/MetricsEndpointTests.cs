using System.Diagnostics;

namespace PartyOrleans.Api.Tests.Telemetry;

public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task Metrics_WhenRecordsWereTaken_CountThem()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await hub.PutAsync("crm", "1", """{"name.full":"Ann Lee","date.birth":"1980-02-03"}""");
        await hub.PutAsync("crm", "2", """{"name.full":"Ann Lee","date.birth":"1980-02-03"}""");

        string after = await ScrapeAsync(hub);
        after.ShouldContain("party_hub_inputs_total{outcome=\"created\"} 2\n");
        after.ShouldContain("party_hub_store_commit_duration_seconds_count 2\n");
        after.ShouldContain("party_hub_pairs_scored_total 1\n");
        after.ShouldContain("party_hub_party_events_total{kind=\"created\"} 1\n");
        after.ShouldContain("party_hub_records 2\n");
        after.ShouldContain("party_hub_parties 1\n");
        after.ShouldContain("party_hub_ready 1\n");
        after.ShouldContain("http_route=\"/v1/records/{source}/{recordId}\"", Case.Sensitive, "requests are counted by route, never by path");
        after.ShouldNotContain("Ann");
        after.ShouldNotContain("crm");
    }

    [PromtoolFact]
    public async Task Metrics_WhenScraped_PassTheCheckerOfPrometheus()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await hub.PutAsync("crm", "1", """{"name.full":"Ann Lee"}""");

        using Process checker = Process.Start(new ProcessStartInfo(PromtoolFactAttribute.Path!, "check metrics")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await checker.StandardInput.WriteAsync(await ScrapeAsync(hub));
        checker.StandardInput.Close();
        string complaints = await checker.StandardError.ReadToEndAsync() + await checker.StandardOutput.ReadToEndAsync();
        await checker.WaitForExitAsync();

        complaints.ShouldBeEmpty();
        checker.ExitCode.ShouldBe(0);
    }

    private static async Task<string> ScrapeAsync(TestHub hub)
    {
        using HttpResponseMessage response = await hub.Http.GetAsync("/metrics");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return await response.Content.ReadAsStringAsync();
    }

}
