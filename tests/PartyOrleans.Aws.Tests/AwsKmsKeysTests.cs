using Amazon.KeyManagementService;
using Amazon.Runtime;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Aws.Tests;

/// <summary>A store whose keys are wrapped by the key service.</summary>
public sealed class AwsKmsKeysTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-kms-");

    private string Location => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OpenAsync_WhenTheServiceHoldsTheKey_KeepsNoneBesideTheStore()
    {
        await using KeyServiceStandIn service = await KeyServiceStandIn.StartAsync("one");
        using AwsKmsKeys keys = Keys(service, "one");
        await using (SqlitePartyStore store = await OpenAsync(keys))
        {
            await store.CommitAsync(Created("1", "p1"), None);
        }

        File.Exists(LocalKeyFile.PathOf(Location)).ShouldBeFalse();
        await using SqlitePartyStore reopened = await OpenAsync(keys);
        (await reopened.FindRecordAsync(Key("1"), None)).ShouldNotBeNull();
        (await reopened.ReadKeysAsync(None)).Keys.ShouldAllBe(key => key.WrappedBy == "aws-kms:arn:aws:kms:eu-west-1:000000000000:key/one");
        service.Requests.ShouldBe(15);
    }

    [Fact]
    public async Task RotateAsync_WhenAnotherKeyIsNamed_WrapsAllByIt()
    {
        await using KeyServiceStandIn service = await KeyServiceStandIn.StartAsync("one", "two");
        using AwsKmsKeys one = Keys(service, "one");
        using AwsKmsKeys two = Keys(service, "two");
        await using (SqlitePartyStore store = await OpenAsync(one))
        {
            await store.CommitAsync(Created("1", "p1"), None);
        }

        await using (SqlitePartyStore store = await OpenAsync(two))
        {
            (await store.RotateAsync(None)).ShouldBe(2);
        }

        service.Disable("one");
        await using SqlitePartyStore reopened = await OpenAsync(two);
        (await reopened.FindGoldenAsync(Party("p1"), None)).ShouldNotBeNull();
        (await reopened.VerifyAsync(None)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task OpenAsync_WhenTheServiceRefuses_SaysSo()
    {
        await using KeyServiceStandIn service = await KeyServiceStandIn.StartAsync("one");
        using AwsKmsKeys keys = Keys(service, "one");
        await (await OpenAsync(keys)).DisposeAsync();
        service.Disable("one");

        StoreException refused = await Should.ThrowAsync<StoreException>(() => OpenAsync(keys));

        refused.Message.ShouldBe("The key service refused (NotFoundException): check the key, its policy and the credentials.");
        refused.IsTransient.ShouldBeFalse();
        (await Should.ThrowAsync<StoreException>(() => SqlitePartyStore.OpenAsync(Location, new SqliteStoreOptions(), TimeProvider.System, None)))
            .Message.ShouldContain("aws-kms:");
    }

    private static AwsKmsKeys Keys(KeyServiceStandIn service, string key) => new(
        new AmazonKeyManagementServiceClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonKeyManagementServiceConfig { ServiceURL = service.Url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 }),
        key);

    private Task<SqlitePartyStore> OpenAsync(IKeyProvider keys) => SqlitePartyStore.OpenAsync(
        Location, new SqliteStoreOptions { Keys = keys }, new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), None);
}
