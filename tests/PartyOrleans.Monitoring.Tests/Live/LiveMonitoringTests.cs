using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Npgsql;
using PartyOrleans.Monitoring.Tests.Dashboards;
using PartyOrleans.Monitoring.Tests.Rules;
using PartyOrleans.Storage;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>What an operator sees, on the real thing. The tests run one after the other: the last ones do harm, and mend it.</summary>
[TestCaseOrderer("PartyOrleans.Monitoring.Tests.Live.ByName", "PartyOrleans.Monitoring.Tests")]
public sealed partial class LiveMonitoringTests(MonitoredWorld world) : IClassFixture<MonitoredWorld>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Those that look back over an hour end by themselves; a breaker's break, which keeps a part degraded, is not compressed.</summary>
    private static readonly string[] EndLater = ["PartyHubBreakerOpen", "PartyHubPartDegraded", "PartyHubPipelineFailed", "PartyHubPipelineLate", "PartyHubSourceDrift"];

    [LiveFact]
    public async Task A_EveryQueryOfEveryDashboard_WhenTheHubHasWorked_GivesASeries()
    {
        (string Dashboard, string Title, string Query)[] queries =
        [
            .. from file in MonitoringFiles.In("sources", "*.json")
               where Path.GetFileName(file) != "cluster.json" // a hub of one process is no cluster
               let source = DashboardSource.Read(file)
               from query in source.Queries
               select (source.Title, query.Panel.Title, Filled(query.Query.Text, source.Instances.StartsWith("pg_", StringComparison.Ordinal) ? "postgres" : "party-hub")),
        ];

        (await MissingAsync(queries, query => query.Query)).ShouldBeEmpty("these queries give nothing");
        queries.Length.ShouldBeGreaterThan(90);
    }

    [LiveFact]
    public async Task B_EveryMetricThatARuleNames_WhenTheHubHasWorked_IsThere()
    {
        string[] names =
        [
            .. MonitoringFiles.In("prometheus/rules", "*.yml").Where(file => Path.GetFileName(file) != "cluster.yml")
                .SelectMany(AlertRules.Expressions).SelectMany(expression => Metric().Matches(expression)).Select(match => match.Value).Distinct(StringComparer.Ordinal),
        ];

        (await MissingAsync(names, name => name)).ShouldBeEmpty("rules name them, and nobody exposes them");
        names.Length.ShouldBeGreaterThan(40);
    }

    [LiveFact]
    public async Task C_Alerts_WhenAllIsWell_KeepSilent()
    {
        // These tell of the machine, which others use too; and a day cannot be foreseen from seconds.
        string[] ofTheMachine =
        [
            "PartyHubCommitSlow", "PartyHubCpuSaturated", "PartyHubDiskFillsUp", "PartyHubErrorBudgetBurnsFast", "PartyHubErrorBudgetBurnsSlowly", "PartyHubGarbageCollecting",
            "PartyHubMemoryHigh",
        ];
        IReadOnlyList<string> firing = [];
        await UntilAsync(
            async () => !(firing = await world.Prometheus.FiringAsync(CancellationToken.None)).Except(ofTheMachine, StringComparer.Ordinal).Any(), () => string.Join(", ", firing));

        // The one that always fires is delivered, as a dead man's switch hears it.
        await world.Receiver.UntilAsync(posts => posts.Any(post => post.Path == "/watchdog" && post.Body.Contains("\"alertname\":\"Watchdog\"", StringComparison.Ordinal)));
    }

    [LiveFact]
    public async Task D_Alerts_WhenSinksSourcesPipelinesAndCallersMisbehave_FireAndEnd()
    {
        string[] expected =
        [
            "PartyHubAccessDenied", "PartyHubBackupOld", "PartyHubBreakerOpen", "PartyHubCallersRefused", "PartyHubDeadLettersRising", "PartyHubPartDegraded", "PartyHubPipelineFailed",
            "PartyHubPipelineLate", "PartyHubQualityFailed", "PartyHubSinkDisabled", "PartyHubSinkFailing", "PartyHubSourceDrift", "PartyHubSourceRefused",
            "PartyHubSourceStale", "PartyHubStreamDisconnected", "PartyHubZoneFailing", "PostgresConnectionsHigh", "PostgresDeadlocks",
        ];
        var mend = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await LockEachOtherAsync(); // first: it needs connections itself
        Task[] faults =
        [
            BreakSinksAsync(mend.Task), BreakStreamAsync(mend.Task), BreakPipelinesAsync(mend.Task), SendBadInputsAsync(), BreakZoneAsync(mend.Task),
            AgeBackupAsync(mend.Task), BadgerAsync(mend.Task), UseUpConnectionsAsync(mend.Task),
        ];

        try
        {
            await FireAsync(expected);
            await UntilAsync(() => world.Alerts.SilencesAsync("PartyHubSinkDisabled", "PartyHubPartDegraded"), () => "Alertmanager tells both of a disabled sink and of the part");
            (await world.Alerts.AlertsAsync()).Where(alert => alert.Name == "PartyHubSinkFailing").ShouldAllBe(alert => !alert.IsSuppressed, "another sink than the disabled one fails");
        }
        finally
        {
            mend.SetResult();
            await Task.WhenAll(faults);
        }

        await EndAsync([.. expected.Except(EndLater, StringComparer.Ordinal)]);
    }

    [LiveFact]
    public async Task E_Alerts_WhenTheDatabaseBlocks_TellOfSlowAnswersAndLongLines()
    {
        Task<int[]> waiting = Task.FromResult<int[]>([]);
        await BlockAsync(async () =>
        {
            waiting = Task.WhenAll(Enumerable.Range(0, 400).Select(i => PutAsync($"/v1/records/web/w{i}", $$"""{"name.full":"Wait{{i}} Long{{i}}"}""")));
            await FireAsync("PartyHubQueueLong");
        });
        (await waiting).ShouldAllBe(status => status == 201, "what waited was taken");

        // One request after the other is slow, until the objective is seen to be missed.
        IReadOnlyList<string> objectives = [];
        int round = 0;
        await UntilAsync(
            async () =>
            {
                round++;
                Task<int[]> slow = Task.FromResult<int[]>([]);
                await BlockAsync(async () =>
                {
                    slow = Task.WhenAll(Enumerable.Range(0, 20).Select(i => PutAsync($"/v1/records/web/s{i}", $$"""{"name.full":"Slow{{round}} Long{{i}}"}""")));
                    await Task.Delay(TimeSpan.FromMilliseconds(700)); // slower than promised
                });
                await slow;
                objectives = await world.Prometheus.LabelsAsync(
                    "max_over_time(ALERTS{alertname=\"PartyHubErrorBudgetBurnsFast\",alertstate=\"firing\"}[60s])", "slo", CancellationToken.None);
                return objectives.Contains("latency", StringComparer.Ordinal);
            },
            () => "objectives missed: " + string.Join(", ", objectives));
        world.Fired.Add("PartyHubErrorBudgetBurnsFast");
        await EndAsync(["PartyHubErrorBudgetBurnsFast", "PartyHubQueueLong", .. EndLater]);
    }

    [LiveFact]
    public async Task F_Alerts_WhenTheDatabaseIsGone_TellOfItOnceAndEnd()
    {
        string[] expected = ["PartyHubCommitFailing", "PartyHubErrorBudgetBurnsFast", "PartyHubPartFailed", "PostgresDown"];
        await world.Database.CrashAsync(CancellationToken.None);

        try
        {
            await FireAsync(expected);
            await PageOnceAsync();
        }
        finally
        {
            await world.Database.RestartAsync(CancellationToken.None);
        }

        await EndAsync(expected);
    }

    [LiveFact]
    public async Task G_Alerts_WhenTheHubTheExporterAndAlertmanagerAreGone_FireAndEnd()
    {
        world.Workload.IsPaused = true;
        world.Hub.Kill();
        await FireAsync("PartyHubDown");
        await world.TargetAsync("party-hub");
        await FireAsync("PartyHubAbsent");
        await world.StartHubAsync();
        await EndAsync("PartyHubDown", "PartyHubAbsent");

        world.Exporter.Dispose();
        await FireAsync("PostgresExporterDown");
        await FireAsync("Watchdog"); // always
        await world.StopAlertmanagerAsync();
        int heard = Heard();
        await FireAsync("AlertsNotDelivered");
        Heard().ShouldBe(heard, "the dead man's switch hears nothing, and calls");

        await world.RestartWatchersAsync();
        await EndAsync("AlertsNotDelivered", "PostgresExporterDown");
        await world.Receiver.UntilAsync(_ => Heard() > heard);
        world.Ended.Add("Watchdog"); // it ended where it is to be heard

        int Heard() => world.Receiver.Posts.Count(post => post.Path == "/watchdog");
    }

    [LiveFact]
    public void H_Alerts_WhenAllWasTried_AreThoseThatTheTableNames() => world.Ended.Order(StringComparer.Ordinal).ShouldBe(LiveAlerts.OfMonitoringTests);

    private static string Filled(string query, string job) => query
        .Replace("$job", job, StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal).Replace("$__rate_interval", "10s", StringComparison.Ordinal);

    private static async Task UntilAsync(Func<Task<bool>> holds, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            limit.IsCancellationRequested.ShouldBeFalse(otherwise());
            await Task.Delay(TimeSpan.FromMilliseconds(200)); // other processes: there is nothing to wait on
        }
    }

    private async Task<IReadOnlyList<T>> MissingAsync<T>(IReadOnlyList<T> items, Func<T, string> query)
    {
        List<T> missing = [.. items];
        using var limit = new CancellationTokenSource(Patience);
        while (missing.Count > 0 && !limit.IsCancellationRequested)
        {
            foreach (T item in missing.ToArray())
            {
                if (await world.Prometheus.CountAsync(query(item), CancellationToken.None) > 0)
                {
                    missing.Remove(item);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200)); // another process: there is nothing to wait on
        }

        return missing;
    }

    private async Task FireAsync(params IReadOnlyList<string> alerts)
    {
        long began = TimeProvider.System.GetTimestamp();
        var fired = new HashSet<string>(StringComparer.Ordinal);
        await UntilAsync(
            async () =>
            {
                fired.UnionWith(await world.Prometheus.FiredAsync(TimeProvider.System.GetElapsedTime(began) + TimeSpan.FromSeconds(1), CancellationToken.None));
                return alerts.All(fired.Contains);
            },
            () => $"did not fire: {string.Join(", ", alerts.Except(fired, StringComparer.Ordinal))}; fired: {string.Join(", ", fired.Order(StringComparer.Ordinal))}");
        world.Fired.UnionWith(alerts);
    }

    private async Task EndAsync(params IReadOnlyList<string> alerts)
    {
        IReadOnlyList<string> firing = [];
        IReadOnlyList<string> parts = [];
        await UntilAsync(
            async () =>
            {
                parts = await world.Prometheus.LabelsAsync("party_hub_part_state > 0", "part", CancellationToken.None);
                return !(firing = await world.Prometheus.FiringAsync(CancellationToken.None)).Intersect(alerts, StringComparer.Ordinal).Any();
            },
            () => $"still fire: {string.Join(", ", firing.Intersect(alerts, StringComparer.Ordinal))}; parts that are not well: {string.Join(", ", parts)}");
        alerts.Except(world.Fired, StringComparer.Ordinal).ShouldBeEmpty("they were not seen to fire");
        world.Ended.UnionWith(alerts);
    }

    /// <summary>Who is on call is told of the database, and not of everything that stands on it.</summary>
    private async Task PageOnceAsync()
    {
        IReadOnlyList<HeldAlert> alerts = [];
        await UntilAsync(
            async () => (alerts = await world.Alerts.AlertsAsync()).Any(alert => alert.Name == "PostgresDown" && !alert.IsSuppressed)
                && alerts.Any(alert => alert.Name == "PartyHubPartFailed") && alerts.All(alert => alert.Name != "PartyHubPartFailed" || alert.IsSuppressed),
            () => string.Join(", ", alerts.Select(alert => $"{alert.Name} {(alert.IsSuppressed ? "silenced" : "told")}")));
    }

    private Task<int> PutAsync(string path, string json) => world.Workload.SendAsync(HttpMethod.Put, path, json);

    private Task<int> PostAsync(string path, string? json = null) => world.Workload.SendAsync(HttpMethod.Post, path, json);

    /// <summary>One sink fails now and then, one always, one is disabled.</summary>
    private async Task BreakSinksAsync(Task mend)
    {
        int posts = 0;
        world.Receiver.Answer = (context, post) =>
        {
            context.Response.StatusCode = post.Path == "/broken" || (post.Path == "/flaky" && Interlocked.Increment(ref posts) % 4 != 0) ? 500 : 204;
            return Task.CompletedTask;
        };
        (await PostAsync("/v1/sinks/moving/disable", """{"reason":"it moves house"}""")).ShouldBe(200);
        await mend;
        world.Receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        };
        (await PostAsync("/v1/sinks/moving/enable")).ShouldBe(200);
    }

    private async Task BreakStreamAsync(Task mend)
    {
        world.OtherBrokers.SetDown(1);
        await mend;
        world.OtherBrokers.SetUp(1);
    }

    private async Task BreakPipelinesAsync(Task mend)
    {
        (await PostAsync("/v1/pipelines/broken/runs")).ShouldBe(202);
        (await PostAsync("/v1/pipelines/late/runs")).ShouldBe(202);
        (await PostAsync("/v1/pipelines/strict/runs")).ShouldBe(202);
        await mend;
        await File.WriteAllTextAsync(world.MissingInput, "record_id,first_name,last_name\n1,Bo,Ray\n");
        (await PostAsync("/v1/pipelines/broken/runs/1/resume")).ShouldBe(202);
        (await PostAsync("/v1/pipelines/daily/runs")).ShouldBe(202); // whose expectations hold
    }

    /// <summary>Has nobody write into the table of parties for a while.</summary>
    private async Task BlockAsync(Func<Task> meanwhile)
    {
        await using var connection = new NpgsqlConnection(world.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlTransaction block = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "LOCK TABLE party IN SHARE MODE");
        await meanwhile();
        await block.RollbackAsync();
    }

    /// <summary>Fields that nobody knows, and none of those that are needed.</summary>
    private Task SendBadInputsAsync() => world.SendAsync(
        Enumerable.Range(0, 300).Select(i => $$"""{"id":"bad{{i}}","nickname":"x"}""").Append("""{"id":"odd","name":"Odd One","nickname":"x"}"""));

    private async Task BreakZoneAsync(Task mend)
    {
        string broken = Path.Combine(world.Zone, "broken.csv.gz");
        await File.WriteAllBytesAsync(broken, [0x1f, 0x8b, 8, 0, 1, 2, 3]);
        await mend;
        File.Delete(broken);
    }

    /// <summary>The newest backup was taken 27 hours ago.</summary>
    private async Task AgeBackupAsync(Task mend)
    {
        DateTimeOffset then = TimeProvider.System.GetUtcNow().AddHours(-27);
        await using (IOperationsStore operations = await PartyGuards.OpenOperationsAsync(world.ConnectionString, CancellationToken.None))
        {
            await operations.PutAsync([new OperationsDocument("backup", "taken", $$"""{"at":"{{then:O}}","commit":1,"head":"00"}""", then)], CancellationToken.None);
        }

        await mend;
        await world.BackUpAsync("second");
    }

    /// <summary>Callers without right, a caller who asks for too much, and a source that falls silent.</summary>
    private async Task BadgerAsync(Task mend)
    {
        world.Workload.IsQuietSilent = true;
        var nobody = new AuthenticationHeaderValue("Bearer", "not-a-token");
        while (!mend.IsCompleted)
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => world.Workload.SendAsync(HttpMethod.Get, "/v1/parties", credentials: nobody)));
            await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => world.Workload.SendAsync(HttpMethod.Get, "/v1/parties?q=lee")));
            await Task.Delay(TimeSpan.FromMilliseconds(100)); // so that others are served too
        }

        world.Workload.IsQuietSilent = false;
    }

    /// <summary>As many as the server gives, but for a few.</summary>
    private async Task UseUpConnectionsAsync(Task mend)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            while (await TryOpenAsync())
            {
            }

            await Task.WhenAll(connections.TakeLast(10).Select(async connection => await connection.DisposeAsync()));
            await mend;
        }
        finally
        {
            foreach (NpgsqlConnection connection in connections)
            {
                await connection.DisposeAsync();
            }
        }

        async Task<bool> TryOpenAsync()
        {
            connections.Add(new NpgsqlConnection(world.ConnectionString + ";Pooling=false"));
            try
            {
                await connections[^1].OpenAsync();
                return true;
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                return false;
            }
        }
    }

    /// <summary>Two transactions that each wait for the other.</summary>
    private async Task LockEachOtherAsync()
    {
        await using var one = new NpgsqlConnection(world.ConnectionString);
        await using var other = new NpgsqlConnection(world.ConnectionString);
        await one.OpenAsync();
        await other.OpenAsync();
        await ExecuteAsync(one, "BEGIN; SELECT pg_advisory_xact_lock(901)");
        await ExecuteAsync(other, "BEGIN; SELECT pg_advisory_xact_lock(902)");
        Task[] both = [ExecuteAsync(one, "SELECT pg_advisory_xact_lock(902)"), ExecuteAsync(other, "SELECT pg_advisory_xact_lock(901)")];
        PostgresException refused = await Should.ThrowAsync<PostgresException>(() => Task.WhenAll(both));
        refused.SqlState.ShouldBe(PostgresErrorCodes.DeadlockDetected);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(@"\b(?:party|http_server|aspnetcore|dotnet|pg|up|prometheus|alertmanager)_[a-z0-9_]+\b(?!"")(?=[{\[ )]|$)", RegexOptions.Multiline)]
    private static partial Regex Metric();
}
