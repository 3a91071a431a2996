using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.Aws.Tests;

/// <summary>
/// Stands in for the key service, which cannot run here: an HTTP endpoint that speaks its JSON protocol for Encrypt, Decrypt and DescribeKey,
/// with keys in memory. It checks the encryption context as the service does.
/// </summary>
internal sealed class KeyServiceStandIn : IAsyncDisposable
{
    private static readonly JsonSerializerOptions AsNamed = new();

    private const string Arn = "arn:aws:kms:eu-west-1:000000000000:key/";

    private readonly WebApplication _app;
    private readonly Dictionary<string, byte[]> _keys = [];

    private KeyServiceStandIn(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>Requests answered.</summary>
    public int Requests { get; private set; }

    /// <summary>Starts it with some keys.</summary>
    public static async Task<KeyServiceStandIn> StartAsync(params string[] keys)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var service = new KeyServiceStandIn(app);
        foreach (string key in keys)
        {
            service._keys[Arn + key] = RandomNumberGenerator.GetBytes(32);
        }

        app.Run(service.AnswerAsync);
        await app.StartAsync();
        return service;
    }

    /// <summary>Takes a key away.</summary>
    public void Disable(string key) => _keys.Remove(Arn + key);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests++;
        using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body);
        JsonElement request = body.RootElement;
        string named = request.GetProperty("KeyId").GetString()!;
        string arn = named.StartsWith("arn:", StringComparison.Ordinal) ? named : Arn + named;
        context.Response.ContentType = "application/x-amz-json-1.1";
        if (!_keys.TryGetValue(arn, out byte[]? key))
        {
            await FailAsync(context, "NotFoundException");
            return;
        }

        string aad = request.TryGetProperty("EncryptionContext", out JsonElement given) ? given.GetRawText() : "";
        switch (context.Request.Headers["X-Amz-Target"].ToString())
        {
            case "TrentService.Encrypt":
                await context.Response.WriteAsJsonAsync(new { KeyId = arn, CiphertextBlob = Seal(key, request.GetProperty("Plaintext").GetBytesFromBase64(), aad) }, AsNamed);
                break;
            case "TrentService.Decrypt":
                if (Open(key, request.GetProperty("CiphertextBlob").GetBytesFromBase64(), aad) is { } plain)
                {
                    await context.Response.WriteAsJsonAsync(new { KeyId = arn, Plaintext = plain }, AsNamed);
                }
                else
                {
                    await FailAsync(context, "InvalidCiphertextException");
                }

                break;
            case "TrentService.DescribeKey":
                await context.Response.WriteAsJsonAsync(new { KeyMetadata = new { Arn = arn, KeyId = named } }, AsNamed);
                break;
            default:
                await FailAsync(context, "UnsupportedOperationException");
                break;
        }
    }

    private static async Task FailAsync(HttpContext context, string type)
    {
        context.Response.StatusCode = 400;
        await context.Response.WriteAsync($$"""{"__type":"{{type}}","message":"refused"}""");
    }

    private static byte[] Seal(byte[] key, byte[] plain, string aad)
    {
        byte[] blob = new byte[28 + plain.Length];
        RandomNumberGenerator.Fill(blob.AsSpan(0, 12));
        using var cipher = new AesGcm(key, 16);
        cipher.Encrypt(blob.AsSpan(0, 12), plain, blob.AsSpan(28), blob.AsSpan(12, 16), System.Text.Encoding.UTF8.GetBytes(aad));
        return blob;
    }

    private static byte[]? Open(byte[] key, byte[] blob, string aad)
    {
        byte[] plain = new byte[blob.Length - 28];
        using var cipher = new AesGcm(key, 16);
        try
        {
            cipher.Decrypt(blob.AsSpan(0, 12), blob.AsSpan(28), blob.AsSpan(12, 16), plain, System.Text.Encoding.UTF8.GetBytes(aad));
            return plain;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
