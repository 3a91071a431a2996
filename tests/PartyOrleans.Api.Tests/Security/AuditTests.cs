using System.Net;
using System.Text.Json.Nodes;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Api.Tests.Security;

public sealed class AuditTests
{
    private const string Ann = """{"name.given":"Ann","name.family":"Smith","date.birth":"1980-04-17","identifier.ssn":"123-45-6789","email":"ann@example.com","shoe size":"38"}""";

    [Fact]
    public async Task EachRequest_LeavesExactlyItsEntries()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient writer = hub.ClientWith("write", "loader");
        using HttpClient reader = hub.ClientWith("read", "clerk");
        using HttpClient insider = hub.ClientWith("read read:pii", "officer");
        insider.DefaultRequestHeaders.Add("X-Purpose", "complaint of 4 May");

        string party = (await PutAsync(writer, "crm", "1", Ann))["party_id"]!.GetValue<string>();
        await GetAsync(reader, $"/v1/parties/{party}");
        await GetAsync(insider, $"/v1/parties/{party}");
        await GetAsync(insider, "/v1/records/crm/1");
        await GetAsync(insider, $"/v1/parties/{party}/records");
        await GetAsync(reader, $"/v1/parties/{party}/lineage");
        await GetAsync(reader, "/v1/parties?q=smith");
        await GetAsync(reader, "/v1/parties/P9999");
        await GetAsync(reader, "/health/live");
        await GetAsync(reader, "/v1/audit");
        using (await writer.DeleteAsync("/v1/records/crm/1"))
        {
        }

