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
