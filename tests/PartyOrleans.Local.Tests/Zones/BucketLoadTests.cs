using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using PartyOrleans.TestKit.S3;

namespace PartyOrleans.Local.Tests.Zones;

/// <summary>
/// The command line over a real S3 server (s3rver), in processes of their own; where faults are injected, by a local stand-in in front of that server.
/// </summary>
public sealed class BucketLoadTests : IAsyncLifetime
{
    private const int Records = 5_000;

    private readonly TemporaryFolder _folder = new();
    private S3FaultProxy? _proxy;
    private AmazonS3Client _client = null!;
    private string _bucket = "";

    public async Task InitializeAsync()
    {
        if (S3TestPrograms.WhyAbsent is not null)
        {
            return;
        }

        S3TestServer server = await S3TestServer.SharedAsync();
        _bucket = await server.CreateBucketAsync(CancellationToken.None);
        _proxy = await S3FaultProxy.StartAsync(server.Endpoint);
        _client = new AmazonS3Client(new BasicAWSCredentials(S3TestServer.AccessKey, S3TestServer.SecretKey), new AmazonS3Config
        {
            ServiceURL = server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        });
    }

    public async Task DisposeAsync()
    {
        _folder.Dispose();
        if (_proxy is not null)
        {
            _client.Dispose();
            await _proxy.DisposeAsync();
        }
    }

    [S3Fact]
    public async Task Load_WhenObjectsOfABucket_LoadsEachOnceAndAChangedOneAgain()
    {
        await PutAsync("in/crm.csv", "record_id,first_name,last_name,birth_date\n1,Ann,Lee,1980-01-02\n2,Bo,Ray,1970-03-04\n");
        await PutAsync("in/2026/web.jsonl", """{"record_id":"7","name.full":"Ann Lee","date.birth":"1980-01-02"}""" + "\n");
        await PutAsync("in/readme.txt", "not data");

        JsonNode first = await LoadAsync($"s3://{_bucket}/in/");
        JsonNode second = await LoadAsync($"s3://{_bucket}/in");
        await PutAsync("in/crm.csv", "record_id,first_name,last_name,birth_date\n1,Ann,Lee,1980-01-02\n2,Bo,Rayner,1970-03-04\n");
        JsonNode third = await LoadAsync($"s3://{_bucket}/in/crm.csv", $"s3://{_bucket}/in/2026/");

        Summary(first).ShouldBe([$"s3://{_bucket}/in/2026/web.jsonl: 1 accepted, 1 changed", $"s3://{_bucket}/in/crm.csv: 2 accepted, 2 changed"]);
        Summary(second).ShouldBe([$"s3://{_bucket}/in/2026/web.jsonl: was loaded", $"s3://{_bucket}/in/crm.csv: was loaded"]);
        Summary(third).ShouldBe([$"s3://{_bucket}/in/crm.csv: 2 accepted, 1 changed", $"s3://{_bucket}/in/2026/web.jsonl: was loaded"]);
        third["records"]!.GetValue<int>().ShouldBe(3);
    }

