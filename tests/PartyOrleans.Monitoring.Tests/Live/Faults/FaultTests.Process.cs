namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <content>Faults of the process itself.</content>
public sealed partial class FaultTests
{
    /// <summary>The small hub is started again and again, has its log held, and is given too little of everything.</summary>
    private async Task MisuseSmallHubAsync()
    {
        await CrashAgainAndAgainAsync();
        await HoldLogAsync();
        await StarveAsync();
        await world.Minutes.EndsAsync("PartyHubRestarting");
    }

    private async Task CrashAgainAndAgainAsync()
    {
        await WhileAsync(world.Minutes.FiresAsync("PartyHubRestarting", () => Task.CompletedTask), TimeSpan.FromSeconds(1.2), _ => world.RestartSmallAsync());

        // It stays dead: that is the news, not that it was started again and again.
        world.Small.Kill();
        await world.Minutes.FiresAsync("PartyHubDown");
        await WatchTower.UntilAsync(
            async () => (await world.Alertmanager.AlertsAsync()) is var held && held.Any(alert => alert.Name == "PartyHubDown" && !alert.IsSuppressed)
                && !held.Any(alert => alert.Name == "PartyHubRestarting" && !alert.IsSuppressed),
            "Alertmanager tells both that it is dead and that it restarts");
        await world.RestartSmallAsync();
        await world.Minutes.EndsAsync("PartyHubDown");
    }

    /// <summary>One processor, little memory, and more to do than both allow.</summary>
    private async Task StarveAsync()
    {
        await world.RestartSmallAsync(("DOTNET_PROCESSOR_COUNT", "1"), ("DOTNET_GCHeapHardLimit", "0x8000000"), ("DOTNET_GCgen0size", "0x10000"), ("DOTNET_gcConcurrent", "0"),
            ("DOTNET_ThreadPool_ForceMinWorkerThreads", "0x20"));
        Task memory = world.Minutes.FiresAsync("PartyHubMemoryHigh");
        Task busy = Task.WhenAll(
            world.Minutes.FiresAsync("PartyHubCpuSaturated", () => Task.CompletedTask), world.Minutes.FiresAsync("PartyHubGarbageCollecting", () => Task.CompletedTask));
        await Task.WhenAll(Enumerable.Range(0, 24).Select(worker => WhileAsync(busy, TimeSpan.Zero, _ => SendAsync(
            world.Small, HttpMethod.Post, "/v1/match", """{"name.full":"Log Held","date.birth":"1980-02-03"}"""))));
        await memory;
        await Task.WhenAll(world.Minutes.EndsAsync("PartyHubCpuSaturated"), world.Minutes.EndsAsync("PartyHubGarbageCollecting"));
        await world.RestartSmallAsync();
        await world.Minutes.EndsAsync("PartyHubMemoryHigh");
    }
}
