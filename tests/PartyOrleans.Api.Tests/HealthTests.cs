using System.Text.Json.Nodes;
using PartyOrleans.Api.Health;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

public abstract class HealthTests(StoreKind store)
{
    [StoreFact]
    public async Task Ready_WhenAllIsWell_NamesEveryPart()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        using HttpClient anyone = hub.ClientWith(null);

        JsonNode ready = JsonNode.Parse(await anyone.GetStringAsync("/health/ready"))!;

        ready["status"]!.GetValue<string>().ShouldBe("ready");
        ready["parts"]!.AsArray().Select(part => $"{part!["name"]} {part["state"]}").ShouldBe(["hub ok", "audit ok", "disk ok", "freshness ok", "leaving ok", "search ok", "store ok"]);
        (await anyone.GetStringAsync("/health/live")).ShouldBe("""{"status":"live"}""");
    }

    [StoreFact]
    public async Task Ready_WhenTheDiskIsFull_SaysSoWithACause()
    {
        await using TestHub hub = await TestHub.StartAsync(store, options => options with { MinFreeBytes = long.MaxValue / 4 });

        (int status, JsonNode ready) = await hub.GetAsync("/health/ready");

        status.ShouldBe(503);
        JsonNode disk = ready["parts"]!.AsArray().Single(part => part!["name"]!.GetValue<string>() == "disk")!;
        disk["state"]!.GetValue<string>().ShouldBe("failed");
        disk["cause"]!.GetValue<string>().ShouldContain("MiB are free");
    }

    [StoreFact]
    public async Task Look_WhenAPartThrows_IsFailedWithoutItsMessage()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        var readiness = new HubReadiness(hub.Service.Hub, [new BrokenCheck()], TimeProvider.System);

        IReadOnlyList<Readiness> parts = await readiness.LookAsync(CancellationToken.None);

        parts.ShouldBe([
            Readiness.Well("hub"),
            new Readiness("broken", ReadinessState.Failed, "It cannot be used (InvalidOperationException)."),
        ]);
    }

    private sealed class BrokenCheck : IReadinessCheck
    {
        public string Name => "broken";

        public Task<Readiness> LookAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("Ann Lee, 536-22-1234");
    }
}

public sealed class HealthOnSqliteTests() : HealthTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class HealthOnPostgreSqlTests() : HealthTests(StoreKind.PostgreSql);
