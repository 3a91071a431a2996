using System.Net;

namespace PartyOrleans.Aws.S3;

/// <summary>
/// Confirms subscriptions to SNS topics. The address asked is made from the topic's ARN, which the caller must have checked against what is
/// configured; the address that came with the message is not looked at, so nobody can have the hub call where they like.
/// </summary>
public sealed class TopicConfirmation : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Limit }) { Timeout = Limit };
    private readonly Func<string, Uri?> serviceOf;

    /// <summary>Uses the service of the topic's own region.</summary>
    public TopicConfirmation()
        : this(ServiceOf)
    {
    }

    /// <summary>Uses a service of one's own.</summary>
    /// <param name="serviceOf">The address of the service for the ARN of a topic; null where there is none.</param>
    internal TopicConfirmation(Func<string, Uri?> serviceOf) => this.serviceOf = serviceOf;

    /// <summary>Confirms.</summary>
    /// <param name="topic">ARN of the topic.</param>
    /// <param name="token">What the topic sent to be shown again.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Whether the service took it.</returns>
    public async Task<bool> ConfirmAsync(string topic, string token, CancellationToken cancellationToken)
    {
        if (serviceOf(topic) is not { } service || token.Length is 0 or > 4096)
        {
            return false;
        }

        var address = new Uri(service, $"/?Action=ConfirmSubscription&Version=2010-03-31&TopicArn={Uri.EscapeDataString(topic)}&Token={Uri.EscapeDataString(token)}");
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    /// <summary>The service of the region in an ARN such as <c>arn:aws:sns:eu-west-1:123456789012:raw</c>; null where it is none.</summary>
    public static Uri? ServiceOf(string topic)
    {
        string[] parts = topic.Split(':');
        return parts is ["arn", "aws" or "aws-cn" or "aws-us-gov", "sns", { Length: > 0 and <= 30 } region, { Length: 12 }, { Length: > 0 }]
            && region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? new Uri($"https://sns.{region}.amazonaws.com{(parts[1] == "aws-cn" ? ".cn" : "")}")
            : null;
    }
}