    [S3Fact]
    public async Task Load_WhenBucketAndFolderHoldTheSame_FindsTheSameParties()
    {
        Directory.CreateDirectory(_folder["in"]);
        foreach (string name in (string[])["crm", "mail", "web"])
        {
            string text = "record_id,first_name,last_name,birth_date\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{i},Ann{i % 40},Lee{i % 50},19{(i % 60) + 10}-01-02\n"));
            await PutAsync($"in/{name}.csv", text);
            _folder.Write($"in/{name}.csv", text);
        }

        await LoadAsync($"s3://{_bucket}/in/");
        (await HubProcess.RunAsync("load", _folder["in"], "--db", _folder["files.db"])).ExitCode.ShouldBe(0);

        string fromBucket = (await HubProcess.RunAsync("export", "clusters", "--db", _folder["bucket.db"])).Out;
        fromBucket.Split('\n').Length.ShouldBe(1202);
        fromBucket.ShouldBe((await HubProcess.RunAsync("export", "clusters", "--db", _folder["files.db"])).Out);
    }

    [S3Theory]
    [InlineData(403, "AccessDenied", "the credentials may not do this (policy, encryption key or bucket owner) (403 AccessDenied).")]
    [InlineData(404, "NoSuchKey", "there is no such object (404 NoSuchKey).")]
    [InlineData(403, "InvalidAccessKeyId", "the service does not accept the credentials (403 InvalidAccessKeyId).")]
    public async Task Load_WhenAStandInBeforeTheServerRefusesMidWay_KeepsWhatCameAndGoesOnLater(int status, string code, string why)
    {
        await PutAsync("in/big.csv", Big());
        _proxy!.Spoil = request => request.Range is { From: > 0 } ? InjectedFault.Answer(status, code) : null;

        HubResult broken = await HubProcess.RunAsync(Environment(_proxy.Endpoint), "load", $"s3://{_bucket}/in/", "--db", _folder["bucket.db"]);
        _proxy.Spoil = static _ => null;
        JsonNode whole = await LoadAsync($"s3://{_bucket}/in/");

        broken.ExitCode.ShouldBe(3);
        broken.Error.ShouldContain($"party: s3://{_bucket}/in/big.csv: cannot be read: {why} What came before, {8 << 20} bytes, was read.");
        JsonNode input = whole["inputs"]![0]!;
        int resumed = input["resumed_after"]!.GetValue<int>();
        resumed.ShouldBeGreaterThan(0);
        input["accepted"]!.GetValue<int>().ShouldBe(Records - resumed);
        whole["records"]!.GetValue<int>().ShouldBe(Records);
    }

    [S3Fact]
    public async Task Load_WhenAStandInBeforeTheServerThrottlesAndBreaksOff_LoadsAll()
    {
        await PutAsync("in/big.csv", Big());
        int reads = 0;
        _proxy!.Spoil = request => request.Range is null ? null : (Interlocked.Increment(ref reads) % 3) switch
        {
            1 => InjectedFault.Answer(503, "SlowDown"),
            2 => new InjectedFault { StopAfter = 1 << 20 },
            _ => null,
        };

        JsonNode whole = await LoadAsync($"s3://{_bucket}/in/");

        whole["inputs"]![0]!["accepted"]!.GetValue<int>().ShouldBe(Records);
        reads.ShouldBeGreaterThan(4);
    }

    [S3Fact]
    public async Task Load_WhenTheObjectChangesWhileItIsRead_TakesItAnew()
    {
        await PutAsync("in/big.csv", Big());
        string other = Big().Replace(",Lee", ",Leigh", StringComparison.Ordinal);
        int changes = 0;
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _proxy!.Before = async request =>
        {
            if (request.Range is { From: > 0 } && Interlocked.Increment(ref changes) == 1)
            {
                await PutAsync("in/big.csv", other);
                changed.SetResult();
            }

            await (request.Range is { From: > 0 } ? changed.Task : Task.CompletedTask);
        };
        _proxy.Spoil = static _ => new InjectedFault { DropsConditions = true };

        JsonNode whole = await LoadAsync($"s3://{_bucket}/in/");

        changed.Task.IsCompletedSuccessfully.ShouldBeTrue();
        JsonNode input = whole["inputs"]![0]!;
        (input["resumed_after"]!.GetValue<int>(), input["accepted"]!.GetValue<int>(), whole["records"]!.GetValue<int>()).ShouldBe((0, Records, Records));
        (await HubProcess.RunAsync("show", "big/17", "--db", _folder["bucket.db"])).Out.ShouldContain("Leigh17");
    }

    [S3Theory]
    [InlineData("in/none/")]
    [InlineData("in/none.csv")]
    public async Task Load_WhenNothingIsThere_SaysWhatWasLookedFor(string key)
    {
        HubResult result = await HubProcess.RunAsync(Environment(_proxy!.Endpoint), "load", $"s3://{_bucket}/{key}", "--db", _folder["bucket.db"]);

        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain($"party: s3://{_bucket}/{key}: there is no such object, and no data files below it. Looked for .csv");
    }

    [S3Fact]
    public async Task Load_WhenTheAccessKeyIsUnknownToTheServer_SaysSo()
    {
        Dictionary<string, string> environment = Environment(_proxy!.Endpoint);
        environment["AWS_ACCESS_KEY_ID"] = "UNKNOWN";

        HubResult result = await HubProcess.RunAsync(environment, "load", $"s3://{_bucket}/in/", "--db", _folder["bucket.db"]);

        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain($"party: s3://{_bucket}/: cannot be listed: the service does not accept the credentials (403 InvalidAccessKeyId).");
    }

    [Fact]
    public async Task Load_WhenNoServerAnswers_SaysSo()
    {
        HubResult result = await HubProcess.RunAsync(Environment(new Uri("http://127.0.0.1:1")), "load", "s3://some-bucket/in/", "--db", _folder["bucket.db"]);

        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain("party: s3://some-bucket/: cannot be listed: the service cannot be reached, or the connection broke off (");
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://no bucket/x")]
    public async Task Load_WhenTheBucketHasNoName_SaysWhatIsAllowed(string input)
    {
        HubResult result = await HubProcess.RunAsync(Environment(new Uri("http://127.0.0.1:1")), "load", input, "--db", _folder["bucket.db"]);

        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain($"party: '{input}': the name of a bucket is 3 to 255 letters, digits, dots, hyphens and underscores, as in s3://bucket/prefix/.");
    }

    [S3Fact]
    public async Task Resolve_WhenObjectsOfABucket_FindsTheParties()
    {
        await PutAsync("in/crm.csv", "record_id,first_name,last_name,birth_date\n1,Ann,Lee,1980-01-02\n2,Bo,Ray,1970-03-04\n");
        await PutAsync("in/web.csv", "record_id,first_name,last_name,birth_date\n7,Ann,Lee,1980-01-02\n");

        HubResult result = await HubProcess.RunAsync(Environment(_proxy!.Endpoint), "resolve", $"s3://{_bucket}/in/", "--clusters", "-");

        result.ExitCode.ShouldBe(0);
        result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.LastIndexOf(',')]).ShouldBe(["source,record_id", "crm,1", "crm,2", "web,7"]);
    }

    /// <summary>More than one range of 8 MiB: long cells that nothing matches on.</summary>
    private static string Big()
    {
        var text = new StringBuilder("record_id,first_name,last_name,birth_date,note\n");
        for (int i = 0; i < Records; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},Ann{i % 700},Lee{i},19{(i % 60) + 10}-01-02,").Append('n', 2000).Append('\n');
        }

        return text.ToString();
    }

    private static Dictionary<string, string> Environment(Uri endpoint) => new(StringComparer.Ordinal)
    {
        ["AWS_ENDPOINT_URL_S3"] = endpoint.AbsoluteUri,
        ["AWS_ACCESS_KEY_ID"] = S3TestServer.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = S3TestServer.SecretKey,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private static List<string> Summary(JsonNode load) => [.. load["inputs"]!.AsArray().Select(input =>
        input!["was_loaded"]!.GetValue<bool>() ? $"{input["input"]}: was loaded" : $"{input["input"]}: {input["accepted"]} accepted, {input["changed"]} changed")];

    private async Task<JsonNode> LoadAsync(params string[] inputs)
    {
        HubResult result = await HubProcess.RunAsync(Environment(_proxy!.Endpoint), ["load", .. inputs, "--db", _folder["bucket.db"], "--json"]);
        result.ExitCode.ShouldBe(0, result.Error);
        return JsonNode.Parse(result.Out)!;
    }

    private Task PutAsync(string key, string text) => _client.PutObjectAsync(
        new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), UseChunkEncoding = false });
}
