using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Local.Serving;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.DeadLetters;

/// <summary>Dead letters over HTTP.</summary>
public abstract class DeadLetterEndpointsTests(StoreKind store)
{
    private const string People = "record_id;first_name;last_name;date_of_birth\n1;Ann;Lee;1980-01-02\n;No;Id;1970-05-06\n3;Cy;Fox;1990-07-08;;x\n";

    [StoreFact]
    public async Task List_WhenLinesWereRefused_TellsThemWithoutTheirTexts()
    {
        await using TestHub hub = await LoadedAsync();

        JsonArray items = (await hub.GetAsync("/v1/dead-letters")).Body["items"]!.AsArray();

        items.Select(item => $"{item!["number"]} {item["source"]} {item["input"]} {item["line"]} {item["kind"]} {item["state"]} {item["attempts"]} {item["mended"]}")
            .ShouldBe(["1 crm people.csv 3 contract open 1 false", "2 crm people.csv 4 parse open 1 false"]);
        items.ToJsonString().ShouldNotContain("1970");
        (await hub.GetAsync("/v1/dead-letters?kind=parse")).Body["items"]!.AsArray().Count.ShouldBe(1);
        (await hub.GetAsync("/v1/dead-letters?source=web")).Body["items"]!.AsArray().Count.ShouldBe(0);
        (await hub.GetAsync("/v1/dead-letters?state=replayed")).Body["items"]!.AsArray().Count.ShouldBe(0);
        (await hub.GetAsync("/v1/dead-letters?from=2000-01-01T00:00:00Z&until=2001-01-01T00:00:00Z")).Body["items"]!.AsArray().Count.ShouldBe(0);
        JsonNode first = (await hub.GetAsync("/v1/dead-letters?limit=1")).Body;
        (await hub.GetAsync("/v1/dead-letters?limit=1&cursor=" + first["next"])).Body["items"]![0]!["number"]!.GetValue<long>().ShouldBe(2);
        (await hub.GetAsync("/v1/dead-letters?kind=odd")).Status.ShouldBe(400);
        (await hub.GetAsync("/v1/dead-letters?state=odd")).Status.ShouldBe(400);
        (await hub.GetAsync("/v1/dead-letters/counts")).Body["items"]!.AsArray().Select(item => $"{item!["source"]} {item["kind"]} {item["state"]} {item["letters"]}")
            .ShouldBe(["crm parse open 1", "crm contract open 1"]);
    }

    [StoreFact]
    public async Task Get_WhenTheCallerMayNotSeeValues_HidesTheTexts()
    {
        await using TestHub hub = await LoadedAsync();
        using HttpClient operate = hub.ClientWith("operate");
        using HttpClient seeing = hub.ClientWith("operate read:pii", "eve");

        string hidden = await operate.GetStringAsync("/v1/dead-letters/1");
        JsonNode shown = JsonNode.Parse(await seeing.GetStringAsync("/v1/dead-letters/1"))!;

        hidden.ShouldNotContain("1970");
        JsonNode.Parse(hidden)!["raw"]!.GetValue<string>().ShouldNotBeEmpty();
        shown["raw"]!.GetValue<string>().Trim().ShouldBe(";No;Id;1970-05-06");
        JsonNode context = JsonNode.Parse(shown["context"]!.GetValue<string>())!;
        context["header"]!.AsArray().Select(column => column!.GetValue<string>()).ShouldBe(["record_id", "first_name", "last_name", "date_of_birth"]);
        (await hub.GetAsync("/v1/dead-letters/99")).Status.ShouldBe(404);
        JsonArray told = (await hub.GetAsync("/v1/audit?action=getDeadLetter")).Body["items"]!.AsArray();
        told.Single(entry => entry!["actor"]!.GetValue<string>() == "eve")!["unmasked"]!.AsArray().Count.ShouldBe(1);
        told.Where(entry => entry!["actor"]!.GetValue<string>() != "eve").ShouldAllBe(entry => entry!["unmasked"] == null);
    }

