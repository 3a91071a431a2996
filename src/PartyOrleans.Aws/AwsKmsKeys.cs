using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Aws;

/// <summary>
/// Key-encryption keys in AWS Key Management Service: the store's keys are encrypted and decrypted there, and the key itself never leaves it.
/// The service is asked once per key when a store is opened, made or rotated. Credentials and region come from the usual AWS sources.
/// </summary>
/// <param name="client">The service; disposed of with this.</param>
/// <param name="keyId">Key id, alias or ARN.</param>
public sealed class AwsKmsKeys(IAmazonKeyManagementService client, string keyId) : IKeyProvider, IDisposable
{
    /// <summary>Begins the names of its keys.</summary>
    public const string Prefix = "aws-kms:";

    private static readonly Dictionary<string, string> Context = new() { ["purpose"] = "party-store-key" };

    /// <inheritdoc />
    public string Name => "aws-kms";

    /// <summary>Uses a key of the service.</summary>
    /// <param name="keyId">Key id, alias or ARN.</param>
    /// <param name="serviceUrl">Address of the service where it is not the one of the region (a private endpoint, a test); else null.</param>
    public static AwsKmsKeys Of(string keyId, string? serviceUrl)
    {
        var settings = new AmazonKeyManagementServiceConfig();
        if (serviceUrl is not null)
        {
            settings.ServiceURL = serviceUrl;
        }

        return new AwsKmsKeys(new AmazonKeyManagementServiceClient(settings), keyId);
    }

    /// <inheritdoc />
    public Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var plain = new MemoryStream(key.ToArray());
        EncryptResponse answer = await client.EncryptAsync(
            new EncryptRequest { KeyId = keyId, Plaintext = plain, EncryptionContext = Context }, cancellationToken);
        return new WrappedKey(Prefix + answer.KeyId, answer.CiphertextBlob.ToArray());
    });

    /// <inheritdoc />
    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        if (!wrapped.KeyId.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new StoreException($"The store's keys are wrapped by {wrapped.KeyId}, not by the key service: name what holds that key.", isTransient: false);
        }

        using var blob = new MemoryStream(wrapped.Bytes);
        DecryptResponse answer = await client.DecryptAsync(
            new DecryptRequest { KeyId = wrapped.KeyId[Prefix.Length..], CiphertextBlob = blob, EncryptionContext = Context }, cancellationToken);
        return answer.Plaintext.ToArray();
    });

    /// <inheritdoc />
    public Task<bool> IsStaleAsync(string keyId, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        DescribeKeyResponse answer = await client.DescribeKeyAsync(new DescribeKeyRequest { KeyId = this.KeyId }, cancellationToken);
        return Prefix + answer.KeyMetadata.Arn != keyId;
    });

    /// <summary>Does nothing: the service renews the material of a key by itself, and another key is named by configuration.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private string KeyId => keyId;

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AmazonServiceException refused)
        {
            bool transient = (int)refused.StatusCode >= 500 || refused is KMSInternalException or DependencyTimeoutException or LimitExceededException;
            throw new StoreException($"The key service refused ({refused.ErrorCode}): check the key, its policy and the credentials.", transient, refused);
        }
        catch (Exception unreachable) when (unreachable is AmazonClientException or HttpRequestException)
        {
            throw new StoreException("The key service cannot be reached, or there are no credentials for it.", isTransient: true, unreachable);
        }
    }
}
