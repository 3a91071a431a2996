using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using PartyOrleans.Storage;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Aws.Secrets;

/// <summary>
/// Passwords in AWS Secrets Manager. A value is used for a minute; one that the database refused is asked for anew at once, so that a rotation is
/// followed without a restart. Credentials and region come from the usual AWS sources. The service is asked by its HTTP interface (GetSecretValue),
/// signed as the AWS SDK signs.
/// </summary>
public sealed class SecretsManager : ISecretSource, IDisposable
{
    /// <summary>How long a value is used.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Refused passwords have values asked for anew no more often than this, so that a wrong one does not flood the service.</summary>
    public static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SecretRequest _requests;
    private readonly RdsToken _tokens;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Text, long At)> _kept = new(StringComparer.Ordinal);

    /// <summary>Makes it; nothing is asked for yet.</summary>
    /// <param name="serviceUrl">Address of the service where it is not the one of the region (a private endpoint, a test); else null.</param>
    /// <param name="time">Clock of ages and signatures.</param>
    public SecretsManager(string? serviceUrl, TimeProvider time)
        : this(serviceUrl, access: null, time)
    {
    }

    internal SecretsManager(string? serviceUrl, AwsAccess? access, TimeProvider time) => 
        (_requests, _tokens, _time) = (new SecretRequest(serviceUrl, access, time), new RdsToken(access, time), time);

    /// <inheritdoc />
    public string Find(string reference)
    {
        var named = SecretReference.Parse(reference);
        return named.In(KeptOf(named.Secret) ?? Ask(named.Secret, () =>
        {
            using HttpRequestMessage request = _requests.Of(named.Secret);
            using HttpResponseMessage response = _http.Send(request);
            using Stream body = response.Content.ReadAsStream();
            return (response.StatusCode, JsonDocument.Parse(body));
        }));
    }

    /// <inheritdoc />
    public async ValueTask<string> FindAsync(string reference, CancellationToken cancellationToken)
    {
        var named = SecretReference.Parse(reference);
        if (KeptOf(named.Secret) is { } kept)
        {
            return named.In(kept);
        }

        (HttpStatusCode Status, JsonDocument Body) answer;
        try
        {
            using HttpRequestMessage request = await Task.Run(() => _requests.Of(named.Secret), cancellationToken); // finding credentials may hold a thread
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            answer = (response.StatusCode, await JsonDocument.ParseAsync(body, default, cancellationToken));
        }
        catch (Exception failure) when (IsUnreachable(failure, cancellationToken))
        {
            throw Unreachable(named.Secret, failure);
        }

        return named.In(Keep(named.Secret, answer.Status, answer.Body));
    }

    /// <inheritdoc />
    public void Forget()
    {
        lock (_lock)
        {
            foreach (string secret in _kept.Where(kept => _time.GetElapsedTime(kept.Value.At) >= LeastAge).Select(kept => kept.Key).ToArray())
            {
                _kept.Remove(secret);
            }
        }
    }

    /// <inheritdoc />
    public string TokenOf(string host, int port, string user) => _tokens.Of(host, port, user);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static bool IsUnreachable(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or JsonException or AmazonClientException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static StoreException Unreachable(string secret, Exception failure) => new(
        failure is AmazonClientException
            ? $"Secret {secret}: no AWS credentials or region were found: set them as for other AWS programs (AWS_REGION and AWS_PROFILE, a role of the machine, ...)."
            : $"Secret {secret}: Secrets Manager could not be reached; the same call may be made again.",
        isTransient: failure is not AmazonClientException,
        failure);

    private string? KeptOf(string secret)
    {
        lock (_lock)
        {
            return _kept.TryGetValue(secret, out (string Text, long At) kept) && _time.GetElapsedTime(kept.At) < Fresh ? kept.Text : null;
        }
    }

    private string Ask(string secret, Func<(HttpStatusCode Status, JsonDocument Body)> ask)
    {
        try
        {
            (HttpStatusCode status, JsonDocument body) = ask();
            return Keep(secret, status, body);
        }
        catch (Exception failure) when (IsUnreachable(failure, CancellationToken.None))
        {
            throw Unreachable(secret, failure);
        }
    }

    /// <summary>Keeps what the service answered.</summary>
    /// <exception cref="StoreException">It refused; of its answer only the kind of error is told.</exception>
    private string Keep(string secret, HttpStatusCode status, JsonDocument body)
    {
        using (body)
        {
            JsonElement root = body.RootElement;
            if (status == HttpStatusCode.OK && root.TryGetProperty("SecretString", out JsonElement value) && value.GetString() is { } text)
            {
                lock (_lock)
                {
                    _kept[secret] = (text, _time.GetTimestamp());
                }

                return text;
            }

            string kind = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("__type", out JsonElement type) ? type.GetString()!.Split('#')[^1] : "no text";
            bool isTransient = (int)status >= 500 || kind is "ThrottlingException" or "InternalServiceError";
            throw new StoreException($"Secret {secret}: Secrets Manager gives no value ({(int)status} {kind}): check its name and the right secretsmanager:GetSecretValue.", isTransient);
        }
    }
}
