using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.Aws.Tests;

/// <summary>
/// Stands in for AWS Secrets Manager, which cannot run here: an HTTP endpoint that speaks its JSON protocol for GetSecretValue. It computes the
/// signature of every request anew (Signature Version 4) and refuses what is not signed by the key it knows.
/// </summary>
internal sealed class SecretServiceStandIn : IAsyncDisposable
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "an-invented-secret-key";
    public const string Region = "eu-west-1";

    private readonly WebApplication _app;

    private SecretServiceStandIn(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>Secrets by name.</summary>
    public Dictionary<string, string> Secrets { get; } = [];

    /// <summary>Requests whose signature was right.</summary>
    public int Requests { get; private set; }

    public static async Task<SecretServiceStandIn> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var service = new SecretServiceStandIn(app);
        app.Run(service.AnswerAsync);
        await app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory);
        byte[] body = memory.ToArray();
        context.Response.ContentType = "application/x-amz-json-1.1";
        if (context.Request.Headers["X-Amz-Target"] != "secretsmanager.GetSecretValue" || !IsSigned(context.Request, body))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("""{"__type": "InvalidSignatureException"}""");
            return;
        }

        Requests++;
        using JsonDocument question = JsonDocument.Parse(body);
        if (!Secrets.TryGetValue(question.RootElement.GetProperty("SecretId").GetString()!, out string? text))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("""{"__type": "com.amazonaws.secretsmanager#ResourceNotFoundException"}""");
            return;
        }

        await context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, string> { ["Name"] = "x", ["SecretString"] = text }));
    }

    private static bool IsSigned(HttpRequest request, byte[] body)
    {
        string given = request.Headers.Authorization.ToString();
        string date = request.Headers["X-Amz-Date"].ToString();
        string signedHeaders = Between(given, "SignedHeaders=", ",");
        string scope = string.Create(CultureInfo.InvariantCulture, $"{date[..8]}/{Region}/secretsmanager/aws4_request");
        var canonical = new StringBuilder("POST\n/\n\n");
        foreach (string name in signedHeaders.Split(';'))
        {
            canonical.Append(name).Append(':').Append(request.Headers[name].ToString().Trim()).Append('\n');
        }

        canonical.Append('\n').Append(signedHeaders).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body)));
        string toSign = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + SecretKey);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return given.StartsWith($"AWS4-HMAC-SHA256 Credential={AccessKey}/{scope}", StringComparison.Ordinal)
            && signedHeaders.Split(';').Contains("host") && signedHeaders.Split(';').Contains("x-amz-date")
            && given.EndsWith("Signature=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))), StringComparison.Ordinal);
    }

    private static string Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
