using Amazon.Runtime;
using Amazon.S3;
using PartyOrleans.Aws.S3;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.TestKit.S3;

namespace PartyOrleans.Aws.Tests.S3;

/// <summary>Zones of the S3 server of the tests.</summary>
internal static class TestZones
{
    /// <summary>Small ranges, parts and pages, and short waits.</summary>
    public static readonly S3ZoneOptions Small = new()
    {
        Ranges = new RangeOptions { Bytes = 64 << 10, Ahead = 2 },
        PartBytes = 5 << 20,
        PageKeys = 10,
        Pause = TimeSpan.FromMilliseconds(1),
    };

    /// <summary>An empty zone with a bucket of its own.</summary>
    public static async Task<S3Zone> OpenAsync()
    {
        S3TestServer server = await S3TestServer.SharedAsync();
        return Open(server.Endpoint, await server.CreateBucketAsync(CancellationToken.None), Small, TimeProvider.System);
    }

    /// <summary>A zone of a bucket.</summary>
    public static S3Zone Open(Uri endpoint, string bucket, S3ZoneOptions options, TimeProvider time) => new(
        new AmazonS3Client(new BasicAWSCredentials(S3TestServer.AccessKey, S3TestServer.SecretKey), new AmazonS3Config
        {
            ServiceURL = endpoint.AbsoluteUri,
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        }),
        ZoneLocation.Parse($"s3://{bucket}/in"), options, time);
}
