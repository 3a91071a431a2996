using System.Security.Cryptography;
using System.Text;
using Amazon;
using Amazon.Runtime;
using PartyOrleans.Aws.Secrets;
using PartyOrleans.Storage;
using PartyOrleans.TestKit;

namespace PartyOrleans.Aws.Tests;

/// <summary>Passwords by reference, on a stand-in that checks every signature.</summary>
public sealed class SecretsManagerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public async Task FindAsync_WhenRotated_FollowsWithinAMinuteOrAtOnceWhereTheOldOneIsRefused()
    {
        await using SecretServiceStandIn service = await SecretServiceStandIn.StartAsync();
        using SecretsManager secrets = Of(service);
        service.Secrets["prod/hub"] = """{"username": "hub", "password": "first"}""";

        (await secrets.FindAsync("prod/hub#password", CancellationToken.None)).ShouldBe("first");
        service.Secrets["prod/hub"] = """{"username": "hub", "password": "second"}""";
        secrets.Find("prod/hub#password").ShouldBe("first");
        secrets.Find("prod/hub#username").ShouldBe("hub");
        service.Requests.ShouldBe(1);

        _time.Advance(SecretsManager.Fresh);
        secrets.Find("prod/hub#password").ShouldBe("second");
        service.Requests.ShouldBe(2);

        // Refused at once after it was asked for: the value is not older than the refusal, asking again would flood the service.
        service.Secrets["prod/hub"] = """{"username": "hub", "password": "third"}""";
        secrets.Forget();
        secrets.Find("prod/hub#password").ShouldBe("second");
        _time.Advance(SecretsManager.LeastAge);
        secrets.Forget();
        (await secrets.FindAsync("prod/hub#password", CancellationToken.None)).ShouldBe("third");
        service.Requests.ShouldBe(3);
    }

    [Fact]
    public void TokenOf_WhenAskedFor_IsTheSignedAddressOfAConnection()
    {
        using var secrets = new SecretsManager(null, new AwsAccess(new SessionAWSCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", "session/token="), RegionEndpoint.EUWest1), _time);

        string token = secrets.TokenOf("hub.cluster-abc.eu-west-1.rds.amazonaws.com", 5432, "party_hub");

        const string Query = "Action=connect&DBUser=party_hub&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Frds-db%2Faws4_request"
            + "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-Security-Token=session%2Ftoken%3D&X-Amz-SignedHeaders=host";
        token.ShouldStartWith("hub.cluster-abc.eu-west-1.rds.amazonaws.com:5432/?");
        string[] pairs = token[(token.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&');
        string.Join('&', pairs.Where(pair => !pair.StartsWith("X-Amz-Signature=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)).ShouldBe(Query);
        pairs.Single(pair => pair.StartsWith("X-Amz-Signature=", StringComparison.Ordinal)).ShouldBe("X-Amz-Signature=" + SignatureOf(Query));
    }

    /// <summary>Signature version 4 as its specification says, of a GET without a body.</summary>
    private static string SignatureOf(string query)
    {
        string request = $"GET\n/\n{query}\nhost:hub.cluster-abc.eu-west-1.rds.amazonaws.com:5432\n\nhost\n{Convert.ToHexStringLower(SHA256.HashData([]))}";
        string text = $"AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/rds-db/aws4_request\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4wJalrXUtnFEMI/K7MDENG");
        foreach (string part in new[] { "20260102", "eu-west-1", "rds-db", "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task Find_WhenTheSecretIsAText_GivesAllOfIt()
    {
        await using SecretServiceStandIn service = await SecretServiceStandIn.StartAsync();
        using SecretsManager secrets = Of(service);
        service.Secrets["plain"] = "all # of it";

        secrets.Find("plain").ShouldBe("all # of it");
    }

    [Theory]
    [InlineData("absent#password", "Secret absent: Secrets Manager gives no value (400 ResourceNotFoundException): check its name and the right secretsmanager:GetSecretValue.")]
    [InlineData("plain#password", "Secret plain is no JSON object with the text 'password'.")]
    [InlineData("json#absent", "Secret json is no JSON object with the text 'absent'.")]
    [InlineData("#password", "'secret:#password' names no secret: it is secret:NAME or secret:NAME#FIELD.")]
    [InlineData("json#", "'secret:json#' names no secret: it is secret:NAME or secret:NAME#FIELD.")]
    public async Task Find_WhenItIsNotThere_SaysWhatWithoutAValue(string reference, string message)
    {
        await using SecretServiceStandIn service = await SecretServiceStandIn.StartAsync();
        using SecretsManager secrets = Of(service);
        service.Secrets["plain"] = "hidden";
        service.Secrets["json"] = """{"password": "hidden"}""";

        StoreException failure = Should.Throw<StoreException>(() => secrets.Find(reference));
        failure.Message.ShouldBe(message);
        failure.IsTransient.ShouldBeFalse();
        (await Should.ThrowAsync<StoreException>(() => secrets.FindAsync(reference, CancellationToken.None).AsTask())).Message.ShouldBe(message);
    }

    [Fact]
    public async Task Find_WhenSignedByAnotherKey_IsRefused()
    {
        await using SecretServiceStandIn service = await SecretServiceStandIn.StartAsync();
        using var secrets = new SecretsManager(service.Url, new AwsAccess(new BasicAWSCredentials(SecretServiceStandIn.AccessKey, "another"), RegionEndpoint.EUWest1), _time);
        service.Secrets["plain"] = "hidden";

        Should.Throw<StoreException>(() => secrets.Find("plain")).Message.ShouldContain("400 InvalidSignatureException");
        service.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Find_WhenTheServiceIsGone_MayBeTriedAgain()
    {
        SecretServiceStandIn service = await SecretServiceStandIn.StartAsync();
        using SecretsManager secrets = Of(service);
        await service.DisposeAsync();

        Should.Throw<StoreException>(() => secrets.Find("plain")).IsTransient.ShouldBeTrue();
    }

    private SecretsManager Of(SecretServiceStandIn service) =>
        new(service.Url, new AwsAccess(new BasicAWSCredentials(SecretServiceStandIn.AccessKey, SecretServiceStandIn.SecretKey), RegionEndpoint.EUWest1), _time);
}
