using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Aws.S3;

/// <summary>What failures of the service mean.</summary>
internal static class S3Fault
{
    /// <summary>A failure as one of the zone.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="what">What was asked of what, such as <c>s3://bucket/key: cannot be read</c>.</param>
    public static ZoneException Of(Exception failure, string what)
    {
        if (failure is ZoneException known)
        {
            return known;
        }

        if (failure is not AmazonServiceException refused || refused.StatusCode == 0)
        {
            return failure is AmazonClientException && IsAboutCredentials(failure)
                ? new ZoneException($"{what}: there are no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the machine's role.", ZoneFault.Denied, failure)
                : new ZoneException($"{what}: the service cannot be reached, or the connection broke off ({failure.GetType().Name}).", ZoneFault.Unreachable, failure);
        }

        string code = refused.ErrorCode is { Length: > 0 } given ? given : ((int)refused.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return code switch
        {
            "SlowDown" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequests" or "TooManyRequestsException" or "BandwidthLimitExceeded" =>
                New("the service asks for fewer requests", ZoneFault.Throttled),
            "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" or "RequestExpired" =>
                New("the credentials have expired; renew them, and it goes on", ZoneFault.Expired),
            "RequestTimeout" or "RequestTimeoutException" => New("the service waited too long for the request", ZoneFault.Unreachable),
            "NoSuchBucket" => New("there is no such bucket", ZoneFault.Missing),
            "NoSuchKey" or "NotFound" => New("there is no such object", ZoneFault.Missing),
            "PreconditionFailed" or "InvalidRange" => New("the object is not the version any more that was asked for", ZoneFault.Changed),
            "RequestTimeTooSkewed" => New("the clock of this machine differs too much from the service's; set it", ZoneFault.Denied),
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
                New("the bucket is in another region; set AWS_REGION or the zone's region", ZoneFault.Refused),
            "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" => New("the service does not accept the credentials", ZoneFault.Denied),
            _ => (int)refused.StatusCode switch
            {
                403 or 401 => New("the credentials may not do this (policy, encryption key or bucket owner)", ZoneFault.Denied),
                404 => New("there is no such object or bucket", ZoneFault.Missing),
                412 or 416 => New("the object is not the version any more that was asked for", ZoneFault.Changed),
                429 => New("the service asks for fewer requests", ZoneFault.Throttled),
                503 => New("the service is busy", ZoneFault.Throttled),
                408 or >= 500 => New("the service failed", ZoneFault.Unreachable),
                _ => New("the service refuses the request", ZoneFault.Refused),
            },
        };

        ZoneException New(string why, ZoneFault fault) => new($"{what}: {why} ({(int)refused.StatusCode} {code}).", fault, failure);
    }

    /// <summary>Whether a failure is one of the service or of the way to it, rather than a defect or the caller's wish to stop.</summary>
    public static bool IsOne(Exception failure) =>
        failure is ZoneException or AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or WebException
            or OperationCanceledException;

    private static bool IsAboutCredentials(Exception failure) =>
        failure.Message.Contains("credential", StringComparison.OrdinalIgnoreCase) || failure.Message.Contains("security token", StringComparison.OrdinalIgnoreCase)
        || failure.InnerException is { } inner && IsAboutCredentials(inner);
}
