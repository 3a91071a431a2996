using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Security;

/// <summary>What a caller may not see must not be found out by asking for it, and no text of a caller is taken for anything but text.</summary>
public abstract class OracleTests(StoreKind store)
{
    private const string Ann =
        """{"name.given":"Ann","name.family":"Smithfield","date.birth":"1980-04-17","identifier.ssn":"123-45-6789","email":"ann@example.com","phone":"+1 555 010 9789","address.street":"12 High Street","address.city":"Springfield"}""";

    private static readonly string[] Secrets = ["1980-04-17", "19800417", "123-45-6789", "123456789", "ann@example.com", "5550109789", "High Street", "12 high"];

    public static TheoryData<string> Injections => new(
        "'", "''", "' OR '1'='1", "'; DROP TABLE party; --", "\" OR \"\"=\"", "1); DELETE FROM party; --", "%", "_", "%27", "\\", "$1", "{0}", "${jndi:ldap://x}",
        "\r\nX-Injected: 1", "%0d%0aX-Injected:%201", "<script>alert(1)</script>", "../../etc/passwd", "..%2f..%2f", "\u0000", "\u202e", "\ud83d\ude00", "NEAR(a b)",
        "name : *", "\"unbalanced", "a* OR b", "(((", "^", "{a b}", "AND", "NOT", "*");

    [StoreFact]
    public async Task Search_WhenCallerMayNotSeeAValue_FindsNobodyByIt()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann);
        using HttpClient reader = hub.ClientWith("read");
        using HttpClient insider = hub.ClientWith("read read:pii");

        foreach (string secret in Secrets)
        {
            (await FoundAsync(reader, secret)).ShouldBe(0, secret);
        }

        (await FoundAsync(reader, "ann smithfield")).ShouldBe(1);
        (await FoundAsync(insider, "ann@example.com")).ShouldBe(1);
        (await FoundAsync(insider, "1980-04-17")).ShouldBe(1);
    }

    [StoreFact]
    public async Task Search_WhenAnotherScopeLiftsTheMask_FindsNobodyByIt()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann.Replace("123-45-6789", "536-22-1874", StringComparison.Ordinal));
        hub.Service.Masking.Policy = new PrivacyPolicy([new AttributeMask("identifier.ssn", MaskKind.Ssn, "admin")], PrivacyPolicy.DefaultSensitive, []);
        using HttpClient insider = hub.ClientWith("read read:pii");
        using HttpClient admin = hub.ClientWith("read read:pii admin");

        (await FoundAsync(insider, "536-22-1874")).ShouldBe(0);
        (await FoundAsync(admin, "536-22-1874")).ShouldBe(1);
    }

    [StoreFact]
    public async Task Match_WhenCallerMayNotSeeAValue_ScoresTheSameWhateverIsGuessed()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann);
        using HttpClient reader = hub.ClientWith("read");
        using HttpClient insider = hub.ClientWith("read read:pii");
        const string right = """{"name.given":"Ann","name.family":"Smithfield","date.birth":"1980-04-17","email":"ann@example.com"}""";
        const string wrong = """{"name.given":"Ann","name.family":"Smithfield","date.birth":"1951-12-01","email":"zoe@example.org"}""";

        JsonNode guessed = await MatchAsync(reader, right);
        JsonNode missed = await MatchAsync(reader, wrong);

        guessed.ToJsonString().ShouldBe(missed.ToJsonString());
        guessed["ignored"]!.ToJsonString().ShouldBe("""["date.birth","email"]""");
        (await MatchAsync(insider, right)).ToJsonString().ShouldNotBe((await MatchAsync(insider, wrong)).ToJsonString());
        (await MatchAsync(insider, right))["ignored"].ShouldBeNull();
    }

    [StoreFact]
    public async Task Explanations_WhenCallerMayNotSeeValues_ShowNone()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        (int _, JsonNode first) = await hub.PutAsync("crm", "1", Ann);
        await hub.PutAsync("web", "2", Ann);
        using HttpClient reader = hub.ClientWith("read");
        using HttpClient insider = hub.ClientWith("read read:pii");
        string party = first["party_id"]!.GetValue<string>();

        foreach (string path in new[] { "/v1/why?left=crm/1&right=web/2", $"/v1/parties/{party}/how" })
        {
            string masked = await TextAsync(reader, path);
            string whole = await TextAsync(insider, path);

            whole.ShouldContain("ann@example.com");
            foreach (string secret in Secrets)
            {
                masked.ShouldNotContain(secret, Case.Insensitive);
            }
        }
    }

    [StoreTheory]
    [MemberData(nameof(Injections))]
    public async Task Parameters_WhenHostile_AreTakenAsText(string text)
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann);
        string part = Uri.EscapeDataString(text);
        string[] paths =
        [
            $"/v1/parties/{part}", $"/v1/parties/{part}/records", $"/v1/parties/{part}/history", $"/v1/parties/{part}/events?cursor={part}",
            $"/v1/records/{part}/{part}", $"/v1/parties?q={part}", $"/v1/parties?q={part}&cursor={part}&type={part}", $"/v1/why?left={part}&right=crm/1",
            $"/v1/why?left=crm/{part}&right={part}/1", $"/v1/audit?actor={part}&party={part}&record={part}&action={part}", $"/v1/audit?cursor={part}",
            $"/v1/events/page?cursor={part}",
        ];

        foreach (string path in paths)
        {
            using HttpResponseMessage response = await hub.Http.GetAsync(path);

            ((int)response.StatusCode).ShouldBeLessThan(500, path);
            response.Headers.Contains("X-Injected").ShouldBeFalse();
            string body = await response.Content.ReadAsStringAsync();
            body.ShouldNotContain("   at ");
            body.ShouldNotContain("Exception");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/records/crm/1");
        request.Headers.TryAddWithoutValidation("X-Purpose", string.Concat(text.Where(c => c is >= ' ' and <= '~')));
        using HttpResponseMessage still = await hub.Http.SendAsync(request);
        still.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
        (await hub.GetAsync("/v1/records/crm/1")).Status.ShouldBe(200);
    }

    [StoreFact]
    public async Task Policy_WhenItMasksNames_ClosesSearchByWords()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann);
        hub.Service.Masking.Policy = new PrivacyPolicy([new AttributeMask("name.family", MaskKind.Initial)], PrivacyPolicy.DefaultSensitive, []);
        using HttpClient reader = hub.ClientWith("read");

        using HttpResponseMessage refused = await reader.GetAsync("/v1/parties?q=smithfield");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await TextAsync(reader, "/v1/records/crm/1")).ShouldContain("\"S***\"");
    }

    private static async Task<int> FoundAsync(HttpClient client, string query) =>
        JsonNode.Parse(await TextAsync(client, $"/v1/parties?q={Uri.EscapeDataString(query)}"))!["items"]!.AsArray().Count;

    private static async Task<JsonNode> MatchAsync(HttpClient client, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync("/v1/match", content);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await response.Content.ReadAsStringAsync();
    }
}

public sealed class OracleOnSqliteTests() : OracleTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class OracleOnPostgreSqlTests() : OracleTests(StoreKind.PostgreSql);
