using System.Text.Json.Nodes;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Api.Tests;

public sealed class BundleLifecycleTests
{
    private static readonly Bundle Loose = DefaultBundle.Create() with { Name = "loose", Thresholds = new Thresholds(-2, -2.4, -2, -2.5, 10) };

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public async Task Accept_WhenWritesGoOnMeanwhile_LeavesWhatAFreshHubUnderTheBundleHolds(int seed)
    {
        await using TestHub hub = await TestHub.StartAsync();
        SourceRecord[] records = Draw((ulong)seed, 160);
        await SubmitAsync(hub, records[..100]);
        string sha256 = await ProposeAsync(hub, Loose);
        await hub.SendAsync(HttpMethod.Post, "/v1/bundle/diff", $$"""{"sha256":"{{sha256}}"}""");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SubmitAsync(hub, records[(100 + i * 10)..(110 + i * 10)])));

        (int status, JsonNode accepted) = await hub.SendAsync(HttpMethod.Post, "/v1/bundle/accept", $$"""{"sha256":"{{sha256}}","recompute":true,"max_changed_share":1,"reason":"trained anew"}""");

        status.ShouldBe(200, accepted.ToJsonString());
        accepted["merged"]!.GetValue<int>().ShouldBeGreaterThan(0);
        (await PartiesAsync(hub)).ShouldBe(Fresh(Loose, records));
        hub.Service.Hub.Bundle!.Name.ShouldBe("loose");
        await SubmitAsync(hub, Draw((ulong)seed + 50, 40));
        SourceRecord[] now = [.. Draw((ulong)seed + 50, 40).Concat(records).DistinctBy(record => record.Key)];
        (await PartiesAsync(hub)).ShouldBe(Fresh(Loose, now));
        await hub.RestartAsync();
        hub.Service.Hub.Bundle!.Name.ShouldBe("loose");
        (await PartiesAsync(hub)).ShouldBe(Fresh(Loose, now));

        (int back, JsonNode rolled) = await hub.SendAsync(HttpMethod.Post, "/v1/bundle/rollback", """{"recompute":true,"max_changed_share":1}""");
        back.ShouldBe(200, rolled.ToJsonString());
        (await PartiesAsync(hub)).ShouldBe(Fresh(DefaultBundle.Create(), now));
    }

    [Fact]
    public async Task Accept_WhenTheDigestHoldsNoLongerOrTooMuchWouldChange_IsRefusedAndChangesNothing()
    {
        await using TestHub hub = await TestHub.StartAsync();
        SourceRecord[] records = Draw(31, 120);
        await SubmitAsync(hub, records[..110]);
        string[] before = [.. await PartiesAsync(hub)];
        string sha256 = await ProposeAsync(hub, Loose);
        (await AcceptAsync(hub, sha256, "\"digest\":\"00\"")).ShouldBe(409);
        JsonNode report = await CompareAsync(hub, sha256);
        string digest = report["digest"]!.GetValue<string>();

        (await AcceptAsync(hub, sha256, "\"digest\":\"00\",\"max_changed_share\":1")).ShouldBe(409);
        (await AcceptAsync(hub, sha256, $"\"digest\":\"{digest}\",\"max_changed_share\":0.0001")).ShouldBe(409);
        (await AcceptAsync(hub, sha256, "\"max_changed_share\":1")).ShouldBe(400);
        (await PartiesAsync(hub)).ShouldBe(before);
        await SubmitAsync(hub, records[110..]);
        (await AcceptAsync(hub, sha256, $"\"digest\":\"{digest}\",\"max_changed_share\":1")).ShouldBe(409);
        hub.Service.Hub.Bundle!.Name.ShouldBe(DefaultBundle.Create().Name);

        digest = (await CompareAsync(hub, sha256))["digest"]!.GetValue<string>();
        (await AcceptAsync(hub, sha256, $"\"digest\":\"{digest}\",\"max_changed_share\":1")).ShouldBe(200);
        (await PartiesAsync(hub)).ShouldBe(Fresh(Loose, records));
        (await AcceptAsync(hub, sha256, "\"recompute\":true")).ShouldBe(409);
    }

    [Fact]
    public async Task Diff_WhenDone_CountsWhatAcceptingThenChanges()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await SubmitAsync(hub, Draw(41, 120));
        string sha256 = await ProposeAsync(hub, Loose);

        JsonNode report = await CompareAsync(hub, sha256);
        using HttpClient masked = hub.ClientWith("admin");
        JsonNode seen = JsonNode.Parse(await masked.GetStringAsync("/v1/bundle/diff"))!["report"]!;
        JsonNode accepted = (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/accept", $$"""{"sha256":"{{sha256}}","digest":"{{report["digest"]}}","max_changed_share":1}""")).Body;

        foreach (string name in (string[])["digest", "parties_before", "parties_after", "merged", "split", "changed", "reviews_opened", "reviews_closed"])
        {
            accepted[name]!.ToJsonString().ShouldBe(report[name]!.ToJsonString(), name);
        }

        JsonNode[] cells = [.. report["samples"]!["merged"]!.AsArray().SelectMany(sample => sample!["before"]!.AsArray())!];
        string[] births = [.. Births(report)];
        births.ShouldNotBeEmpty();
        cells.Length.ShouldBeGreaterThan(0);
        Births(seen).ShouldBe(births.Select(date => Masking.Apply(PrivacyPolicy.Default.MaskOf(Attributes.DateBirth).Mask, date)));
        (await hub.SendAsync(HttpMethod.Get, "/v1/bundle/proposals")).Body["items"]!.AsArray().Single(bundle => bundle!["is_active"]!.GetValue<bool>())!["sha256"]!.GetValue<string>()
            .ShouldBe(sha256);
    }

    [Fact]
    public async Task CompareAndPropose_WhenTheBundleIsUnknownActiveOrNone_AreRefused()
    {
        await using TestHub hub = await TestHub.StartAsync();

        (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/diff", $$"""{"sha256":"{{new string('0', 64)}}"}""")).Status.ShouldBe(404);
        string active = BundleFile.Sha256Of(BundleFile.ToJson(DefaultBundle.Create()));
        (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/diff", $$"""{"sha256":"{{active}}"}""")).Status.ShouldBe(409);
        (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/diff", """{"sha256":"x"}""")).Status.ShouldBe(400);
        (await hub.SendAsync(HttpMethod.Get, "/v1/bundle/diff")).Status.ShouldBe(404);
        (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/proposals", "{}")).Status.ShouldBe(400);
        (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/rollback", """{"recompute":true}""")).Status.ShouldBe(409);
    }

    private static IEnumerable<string> Births(JsonNode report) => report["samples"]!["merged"]!.AsArray()
        .SelectMany(sample => sample!["before"]!.AsArray()).Where(cell => cell!["attribute"]!.GetValue<string>() == Attributes.DateBirth).Select(cell => cell!["value"]!.GetValue<string>());

    private static SourceRecord[] Draw(ulong seed, int count) =>
        [.. HubStory.DrawRecords(seed, new NastyOptions { Parties = 30, Premises = 6, OrganisationShare = 0.3, ErrorShare = 0.2 }, count).OrderBy(record => record.Key)];

    private static Task SubmitAsync(TestHub hub, SourceRecord[] records) =>
        hub.Service.Hub.SubmitAsync(new() { Batch = new InputBatch { Upserts = records }, Origin = new ChangeOrigin(ChangeKind.Api) }, CancellationToken.None);

    private static async Task<string> ProposeAsync(TestHub hub, Bundle bundle) =>
        (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/proposals", BundleFile.ToJson(bundle))).Body["sha256"]!.GetValue<string>();

    private static async Task<int> AcceptAsync(TestHub hub, string sha256, string terms) =>
        (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/accept", $$"""{"sha256":"{{sha256}}",{{terms}}}""")).Status;

    private static async Task<JsonNode> CompareAsync(TestHub hub, string sha256)
    {
        (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/diff", $$"""{"sha256":"{{sha256}}"}""")).Status.ShouldBe(202);
        JsonNode diff;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5)); // it goes on in the background: there is nothing to wait on
            diff = (await hub.GetAsync("/v1/bundle/diff")).Body;
        }
        while (diff["state"]!.GetValue<string>() == "running");
        diff["state"]!.GetValue<string>().ShouldBe("done", diff.ToJsonString());
        return diff["report"]!;
    }

    private static IEnumerable<string> Fresh(Bundle bundle, SourceRecord[] records)
    {
        var fresh = new EmbeddedEngine(bundle, 2);
        fresh.Apply(new InputBatch { Upserts = records }, CancellationToken.None);
        return fresh.Memberships.GroupBy(entry => entry.Value, entry => entry.Key)
            .Select(party => $"{string.Join(' ', party)} = {Convert.ToHexStringLower(fresh.GoldenOf(party.Key)!.ContentHash)}").Order(StringComparer.Ordinal);
    }

    private static async Task<IEnumerable<string>> PartiesAsync(TestHub hub)
    {
        var parties = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            JsonNode page = (await hub.GetAsync("/v1/parties?limit=100" + (cursor.Length > 0 ? "&cursor=" + cursor : ""))).Body;
            parties.AddRange(page["items"]!.AsArray().Select(party =>
                $"{string.Join(' ', party!["records"]!.AsArray().Select(key => $"{key!["source"]}/{key["record_id"]}"))} = {party["content_hash"]}"));
            cursor = page["next"]?.GetValue<string>();
        }

        return parties.Order(StringComparer.Ordinal);
    }
}
