using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Aws.S3;

/// <summary>Makes the clients of zones.</summary>
internal static class S3Client
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL_S3";
    private const string GeneralEndpointVariable = "AWS_ENDPOINT_URL";
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    /// <summary>A client that does not retry (the zone does), with credentials of the usual AWS sources.</summary>
    /// <exception cref="ZoneException">No region is known.</exception>
    public static AmazonS3Client Make(S3ZoneOptions options)
    {
        try
        {
            return new AmazonS3Client(ConfigOf(options));
        }
        catch (AmazonClientException failure)
        {
            throw new ZoneException("The region of the buckets is not known: set AWS_REGION, or AWS_ENDPOINT_URL_S3 for a server of your own.", ZoneFault.Refused, failure);
        }
    }

    private static AmazonS3Config ConfigOf(S3ZoneOptions options)
    {
        Uri? endpoint = options.Endpoint ?? EndpointOfEnvironment();
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 0,
            ForcePathStyle = options.PathStyle ?? endpoint is not null,

            // The zone's own check of ETag and length stands for the checksums that not every server knows.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        string? region = options.Region ?? RegionVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = region ?? "us-east-1";
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }

    private static Uri? EndpointOfEnvironment()
    {
        foreach (string name in (string[])[EndpointVariable, GeneralEndpointVariable])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } text)
            {
                return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
                    ? uri
                    : throw new FormatException($"{name} must be an address that begins with http:// or https://.");
            }
        }

        return null;
    }
}