        Entries(hub).ShouldBe(
        [
            $"loader putRecord 201 [] [crm/1] [] ",
            $"clerk getParty 200 [{party}] [] [] ",
            $"officer getParty 200 [{party}] [] [date.birth, email, identifier.ssn] complaint of 4 May",
            "officer getRecord 200 [] [crm/1] [date.birth, email, identifier.ssn, shoe size] complaint of 4 May",
            $"officer getPartyRecords 200 [{party}] [crm/1] [date.birth, email, identifier.ssn, shoe size] complaint of 4 May",
            $"clerk getPartyLineage 200 [{party}] [] [] ",
            $"clerk searchParties 200 [{party}] [] [] ",
            "clerk readAudit 403 [] [] [] ",
            "loader deleteRecord 200 [] [crm/1] [] ",
        ]);
        SqliteAuditLog.Verify(SqliteAuditLog.PathOf(hub.Database), CancellationToken.None).BrokenAt.ShouldBeNull();
    }

    [Fact]
    public async Task Get_WhenTheLogCannotBeWritten_IsRefusedAndShowsNothing()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await hub.PutAsync("crm", "1", Ann);
        using (var session = new SqliteSession(SqliteAuditLog.PathOf(hub.Database), writable: true, new SqliteStoreOptions()))
        {
            session.Run("ALTER TABLE audit_entry RENAME TO gone");
        }

        using HttpResponseMessage refused = await hub.Http.GetAsync("/v1/records/crm/1");

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.Content.ReadAsStringAsync()).ShouldNotContain("Smith");
        (await hub.GetAsync("/health/live")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Get_WhenPurposeIsRequired_IsRefusedWithoutOne()
    {
        await using TestHub hub = await TestHub.StartAsync(options => options with { Security = options.Security with { RequiresPurpose = true } });
        await hub.PutAsync("crm", "1", Ann);
        using HttpClient insider = hub.ClientWith("read read:pii", "officer");
        using HttpClient reader = hub.ClientWith("read", "clerk");

        (await GetAsync(insider, "/v1/records/crm/1")).Status.ShouldBe(400);
        (await GetAsync(reader, "/v1/records/crm/1")).Status.ShouldBe(200);
        insider.DefaultRequestHeaders.Add("X-Purpose", "complaint");
        (await GetAsync(insider, "/v1/records/crm/1")).Status.ShouldBe(200);
        insider.DefaultRequestHeaders.Remove("X-Purpose");
        insider.DefaultRequestHeaders.Add("X-Purpose", new string('x', 201));
        (await GetAsync(insider, "/v1/records/crm/1")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task ReadAudit_WhenAdmin_PagesFiltersAndProves()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient writer = hub.ClientWith("write", "loader");
        for (int i = 0; i < 5; i++)
        {
            await PutAsync(writer, "crm", $"{i}", """{"name.full":"Ann Smith"}""");
        }

        using HttpClient admin = hub.ClientWith("admin", "auditor");
        JsonNode first = (await GetAsync(admin, "/v1/audit?actor=loader&limit=3")).Body;
        JsonNode second = (await GetAsync(admin, $"/v1/audit?actor=loader&limit=3&cursor={first["next"]}")).Body;

        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => item!["records"]![0]!.GetValue<string>())
            .ShouldBe(["crm/4", "crm/3", "crm/2", "crm/1", "crm/0"]);
        second["next"].ShouldBeNull();
        JsonNode proof = (await GetAsync(admin, "/v1/audit/proof")).Body;
        proof["holds"]!.GetValue<bool>().ShouldBeTrue();
        (await GetAsync(admin, "/v1/audit?record=crm/2")).Body["items"]!.AsArray().Count.ShouldBe(1);
        foreach (string wrong in new[] { "limit=0", "limit=1001", "limit=x", "cursor=0", "cursor=x", "from=noon", "until=1" })
        {
            (await GetAsync(admin, $"/v1/audit?{wrong}")).Status.ShouldBe(400);
        }
    }

    [Fact]
    public async Task Get_WhenCallerMayNotSeePersonalValues_MasksThem()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await hub.PutAsync("crm", "1", Ann);
        using HttpClient reader = hub.ClientWith("read");
        using HttpClient insider = hub.ClientWith("read read:pii");

        JsonNode masked = (await GetAsync(reader, "/v1/records/crm/1")).Body;
        JsonNode whole = (await GetAsync(insider, "/v1/records/crm/1")).Body;

        Values(masked["values"]!).ShouldBe(
            ["date.birth=1980", "email=a***@example.com", "identifier.ssn=***-**-6789", "name.family=Smith", "name.given=Ann", "shoe size=***"]);
        Values(whole["values"]!).ShouldBe(
            ["date.birth=1980-04-17", "email=ann@example.com", "identifier.ssn=123-45-6789", "name.family=Smith", "name.given=Ann", "shoe size=38"]);
        string party = whole["party_id"]!.GetValue<string>();
        (int _, JsonNode golden) = await GetAsync(reader, $"/v1/parties/{party}");
        Values(golden["cells"]!).ShouldContain("identifier.ssn=***-**-6789");
        golden["content_hash"].ShouldBeNull();
        foreach (string path in new[] { $"/v1/parties/{party}", $"/v1/parties/{party}/records", $"/v1/parties/{party}/history", $"/v1/parties/{party}/events" })
        {
            string body = (await GetAsync(reader, path)).Body.ToJsonString();
            foreach (string secret in new[] { "123-45", "1980-04", "ann@", "38" })
            {
                body.ShouldNotContain($"\"{secret}");
            }
        }
    }

    private static string[] Values(JsonNode values) =>
        [.. values.AsArray().Select(value => $"{value!["attribute"]}={value["value"]}").Order(StringComparer.Ordinal)];

    private static async Task<(int Status, JsonNode Body)> GetAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static async Task<JsonNode> PutAsync(HttpClient client, string source, string recordId, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PutAsync($"/v1/records/{source}/{recordId}", content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static List<string> Entries(TestHub hub)
    {
        AuditPage page = SqliteAuditLog.Read(SqliteAuditLog.PathOf(hub.Database), new AuditQuery { Limit = 1000 });
        return
        [
            .. page.Rows.Reverse().Select(row => row.Entry).Select(entry =>
                $"{entry.Actor} {entry.Action} {entry.Result} [{string.Join(", ", entry.Parties)}] [{string.Join(", ", entry.Records)}] [{string.Join(", ", entry.Unmasked.Order(StringComparer.Ordinal))}] {entry.Purpose}"),
        ];
    }
}
