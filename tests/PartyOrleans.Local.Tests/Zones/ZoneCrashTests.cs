using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using PartyOrleans.Local.Tests.Serving;
using PartyOrleans.TestKit.S3;

namespace PartyOrleans.Local.Tests.Zones;

/// <summary>
/// The real process is killed while it loads an object of a real S3 server (s3rver), which a local stand-in before the server holds back: the next one goes on
/// where it was, and leaves what an undisturbed load leaves.
/// </summary>
public sealed class ZoneCrashTests : IDisposable
{
    private const int Records = 40_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFolder _folder = new();

    static ZoneCrashTests()
    {
        // Inherited by the hubs that are started here.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", S3TestServer.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", S3TestServer.SecretKey);
    }

    public void Dispose() => _folder.Dispose();

    [S3Fact]
    public async Task Zone_WhenTheHubIsKilledWithinAnObject_GoesOnWhereItWasAndLeavesWhatAnUndisturbedLoadLeaves()
    {
        S3TestServer server = await S3TestServer.SharedAsync();
        string bucket = await server.CreateBucketAsync(CancellationToken.None);
        await using S3FaultProxy proxy = await S3FaultProxy.StartAsync(server.Endpoint);
        string file = _folder.Write("people.csv", People());
        await PutAsync(server.Endpoint, bucket, file);
        string connections = _folder.Write(
            "connections.json",
            new JsonObject
            {
                ["format"] = "party-hub/connections/1",
                ["zones"] = new JsonArray(new JsonObject { ["name"] = "raw", ["location"] = $"s3://{bucket}/in/", ["endpoint"] = proxy.Endpoint.AbsoluteUri, ["range_bytes"] = 1 << 20 }),
            }.ToJsonString());

        // What lies beyond the fourth mebibyte comes only once the first hub is dead.
        var dead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.Before = request => request.Range is { From: >= 4 << 20 } ? dead.Task : Task.CompletedTask;
        int before;
        using (ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"], "--connections", connections))
        {
            before = (await UntilAsync(hub, entry => entry["accepted"]!.GetValue<int>() > 0))["accepted"]!.GetValue<int>();
            hub.Kill();
            await hub.ExitAsync();
        }

        dead.SetResult();
        using (ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"], "--connections", connections))
        {
            JsonNode whole = await UntilAsync(hub, entry => entry["complete"]!.GetValue<bool>());
            whole["accepted"]!.GetValue<int>().ShouldBe(Records);
            JsonNode scan = await EndedScanAsync(hub);
            scan["records"]!.GetValue<int>().ShouldBeInRange(1, Records - before);
            hub.Terminate();
            (await hub.ExitAsync()).ExitCode.ShouldBe(0);
        }

        (await HubProcess.RunAsync("load", file, "--db", _folder["other.db"])).ExitCode.ShouldBe(0);
        (await ClustersAsync("hub.db")).ShouldBe(await ClustersAsync("other.db"));
    }

    private static string People()
    {
        var text = new StringBuilder("record_id,first_name,last_name,birth_date,note\n");
        for (int i = 0; i < Records; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},Ann{i % 70},Lee{i / 2},19{(i / 2 % 60) + 10}-01-02,").Append('n', 200).Append('\n');
        }

        return text.ToString();
    }

    private static async Task PutAsync(Uri endpoint, string bucket, string file)
    {
        using var client = new AmazonS3Client(new BasicAWSCredentials(S3TestServer.AccessKey, S3TestServer.SecretKey), new AmazonS3Config
        {
            ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        });
        await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "in/people.csv", FilePath = file, UseChunkEncoding = false });
    }

    /// <summary>Waits until the manifest says something of the one object.</summary>
    private static async Task<JsonNode> UntilAsync(ServedProcess hub, Func<JsonNode, bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if ((await GetAsync(hub, "/v1/zones/raw/objects"))["items"]!.AsArray() is [{ } entry] && isSo(entry))
            {
                return entry;
            }

            await Task.Delay(Look, limit.Token); // another process: there is nothing to wait on
        }
    }

    /// <summary>Waits for the end of the look: what it did is told after the manifest has it.</summary>
    private static async Task<JsonNode> EndedScanAsync(ServedProcess hub)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if ((await GetAsync(hub, "/v1/zones"))["items"]![0]!["last_scan"] is { } scan && scan["ended_at"] is not null)
            {
                return scan;
            }

            await Task.Delay(Look, limit.Token);
        }
    }

    private static async Task<JsonNode> GetAsync(ServedProcess hub, string path) => JsonNode.Parse(await hub.Http.GetStringAsync(path))!;

    /// <summary>The parties as the lists of their records, whatever the parties are called.</summary>
    private async Task<string[]> ClustersAsync(string store)
    {
        HubResult clusters = await HubProcess.RunAsync("export", "clusters", "--db", _folder[store]);
        clusters.ExitCode.ShouldBe(0, clusters.Error);
        return [.. clusters.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .GroupBy(line => line[(line.LastIndexOf(',') + 1)..], line => line[..line.LastIndexOf(',')], StringComparer.Ordinal)
            .Select(party => string.Join(' ', party.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)];
    }
}
