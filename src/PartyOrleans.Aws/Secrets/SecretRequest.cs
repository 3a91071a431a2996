using System.Net.Http.Headers;
using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Amazon.Util;

namespace PartyOrleans.Aws.Secrets;

/// <summary>Makes signed requests for the value of a secret (GetSecretValue of the interface of 2017-10-17).</summary>
/// <param name="serviceUrl">Address of the service; null for the one of the region.</param>
/// <param name="access">Credentials and region; null for what the usual AWS sources say.</param>
/// <param name="time">Clock of the signatures.</param>
internal sealed class SecretRequest(string? serviceUrl, AwsAccess? access, TimeProvider time)
{
    private const string Service = "secretsmanager";
    private const string TargetHeader = "X-Amz-Target";
    private const string Target = "secretsmanager.GetSecretValue";
    private const string MediaType = "application/x-amz-json-1.1";

    /// <summary>A request for a secret.</summary>
    /// <exception cref="AmazonClientException">There are no credentials, or no region.</exception>
    public HttpRequestMessage Of(string secret)
    {
        RegionEndpoint region = access?.Region ?? FallbackRegionFactory.GetRegionEndpoint() ?? throw new AmazonClientException("No region is configured.");
        var settings = new Settings { RegionEndpoint = region };
        string address = serviceUrl ?? Settings.AddressOf(region);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["SecretId"] = secret });
        ImmutableCredentials credentials = (access?.Credentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials()).GetCredentials();
        var request = new DefaultRequest(new Question(), Service)
        {
            HttpMethod = "POST",
            Endpoint = new Uri(address),
            ResourcePath = "/",
            Content = body,
            OverrideSigningServiceName = Service,
            AuthenticationRegion = region.SystemName,
        };
        request.Headers[HeaderKeys.ContentTypeHeader] = MediaType;
        request.Headers[TargetHeader] = Target;
        if (credentials.UseToken)
        {
            request.Headers[HeaderKeys.XAmzSecurityTokenHeader] = credentials.Token;
        }

        AWS4SigningResult signature = new AWS4Signer().SignRequest(request, settings, new RequestMetrics(), credentials.AccessKey, credentials.SecretKey, time.GetUtcNow().UtcDateTime);
        var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        foreach ((string name, string value) in request.Headers)
        {
            if (!string.Equals(name, HeaderKeys.ContentTypeHeader, StringComparison.OrdinalIgnoreCase) && !string.Equals(name, HeaderKeys.HostHeader, StringComparison.OrdinalIgnoreCase))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        message.Headers.TryAddWithoutValidation(HeaderKeys.AuthorizationHeader, signature.ForAuthorizationHeader);
        return message;
    }

    private sealed class Question : AmazonWebServiceRequest;

    /// <summary>What the signer asks of a service's settings.</summary>
    private sealed class Settings() : ClientConfig(new Defaults())
    {
        public override string RegionEndpointServiceName => Service;

        public override string ServiceVersion => "2017-10-17";

        public override string UserAgent => "party-hub";

        public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters) =>
            new(AddressOf(RegionEndpoint));

        public static string AddressOf(RegionEndpoint region) => $"https://{Service}.{region.SystemName}.{region.PartitionDnsSuffix}";
    }

    /// <summary>The usual behaviour of AWS programs.</summary>
    private sealed class Defaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) =>
            new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard };
    }
}

/// <summary>Who asks AWS, and where.</summary>
/// <param name="Credentials">The credentials.</param>
/// <param name="Region">The region.</param>
internal sealed record AwsAccess(AWSCredentials Credentials, RegionEndpoint Region);