    [StoreFact]
    public async Task Replay_WhenMended_TakesTheRecordAndSettlesTheLetter()
    {
        await using TestHub hub = await LoadedAsync();

        JsonNode before = (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", """{"numbers":[1]}""")).Body;
        JsonNode edited = (await hub.SendAsync(HttpMethod.Put, "/v1/dead-letters/1/text", """{"text":"2;Nora;Id;1970-05-06","reason":"found its number"}""")).Body;
        JsonNode dry = (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", """{"all":true,"dry_run":true}""")).Body;
        (await hub.GetAsync("/v1/records/crm/2")).Status.ShouldBe(404);
        JsonNode run = (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", """{"kind":"contract","reason":"mended"}""")).Body;

        Summary(before).ShouldBe("1 letters 0 replayed 1 refused 0 created");
        before["readings"]![0]!["reason"]!.GetValue<string>().ShouldContain("record id");
        (edited["mended"]!.GetValue<bool>(), edited["attempts"]!.GetValue<int>(), edited["text"]!.GetValue<string>()).ShouldBe((true, 2, "2;Nora;Id;1970-05-06"));
        Summary(dry).ShouldBe("2 letters 1 replayed 1 refused 0 created");
        dry["readings"]![0]!.ToJsonString().ShouldBe("""{"number":1,"outcome":"upsert","source":"crm","record_id":"2"}""");
        Summary(run).ShouldBe("1 letters 1 replayed 0 refused 1 created");
        (await hub.GetAsync("/v1/records/crm/2")).Body["values"]!.ToJsonString().ShouldContain("Nora");
        JsonNode settled = (await hub.GetAsync("/v1/dead-letters/1")).Body;
        (settled["state"]!.GetValue<string>(), settled["attempts"]!.GetValue<int>()).ShouldBe(("replayed", 3));
        (await hub.SendAsync(HttpMethod.Put, "/v1/dead-letters/1/text", """{"text":"x"}""")).Status.ShouldBe(409);
        (await hub.SendAsync(HttpMethod.Put, "/v1/dead-letters/77/text", """{"text":"x"}""")).Status.ShouldBe(404);
        Summary((await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", """{"numbers":[1,77]}""")).Body).ShouldBe("0 letters 0 replayed 0 refused 0 created");
        CommitInfo commit = (await ((IPartyHistory)hub.Service.Hub.Store).FindCommitAsync(hub.Service.Hub.Status.LastCommit, CancellationToken.None))!;
        (commit.Origin.Kind, commit.Origin.Reason).ShouldBe((ChangeKind.DeadLetters, "mended"));
    }

    [StoreFact]
    public async Task Edit_WhenTakenBack_ReadsTheRawTextAgain()
    {
        await using TestHub hub = await LoadedAsync();
        await hub.SendAsync(HttpMethod.Put, "/v1/dead-letters/1/text", """{"text":"2;Nora;Id;1970-05-06"}""");

        JsonNode back = (await hub.SendAsync(HttpMethod.Put, "/v1/dead-letters/1/text", """{"text":null}""")).Body;

        (back["mended"]!.GetValue<bool>(), back["text"]).ShouldBe((false, null));
        Summary((await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", """{"numbers":[1]}""")).Body).ShouldBe("1 letters 0 replayed 1 refused 0 created");
        await hub.SendAsync(HttpMethod.Put, "/v1/dead-letters/1/text", """{"text":"1;Anne;Lee;1980-01-02"}""");
        (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", """{"numbers":[1],"dry_run":true}""")).Body["readings"]![0]!.ToJsonString()
            .ShouldBe("""{"number":1,"outcome":"upsert","source":"crm","record_id":"1","replaces":true}""");

        try
        {
            (await hub.SendAsync(HttpMethod.Put, "/v1/dead-letters/1/text", new JsonObject { ["text"] = new string('x', (1 << 20) + 1) }.ToJsonString())).Status.ShouldBeOneOf(400, 413);
        }
        catch (HttpRequestException)
        {
            // The hub may hang up on a body past the limit before all of it is sent.
        }

        (await hub.GetAsync("/v1/dead-letters/1")).Body["text"]!.GetValue<string>().ShouldBe("1;Anne;Lee;1980-01-02");
    }

    [StoreFact]
    public async Task Discard_WhenAsked_SettlesWithoutTaking()
    {
        await using TestHub hub = await LoadedAsync();

        JsonNode dry = (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/discard", """{"source":"crm","dry_run":true}""")).Body;
        (await hub.GetAsync("/v1/dead-letters?state=open")).Body["items"]!.AsArray().Count.ShouldBe(2);
        JsonNode run = (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/discard", """{"source":"crm"}""")).Body;

        (dry["discarded"]!.GetValue<int>(), run["discarded"]!.GetValue<int>()).ShouldBe((2, 2));
        (await hub.GetAsync("/v1/dead-letters?state=discarded")).Body["items"]!.AsArray().Count.ShouldBe(2);
        Summary((await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", """{"all":true}""")).Body).ShouldBe("0 letters 0 replayed 0 refused 0 created");
    }

    [StoreTheory]
    [InlineData("{}")]
    [InlineData("""{"all":true,"source":"crm"}""")]
    [InlineData("""{"numbers":[1],"all":true}""")]
    [InlineData("""{"numbers":[]}""")]
    [InlineData("""{"all":true,"most":0}""")]
    [InlineData("""{"all":true,"most":10001}""")]
    [InlineData("""{"kind":"odd"}""")]
    [InlineData("""{"all":true,"odd":1}""")]
    [InlineData("""{"all":"yes"}""")]
    [InlineData("[]")]
    public async Task Replay_WhenItNamesNothingOrTooMuch_IsRefused(string body)
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", body)).Status.ShouldBe(400);
        (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/discard", body)).Status.ShouldBe(400);
    }

    [StoreFact]
    public async Task Replay_WhenThereAreMoreThanAsked_GoesOnWhereItLeftOff()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        var intake = new HubIntake(hub.Service.Hub, hub.Service.Hub.Store);
        const string Context = """{"adapter":"json","contract":false,"mapping":{"columns":{"name":"name.full"},"recordId":"id"}}""";
        await intake.TakeAsync(
            new IntakeBatch
            {
                Origin = new ChangeOrigin(ChangeKind.Stream, "kafka"),
                DeadLetters =
                [
                    .. Enumerable.Range(1, 450).Select(i => new DeadLetter("web", "kafka/people/0", i, DeadLetterKind.Transient, "the hub was away", i % 10 == 0 ? "{" : $$"""{"id":"{{i}}","name":"Ann Lee {{i}}"}""")
                    {
                        Context = Context, Attempts = 5,
                    }),
                ],
            },
            CancellationToken.None);

        var runs = new List<JsonNode>();
        long? after = 0;
        while (after is { } from)
        {
            JsonNode run = (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", string.Create(CultureInfo.InvariantCulture, $$"""{"source":"web","most":210,"after":{{from}}}"""))).Body;
            runs.Add(run);
            after = run["next_after"]?.GetValue<long>();
        }

        runs.Select(Summary).ShouldBe(["210 letters 189 replayed 21 refused 189 created", "210 letters 189 replayed 21 refused 189 created", "30 letters 27 replayed 3 refused 27 created"]);
        JsonArray open = (await hub.GetAsync("/v1/dead-letters?state=open&limit=100")).Body["items"]!.AsArray();
        open.Count.ShouldBe(45);
        open.ShouldAllBe(letter => letter!["attempts"]!.GetValue<int>() == 6 && letter["kind"]!.GetValue<string>() == "parse");
        (await hub.GetAsync("/v1/records/web/449")).Status.ShouldBe(200);
    }

    [StoreFact]
    public async Task Replay_WhenTheRecordWasErasedMeanwhile_LeavesTheLetterOpen()
    {
        await using TestHub hub = await LoadedAsync();
        string party = (await hub.GetAsync("/v1/records/crm/1")).Body["party_id"]!.GetValue<string>();
        await hub.SendAsync(HttpMethod.Post, $"/v1/parties/{party}/erase", """{"reason":"request 17"}""");
        await hub.SendAsync(HttpMethod.Put, "/v1/dead-letters/1/text", """{"text":"1;Ann;Lee;1980-01-02"}""");

        JsonNode run = (await hub.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay", """{"numbers":[1]}""")).Body;

        Summary(run).ShouldBe("1 letters 0 replayed 1 refused 0 created");
        (await hub.GetAsync("/v1/dead-letters/1")).Body["kind"]!.GetValue<string>().ShouldBe("erased");
        (await hub.GetAsync("/v1/records/crm/1")).Status.ShouldBe(404);
    }

    [StoreFact]
    public async Task Metrics_WhenLettersAreOpen_TellHowManyAndHowOld()
    {
        await using TestHub hub = await LoadedAsync();
        await hub.RestartAsync(); // letters are counted at the start, and then now and then
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string metrics = "";
        while (!metrics.Contains("party_hub_dead_letters_open", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token); // what is told is asked: there is nothing to wait on
            metrics = await hub.Http.GetStringAsync("/metrics", limit.Token);
        }

        metrics.ShouldContain("kind=\"parse\"");
        metrics.Split('\n').Count(line => line.StartsWith("party_hub_dead_letters_open", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal)).ShouldBe(2);
        metrics.ShouldContain("party_hub_dead_letters_age");
    }

    private static string Summary(JsonNode run) =>
        $"{run["letters"]} letters {run["replayed"]} replayed {run["refused"]} refused {run["created"]} created";

    private async Task<TestHub> LoadedAsync()
    {
        TestHub hub = await TestHub.StartAsync(store);
        using var content = new StringContent(People, Encoding.UTF8, "text/csv");
        using HttpResponseMessage response = await hub.Http.PostAsync("/v1/loads/upload?name=people.csv&source=crm", content);
        await hub.Service.Loads.EndedAsync(response.Headers.Location!.ToString()["/v1/loads/".Length..]).WaitAsync(TimeSpan.FromSeconds(60));
        return hub;
    }
}

public sealed class DeadLetterEndpointsOnSqliteTests() : DeadLetterEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class DeadLetterEndpointsOnPostgreSqlTests() : DeadLetterEndpointsTests(StoreKind.PostgreSql);
