using System.Text.Json.Nodes;
using PartyOrleans.Local.Tests.Serving;
using PartyOrleans.TestKit.S3;

namespace PartyOrleans.Local.Tests.Zones;

/// <summary>The commands of the guide to zones, run as they are written against a real S3 server (s3rver).</summary>
public sealed class ZoneGuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [S3Fact]
    public async Task Commands_WhenRunAsWritten_LoadAFolderAndABucket()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(CancellationToken.None);

        string[] answers = await GuideShell.RunAsync(
            _folder, string.Concat(GuideShell.BlocksOf("docs/zones.md")),
            ("AWS_ENDPOINT_URL_S3", server.Endpoint.AbsoluteUri.TrimEnd('/')), ("AWS_ACCESS_KEY_ID", S3TestServer.AccessKey), ("AWS_SECRET_ACCESS_KEY", S3TestServer.SecretKey),
            ("AWS_EC2_METADATA_DISABLED", "true"));

        answers.ShouldContain("s3://raw-zone/in/crm/people.csv: loaded before and not changed since.");
        JsonNode[] objects = GuideShell.ObjectsOf(answers);
        JsonNode manifest = objects.First(answer => answer["items"]?[0]?["etag"] is not null);
        manifest["items"]!.AsArray().Select(item => (item!["key"]!.GetValue<string>(), item["accepted"]!.GetValue<int>(), item["complete"]!.GetValue<bool>()))
            .ShouldBe([("crm/people.csv", 2, true), ("web/people.jsonl", 1, true)]);
        objects.Single(answer => answer["taken"] is not null)["taken"]!.GetValue<int>().ShouldBe(1);
        objects[^1]["record_id"]!.GetValue<string>().ShouldBe("3");
    }
}
