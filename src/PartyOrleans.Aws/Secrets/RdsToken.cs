using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using PartyOrleans.Storage;

namespace PartyOrleans.Aws.Secrets;

/// <summary>
/// Tokens that stand in for a password at databases of Amazon RDS whose user signs in by IAM: the address of a request <c>connect</c> of the service
/// <c>rds-db</c>, signed for 15 minutes. Nobody is asked; whether the role may connect is decided by the database.
/// </summary>
/// <param name="access">Credentials and region; null for what the usual AWS sources say.</param>
/// <param name="time">Clock of the signatures.</param>
internal sealed class RdsToken(AwsAccess? access, TimeProvider time)
{
    private const string Service = "rds-db";
    private const string Seconds = "900";

    /// <summary>A token.</summary>
    /// <exception cref="StoreException">There are no credentials, or no region.</exception>
    public string Of(string host, int port, string user)
    {
        try
        {
            RegionEndpoint region = access?.Region ?? FallbackRegionFactory.GetRegionEndpoint() ?? throw new AmazonClientException("No region is configured.");
            ImmutableCredentials credentials = (access?.Credentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials()).GetCredentials();
            var request = new DefaultRequest(new Question(), Service) { UseQueryString = true, HttpMethod = "GET", ResourcePath = "/", Endpoint = new UriBuilder("https", host, port).Uri };
            request.Parameters.Add("X-Amz-Expires", Seconds);
            request.Parameters.Add("DBUser", user);
            request.Parameters.Add("Action", "connect");
            if (credentials.UseToken)
            {
                request.Parameters.Add("X-Amz-Security-Token", credentials.Token);
            }

            AWS4SigningResult signature = AWS4PreSignedUrlSigner.SignRequest(
                request, null, new RequestMetrics(), credentials.AccessKey, credentials.SecretKey, Service, region.SystemName, time.GetUtcNow().UtcDateTime);
            return $"{AmazonServiceClient.ComposeUrl(request).AbsoluteUri["https://".Length..]}&{signature.ForQueryParameters}";
        }
        catch (AmazonClientException failure)
        {
            throw new StoreException(
                $"The database's user {user} signs in by IAM, and no AWS credentials or region were found: set them as for other AWS programs (AWS_REGION and AWS_PROFILE, a role of the machine, ...).",
                isTransient: false, failure);
        }
    }

    private sealed class Question : AmazonWebServiceRequest;
}
