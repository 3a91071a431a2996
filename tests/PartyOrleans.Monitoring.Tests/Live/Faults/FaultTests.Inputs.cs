using System.Globalization;
using System.Net;
using PartyOrleans.Kafka;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <content>Faults of what comes in and goes out.</content>
public sealed partial class FaultTests
{
    /// <summary>Another consumer of the stream's group comes and goes.</summary>
    private async Task DisturbStreamAsync()
    {
        RestlessConsumer? other = null;
        await world.Minutes.FiresAsync("PartyHubStreamRebalancing", () =>
        {
            other = new RestlessConsumer(new KafkaConnection { Brokers = world.Brokers.Brokers }, "customers", "customers");
            return Task.CompletedTask;
        });
        other!.Dispose();
        await world.Minutes.EndsAsync("PartyHubStreamRebalancing");
    }

    /// <summary>A topic is deleted with all that the hub has taken of it, and made anew.</summary>
    private async Task MakeTopicAnewAsync()
    {
        await _loaded.Task;
        await world.SendAsync("aged", Enumerable.Range(0, 5).Select(Message));
        await WatchTower.UntilAsync(
            async () => await world.Minutes.Prometheus.CountAsync("sum(party_hub_stream_messages_total{stream=\"aged\"}) >= 5", CancellationToken.None) > 0, "the stream took no messages");
        await world.Days.FiresAsync("PartyHubStreamOffsetsLost", async () =>
        {
            world.Brokers.DeleteTopic("aged");
            await WatchTower.UntilAsync(async () => (await world.Main.Http.GetStringAsync("/health/ready")).Contains("aged", StringComparison.Ordinal), "nobody saw that it is gone");
            world.Brokers.CreateTopic("aged", 1);
            await world.SendAsync("aged", Message(5));
        });
        await world.Days.EndsAsync("PartyHubStreamOffsetsLost");

        static string Message(int i) => $$"""{"id":"aged{{i}}","name":"Aged{{i}} Old{{i}}"}""";
    }

    /// <summary>Refused inputs lie for longer than a week.</summary>
    private async Task ForgetDeadLettersAsync()
    {
        await _backedUp.Task; // a backup with a date that was altered is not proven
        await world.Days.FiresAsync("PartyHubDeadLettersOld", async () =>
        {
            await world.SendAsync("customers", "{broken");
            await world.Main.MetricAsync("party_hub_dead_letters_total", 1);
            await world.ExecuteAsync(string.Create(
                CultureInfo.InvariantCulture, $"UPDATE hub_commit SET at = at - {TimeSpan.FromDays(8).Ticks} WHERE id IN (SELECT hub_commit FROM dead_letter)"));
        });
        (await SendAsync(world.Main, HttpMethod.Post, "/v1/dead-letters/discard", """{"all":true,"reason":"not needed"}""")).ShouldBe(HttpStatusCode.OK);
        await world.Days.EndsAsync("PartyHubDeadLettersOld");
    }

    /// <summary>The system behind the sink takes nothing.</summary>
    private async Task BreakSinkAsync()
    {
        await world.Minutes.FiresAsync("PartyHubSinkLagging", async () =>
        {
            Answer("/slow", 500);
            await _loaded.Task;
        });
        Answer("/slow", 204);
        await world.Minutes.EndsAsync("PartyHubSinkLagging");
    }

    /// <summary>Pairs come for stewards, and nobody answers.</summary>
    private async Task PileUpReviewsAsync()
    {
        await _loaded.Task;
        await WhileAsync(world.Days.FiresAsync("PartyHubReviewsPileUp"), TimeSpan.FromMilliseconds(100), async round =>
        {
            string[] person = FaultyFiles.Person(20_000 + round).Split(',');
            foreach (string copy in (string[])["a", "b"])
            {
                await SendAsync(
                    world.Main, HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"/v1/records/web/r{round}{copy}"),
                    $$"""{"name.given":"{{person[0]}}","name.family":"{{person[1]}}","date.birth":"{{person[2]}}"}""");
            }
        });
        await world.Days.EndsAsync("PartyHubReviewsPileUp");
    }

    /// <summary>Slack takes no messages from Alertmanager: its address was revoked.</summary>
    private async Task LoseNotificationsAsync()
    {
        await world.Minutes.FiresAsync("AlertmanagerNotificationsFail", () =>
        {
            Answer("/slack", 404);
            return Task.CompletedTask;
        });
        Answer("/slack", 204);
        await world.Minutes.EndsAsync("AlertmanagerNotificationsFail");
    }

    /// <summary>Someone names one hub twice, and what is one to one is no more.</summary>
    private async Task BreakRulesAsync()
    {
        string token = world.Small.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        await world.Days.FiresAsync("RulesFailing", async () =>
        {
            await world.Days.HubAsync("small", world.SmallAddress, token, "zone: a");
            await world.Days.HubAsync("main", world.SmallAddress, token, "zone: b");
        });
        await world.WatchAsync("main", world.Main);
        await world.WatchAsync("small", world.Small);
        await world.Days.EndsAsync("RulesFailing");
    }

    /// <summary>The line between the hub and its database is cut: it takes no inputs, and what streams bring waits.</summary>
    private async Task CutOffAsync()
    {
        Task ready = world.Minutes.FiresAsync("PartyHubNotReady", () =>
        {
            world.Line.Cut();
            return world.SendAsync("customers", Enumerable.Range(0, 12_000).Select(i => $$"""{"id":"c{{i}}","name":"Cut{{i}} Off{{i}}"}"""));
        });
        Task lagging = world.Minutes.FiresAsync("PartyHubStreamLagging");
        Task retrying = world.Minutes.FiresAsync("PartyHubStreamRetrying");
        Task burning = world.Days.FiresAsync("PartyHubErrorBudgetBurnsSlowly");
        Task all = Task.WhenAll(
            ready, lagging, retrying, burning, SilencesAsync("PartyHubNotReady", "PartyHubPartFailed", "PartyHubPartDegraded"), SilencesAsync("PartyHubErrorBudgetBurnsFast", "PartyHubErrorBudgetBurnsSlowly"));
        await WhileAsync(all, TimeSpan.FromMilliseconds(100), round => SendAsync(
            world.Main, HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"/v1/records/web/c{round}"), $$"""{"name.full":"Cut{{round}} Off{{round}}"}"""));

        world.Line.Mend();
        await Task.WhenAll(
            world.Minutes.EndsAsync("PartyHubNotReady"), world.Minutes.EndsAsync("PartyHubStreamLagging"), world.Minutes.EndsAsync("PartyHubStreamRetrying"),
            world.Days.EndsAsync("PartyHubErrorBudgetBurnsSlowly"));
    }

    /// <summary>Waits until one alert silences another, whichever of some it is.</summary>
    private Task SilencesAsync(string cause, params string[] consequences)
    {
        IReadOnlyList<HeldAlert> held = [];
        return WatchTower.UntilAsync(
            async () => AlertmanagerReader.Silences(held = await world.Alertmanager.AlertsAsync(), cause, consequences),
            () => $"Alertmanager silences nothing by {cause}: {string.Join(", ", held.Select(alert => alert.Name + (alert.IsSuppressed ? " (silenced)" : "")))}");
    }

    private void Answer(string path, int status) => world.Answers[path] = status;
}
