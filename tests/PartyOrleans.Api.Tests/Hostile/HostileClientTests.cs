using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PartyOrleans.Api.Tests.Hostile;

/// <summary>Clients that mean harm, or are broken: what is known by name. The fuzzer sends the rest.</summary>
public sealed class HostileClientTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(8, 201)]
    [InlineData(9, 400)]
    [InlineData(100_000, 400)]
    public async Task Put_WhenTheJsonIsDeep_IsRefusedBeyondTheBound(int levels, int status)
    {
        await using TestHub hub = await TestHub.StartAsync();

        (int answered, JsonNode body) = await hub.PutAsync("crm", "1", Deep(levels));

        answered.ShouldBe(status);
        if (status == 400)
        {
            body["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:invalid-record");
            body["detail"]!.GetValue<string>().ShouldContain("nested deeper than 8 levels");
        }
    }

    [Fact]
    public async Task Bulk_WhenALineIsDeep_RefusesItAndGoesOn()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using var content = new StringContent(Deep(5000) + "\n" + """{"source":"crm","record_id":"1","name.full":"Ann Lee"}""", Encoding.UTF8, "application/x-ndjson");

        using HttpResponseMessage response = await hub.Http.PostAsync("/v1/records:bulk", content);

        JsonNode[] lines = [.. (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        lines.Select(line => $"{line["line"]} {line["outcome"]}{line["error"]?["type"]}").ShouldBe(["1 urn:party-hub:problem:invalid-record", "2 created"]);
    }

    [Theory]
    [InlineData("/v1/parties?limit=1")]
    [InlineData("/v1/parties?limit=1&q=lee")]
    [InlineData("/v1/parties/PARTY/history?limit=1")]
    [InlineData("/v1/parties/PARTY/events?limit=1")]
    [InlineData("/v1/events/page?limit=1")]
    [InlineData("/v1/judgements?limit=1")]
    [InlineData("/v1/audit?limit=1")]
    public async Task Get_WhenTheCursorWasTamperedWith_IsRefusedOrAnotherPlaceInTheSameList(string path)
    {
        await using TestHub hub = await TestHub.StartAsync();
        string party = "";
        for (int i = 0; i < 4; i++)
        {
            string id = i.ToString(CultureInfo.InvariantCulture);
            party = (await hub.PutAsync("crm", "1", $$"""{"name.full":"Ann Lee","note":"{{id}}","address.city":"Leeds {{id}}"}""")).Body["party_id"]!.GetValue<string>();
            await hub.PutAsync("web", id, $$"""{"name.full":"{{"Given" + (char)('k' + i)}} Lee"}""");
            await hub.SendAsync(HttpMethod.Put, "/v1/judgements", $$"""{"left":{"source":"a","record_id":"0"},"right":{"source":"b","record_id":"{{id}}"},"kind":"cannot-link"}""");
        }

        path = path.Replace("PARTY", party, StringComparison.Ordinal);
        JsonNode page = (await hub.GetAsync(path)).Body;
        string cursor = page["next"]!.GetValue<string>();
        string[] tampered =
        [
            "", " ", "0", "-1", "9223372036854775808", "null", "AAAA", "====", cursor + cursor, cursor + "A", cursor[..^1], new string('A', 7000), "' OR 1=1 --", "\r\nX-Injected: yes",
            .. Enumerable.Range(0, cursor.Length).Select(i => cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..]),
        ];
        foreach (string one in tampered)
        {
            using HttpResponseMessage response = await hub.Http.GetAsync(path + "&cursor=" + Uri.EscapeDataString(one));

            string body = await response.Content.ReadAsStringAsync();
            ((int)response.StatusCode).ShouldBeOneOf(200, 400);
            response.Headers.Contains("X-Injected").ShouldBeFalse();
            JsonNode answer = JsonNode.Parse(body)!;
            if (response.IsSuccessStatusCode)
            {
                answer["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(1, one);
            }
            else
            {
                answer["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:invalid-cursor", one);
            }
        }
    }

    [Fact]
    public async Task Get_WhenTheCursorIsOfAnotherSearch_Is400()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await hub.PutAsync("crm", "1", """{"name.full":"Ann Lee"}""");
        await hub.PutAsync("crm", "2", """{"name.full":"Bob Lee"}""");
        string cursor = Uri.EscapeDataString((await hub.GetAsync("/v1/parties?q=lee&limit=1")).Body["next"]!.GetValue<string>());

        (await hub.GetAsync("/v1/parties?q=lee&limit=1&cursor=" + cursor)).Status.ShouldBe(200);
        (int status, JsonNode problem) = await hub.GetAsync("/v1/parties?q=bob&limit=1&cursor=" + cursor);

        status.ShouldBe(400);
        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:invalid-cursor");
    }

    [Fact]
    public async Task Connect_WhenClientDoesNotReadItsAnswers_IsCutOff()
    {
        await using TestHub hub = await TestHub.StartAsync(options => options with
        {
            Api = options.Api with { SlowTime = TimeSpan.FromMilliseconds(1500), MinBytesPerSecond = 1_000_000 },
        });
        string values = string.Join(',', Enumerable.Range(0, 28).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"note{i}\":\"{new string('x', 30_000)}\"")));
        (await hub.PutAsync("crm", "1", "{" + values + "}")).Status.ShouldBe(201);
        var address = new Uri(hub.Service.Urls[0]);
        using var limit = new CancellationTokenSource(Limit);
        using var client = new TcpClient { ReceiveBufferSize = 8192 };
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        byte[] request = Encoding.ASCII.GetBytes($"GET /v1/records/crm/1 HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {hub.Service.Link!.Token}\r\n\r\n");
        byte[] many = [.. Enumerable.Repeat(request, 1000).SelectMany(each => each)];

        // The hub stops reading once it cannot answer; only its end of the connection ends these writes.
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (true)
            {
                await client.GetStream().WriteAsync(many, limit.Token);
            }
        });

        (await hub.GetAsync("/health/live")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("PUT /v1/records/crm/1 HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nx\r\n")]
    [InlineData("GET /v1/parties HTTP/1.1\r\nHost: HOST\r\nHost: other.example\r\n\r\n")]
    [InlineData("GET /v1/parties HTTP/1.1\r\nHost: HOST\r\nX-Bad\u0000Name: x\r\n\r\n")]
    [InlineData("GET /v1/parties HTTP/1.1\r\nHost: HOST\r\nX-Folded: a\r\n b\r\n\r\n")]
    [InlineData("GET /v1/parties HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://other.example/v1/parties HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("PUT /v1/records/crm/1 HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("PUT /v1/records/crm/1 HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("NONSENSE\r\n\r\n")]
    public async Task Send_WhenTheRequestIsMalformed_Is400(string request)
    {
        await using TestHub hub = await TestHub.StartAsync();
        var address = new Uri(hub.Service.Urls[0]);
        using var limit = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        string withToken = request.Replace("HOST\r\n", $"{address.Authority}\r\nAuthorization: Bearer {hub.Service.Link!.Token}\r\n", StringComparison.Ordinal);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(withToken), limit.Token);

        using var reader = new StreamReader(client.GetStream());
        string status = (await reader.ReadLineAsync(limit.Token))!;

        status.ShouldStartWith("HTTP/1.1 400 ");
    }

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);
}
