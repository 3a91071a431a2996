using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PartyOrleans.Local.Tests.Serving;
using PartyOrleans.Monitoring.Tests.Rules;

namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <summary>
/// Faults that are injected side by side: each alert is silent before its fault, fires under it, and ends when it is mended. The tests run one after the other:
/// first all that leaves the hubs at work, then what does not. They want a machine for themselves: <c>./party test</c> runs them after all others.
/// </summary>
[Trait("Machine", "Alone")]
[TestCaseOrderer("PartyOrleans.Monitoring.Tests.Live.ByName", "PartyOrleans.Monitoring.Tests")]
public sealed partial class FaultTests(FaultyWorld world) : IClassFixture<FaultyWorld>
{
    [LiveFact]
    public async Task A_Alerts_WhenWhatTheHubsStandOnIsBroken_FireAndEnd()
    {
        Task read = ReadForEverAsync();
        Task[] faults =
        [
            read, NeglectBackupsAsync(), BreakArchiveAsync(), FillDiskAsync(), MisuseSmallHubAsync(), DisturbStreamAsync(), MakeTopicAnewAsync(),
            ForgetDeadLettersAsync(), BreakSinkAsync(), LoseNotificationsAsync(), PileUpReviewsAsync(),
        ];
        await Task.WhenAll(faults);
    }

    [LiveFact]
    public async Task B_Alerts_WhenTheDatabaseIsSlowAndReadsFromItsDisk_FireAndEnd()
    {
        await Task.WhenAll(ReadFromDiskAsync(), SlowCommitsAsync(), BreakRulesAsync());
    }

    [LiveFact]
    public async Task C_Alerts_WhenTheHubIsCutOffFromItsDatabase_FireAndEnd()
    {
        await CutOffAsync();
    }

    [LiveFact]
    public async Task D_Groups_WhenAlertsOfOneComponentAndSeverityFired_AreToldTogether()
    {
        IReadOnlyList<(string Labels, string[] Names)> groups = await world.Alertmanager.GroupsAsync();

        groups.Select(group => group.Labels).ShouldBeUnique();
        Dictionary<string, AlertRule> rules = AlertRules.All.ToDictionary(alert => alert.Name.ToLowerInvariant(), StringComparer.Ordinal);
        AlertRule[][] messages =
        [
            .. world.Receiver.Posts.Where(post => post.Path == "/slack")
                .Select(post => Runbook().Matches(post.Body).Select(match => rules[match.Groups["section"].Value]).Distinct().ToArray()),
        ];
        messages.ShouldAllBe(alerts => alerts.Length > 0 && alerts.Select(alert => alert.Component + " " + alert.Severity).Distinct(StringComparer.Ordinal).Count() == 1, "what is told together is of one part");
        messages.ShouldContain(alerts => alerts.Length > 1, "several alerts came in one message");
    }

    [LiveFact]
    public void E_Alerts_WhenAllWasTried_AreThoseThatTheTableNames() =>
        world.Minutes.Ended.Concat(world.Days.Ended).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(LiveAlerts.OfFaultTests);

    [GeneratedRegex(@"runbooks\.md#(?<section>[a-z]+)")]
    private static partial Regex Runbook();

    private static async Task<HttpStatusCode> SendAsync(ServedProcess hub, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await hub.Http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Does something again and again until a task has ended.</summary>
    private static async Task WhileAsync(Task goesOn, TimeSpan pause, Func<int, Task> work)
    {
        for (int round = 0; !goesOn.IsCompleted; round++)
        {
            await work(round);
            await Task.WhenAny(goesOn, Task.Delay(pause));
        }

        await goesOn;
    }
}
