using PartyOrleans.Api.Tests;

namespace PartyOrleans.Client.Tests;

public sealed class PipelineTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task StartPipelineRun_WhenItFailsAndIsMended_IsResumedToItsEnd()
    {
        await using TestHub hub = await TestHub.StartConnectedAsync("""
            {"format":"party-hub/connections/1","pipelines":[{"name":"late","deadline":"2h","steps":[
              {"name":"ingest","kind":"ingest","inputs":["FOLDER/late.csv"],"retry":{"attempts":1}},{"name":"master","kind":"master","after":["ingest"]}]}]}
            """);
        await hub.Service.Pipelines.StartedAsync(None).WaitAsync(TimeSpan.FromSeconds(60));
        string token = hub.TokenFor("operate");
        using var client = new PartyHubClient(new PartyHubClientOptions { BaseAddress = new Uri(hub.Service.Urls[0]), Token = _ => ValueTask.FromResult(token) });

        PipelineRun started = await client.StartPipelineRunAsync("late", "files came late", None);
        await hub.Service.Pipelines.EndedAsync("late", 1, None).WaitAsync(TimeSpan.FromSeconds(60));
        PipelineRun failed = (await client.GetPipelineRunAsync("late", 1, None))!;
        await File.WriteAllTextAsync(Path.Combine(hub.LocalFolder, "late.csv"), "record_id,first_name,last_name\n1,Bo,Ray\n");
        PipelineRun resumed = (await client.ResumePipelineRunAsync("late", 1, None))!;
        await hub.Service.Pipelines.EndedAsync("late", 1, None).WaitAsync(TimeSpan.FromSeconds(60));
        PipelineRun done = (await client.GetPipelineRunsAsync("late", 10, None)).Single();

        (started.Number, started.IsUnderWay, started.Detail, started.Actor, failed.State, failed.Steps[1].State).ShouldBe((1, true, "files came late", "ann", "failed", "skipped"));
        (resumed.Number, done.State, done.Failure, done.Steps[0].Attempts).ShouldBe((1, "done", null, 2));
        done.Steps[0].Counts.ShouldContain(new NamedCount("changed", 1));
        Pipeline pipeline = (await client.GetPipelinesAsync(None)).Single();
        (pipeline.Name, pipeline.DeadlineSeconds, pipeline.LastRun!.Number, pipeline.Steps[1].After[0]).ShouldBe(("late", 7200, 1, "ingest"));
        (await client.CancelPipelineRunAsync("late", 1, None))!.State.ShouldBe("done");
        (await client.GetPipelineRunAsync("late", 9, None)).ShouldBeNull();
        (await client.ResumePipelineRunAsync("late", 9, None)).ShouldBeNull();
        (await Should.ThrowAsync<HubProblemException>(() => client.StartPipelineRunAsync("none", null, None))).Type.ShouldBe("urn:party-hub:problem:not-found");
    }

    [Fact]
    public async Task CheckQuality_WhenLookedTwice_TellsTheTrend()
    {
        await using TestHub hub = await TestHub.StartAsync();
        string token = hub.TokenFor("operate");
        using var client = new PartyHubClient(new PartyHubClientOptions { BaseAddress = new Uri(hub.Service.Urls[0]), Token = _ => ValueTask.FromResult(token) });
        (await client.GetQualityAsync(None)).ShouldBeNull();
        await hub.PutAsync("crm", "1", """{"name.full":"Ann Lee","identifier.lei":"5493001KJTIIGC8Y1R12"}""");

        await client.CheckQualityAsync(None);
        QualityReport second = await client.CheckQualityAsync(None);

        (second.Number, second.State, second.Profile!.Records).ShouldBe((2, "ok", 1));
        second.Results.Single(result => result.Key == "reviews").ShouldBe(new QualityResult("reviews", "ok", 0, 0, 0.05, 0.25));
        second.Profile.Sources.Select(source => (source.Source, source.Records)).ShouldBe([("crm", 1L)]);
        second.Profile.Attributes.Single(attribute => attribute.Attribute == "identifier.lei").Valid.ShouldBe(1);
        (await client.GetQualityHistoryAsync(10, None)).Select(report => report.Number).ShouldBe([2L, 1L]);
        (await client.GetQualityAsync(None))!.Number.ShouldBe(2);
    }
}
