using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using PartyOrleans.TestKit.S3;

namespace PartyOrleans.Api.Tests.Zones;

/// <summary>
/// A hub with two zones, a bucket of a real S3 server (s3rver) behind a local stand-in that spoils requests, and a folder: the one that fails does not stop the other.
/// </summary>
public sealed class ZoneFaultTests : IAsyncLifetime
{
    private S3FaultProxy? _proxy;
    private TestHub _hub = null!;
    private Uri _server = null!;
    private string _bucket = "";
    private string _folder = "";

    static ZoneFaultTests()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", S3TestServer.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", S3TestServer.SecretKey);
    }

    public async Task InitializeAsync()
    {
        if (S3TestPrograms.WhyAbsent is not null)
        {
            return;
        }

        S3TestServer server = await S3TestServer.SharedAsync();
        _server = server.Endpoint;
        _bucket = await server.CreateBucketAsync(CancellationToken.None);
        _proxy = await S3FaultProxy.StartAsync(server.Endpoint);
    }

    public async Task DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _hub.DisposeAsync();
            await _proxy.DisposeAsync();
        }
    }

    [S3Fact]
    public async Task Zone_WhenAStandInThrottlesForAWhile_IsDegradedThenGoesOnByItself()
    {
        await StartAsync(request => IsList(request) ? InjectedFault.Answer(503, "SlowDown") : null);

        JsonNode failing = await UntilAsync("bucket", zone => zone["failure"] is not null);
        (await UntilAsync("folder", zone => zone["last_scan"]?["ended_at"] is not null))["last_scan"]!["loaded"]!.GetValue<int>().ShouldBe(1);
        JsonNode ready = (await _hub.GetAsync("/health/ready")).Body;
        _proxy!.Spoil = static _ => null;
        JsonNode well = await UntilAsync("bucket", zone => zone["failure"] is null && zone["last_scan"]!["loaded"]!.GetValue<int>() == 1);

        failing["failure"]!.GetValue<string>().ShouldBe($"s3://{_bucket}/in/: cannot be listed: the service asks for fewer requests (503 SlowDown).");
        JsonNode part = ready["parts"]!.AsArray().Single(part => part!["name"]!.GetValue<string>() == "zones/bucket")!;
        (part["state"]!.GetValue<string>(), part["cause"]!.GetValue<string>()).ShouldBe(("degraded", "It cannot be looked through; the list of zones says why."));
        well["last_scan"]!["records"]!.GetValue<int>().ShouldBe(1);
    }

    [S3Fact]
    public async Task Zone_WhenAStandInRefusesTheRights_SaysSoAndGoesOnWithTheNextNews()
    {
        await StartAsync(request => IsList(request) ? InjectedFault.Answer(403, "AccessDenied") : null);

        JsonNode failing = await UntilAsync("bucket", zone => zone["state"]!.GetValue<string>() == "failing");
        _proxy!.Spoil = static _ => null;
        await _hub.SendAsync(HttpMethod.Post, "/v1/zones/bucket/scan");
        JsonNode well = await UntilAsync("bucket", zone => zone["failure"] is null && zone["last_scan"]!["loaded"]!.GetValue<int>() == 1);

        failing["failure"]!.GetValue<string>().ShouldBe(
            $"s3://{_bucket}/in/: cannot be listed: the credentials may not do this (policy, encryption key or bucket owner) (403 AccessDenied).");
        well["state"]!.GetValue<string>().ShouldBe("idle");
    }

    [S3Fact]
    public async Task Zone_WhenAnS3NotificationComes_LoadsTheObject()
    {
        await StartAsync(static _ => null);
        await UntilAsync("bucket", zone => zone["state"]!.GetValue<string>() == "idle" && zone["last_scan"]?["loaded"]!.GetValue<int>() == 1);
        await PutAsync("in/late, 2026.csv", "record_id,first_name,last_name\n9,Cy,Fox\n");

        (int status, JsonNode answer) = await _hub.SendAsync(
            HttpMethod.Post, "/v1/zones/bucket/events",
            """{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"BUCKET"},"object":{"key":"in/late%2C+2026.csv"}}},{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"other"},"object":{"key":"in/x.csv"}}}]}"""
                .Replace("BUCKET", _bucket, StringComparison.Ordinal));
        await UntilAsync("bucket", zone => zone["last_scan"]!["loaded"]!.GetValue<int>() == 1 && zone["last_scan"]!["listed"]!.GetValue<int>() == 1 && zone["waiting"]!.GetValue<int>() == 0
            && zone["state"]!.GetValue<string>() == "idle");

        (status, answer["taken"]!.GetValue<int>(), answer["passed_over"]!.GetValue<int>()).ShouldBe((202, 1, 1));
        (await _hub.GetAsync("/v1/zones/bucket/objects")).Body["items"]!.AsArray().Select(entry => entry!["key"]!.GetValue<string>()).ShouldContain("late, 2026.csv");
    }

    [S3Fact]
    public async Task Zone_WhenItIsPolled_LoadsWhatNobodyToldOf()
    {
        await StartAsync(static _ => null, poll: "1s");
        await UntilAsync("bucket", zone => zone["last_scan"]?["ended_at"] is not null);
        await PutAsync("in/later.csv", "record_id,first_name,last_name\n9,Cy,Fox\n");

        await UntilAsync("bucket", zone => zone["last_scan"]!["loaded"]!.GetValue<int>() == 1 && zone["last_scan"]!["unchanged"]!.GetValue<int>() == 1);
    }

    private static bool IsList(S3Request request) => request.Query.Contains("list-type", StringComparison.Ordinal);

    private async Task StartAsync(Func<S3Request, InjectedFault?> spoil, string poll = "1d")
    {
        await PutAsync("in/people.csv", "record_id,first_name,last_name\n1,Ann,Lee\n");
        _proxy!.Spoil = spoil;
        _hub = await TestHub.StartAsync(options =>
        {
            _folder = Path.Combine(Path.GetDirectoryName(options.Database)!, "raw");
            Directory.CreateDirectory(_folder);
            File.WriteAllText(Path.Combine(_folder, "web.csv"), "record_id,first_name,last_name\n1,Bo,Ray\n");
            return TestHub.Connected(options, new JsonObject
            {
                ["format"] = "party-hub/connections/1",
                ["zones"] = new JsonArray(
                    new JsonObject { ["name"] = "bucket", ["location"] = $"s3://{_bucket}/in/", ["endpoint"] = _proxy.Endpoint.AbsoluteUri, ["poll"] = poll },
                    new JsonObject { ["name"] = "folder", ["location"] = _folder, ["settle"] = "0s" }),
            }.ToJsonString());
        });
    }

    private async Task PutAsync(string key, string text)
    {
        using var client = new AmazonS3Client(new BasicAWSCredentials(S3TestServer.AccessKey, S3TestServer.SecretKey), new AmazonS3Config
        {
            ServiceURL = _server.AbsoluteUri, AuthenticationRegion = "us-east-1", ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        });
        await client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), UseChunkEncoding = false });
    }

    private async Task<JsonNode> UntilAsync(string name, Func<JsonNode, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            JsonNode zone = (await _hub.GetAsync("/v1/zones")).Body["items"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == name)!;
            if (isSo(zone))
            {
                return zone;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token); // what callers see is asked: there is nothing to wait on
        }
    }
}
