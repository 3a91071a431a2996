using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PartyOrleans.Api.Audit;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Problems;

namespace PartyOrleans.Api.Security;

/// <summary>
/// Finds out who calls, from a bearer token, an API key, or the cookie of the local link, and sets <see cref="Caller"/>, <see cref="Identity"/> and
/// <see cref="AuditTrail"/>. It refuses nobody; <see cref="ScopeMiddleware"/> does, once the call is counted.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, SecurityParts parts)
{
    /// <summary>The header that says why personal values are asked for.</summary>
    public const string PurposeHeader = "X-Purpose";

    private const string KeyHeader = "X-Api-Key";
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int MostBasicCharacters = 1024;
    private const int MostPurposeCharacters = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        if (parts.Authenticator.Link is { } link && TrySignIn(context, link))
        {
            return;
        }

        if (await FindAsync(context) is { } identity)
        {
            var disclosure = new Disclosure(parts.Masking.For(identity.Scopes));
            context.Features.Set(identity);
            context.Features.Set(new Caller(identity.Name, disclosure));
            context.Features.Set(new AuditTrail(parts.Audit, identity, disclosure, PurposeOf(context.Request), parts.Time));
        }

        await next(context);
    }

    private async ValueTask<Identity?> FindAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        StringValues authorization = request.Headers.Authorization;
        StringValues key = request.Headers[KeyHeader];
        if (authorization.Count + key.Count > 1)
        {
            return null; // two credentials: which one would count is nobody's to guess
        }

        if (authorization.Count == 1)
        {
            string given = authorization[0]!;
            if (context.GetEndpoint()?.Metadata.GetMetadata<TakesBasic>() is not null && KeyOfBasic(given) is { } password)
            {
                return await parts.Authenticator.FindAsync(password);
            }

            return given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? await parts.Authenticator.FindAsync(given[Bearer.Length..].Trim()) : null;
        }

        if (key.Count == 1)
        {
            return key[0]!.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal) ? await parts.Authenticator.FindAsync(key[0]!) : null;
        }

        return parts.Authenticator.Link is { } link && request.Cookies[LocalLink.Cookie] is { } cookie && link.IsSession(cookie) && IsFromHere(request)
            ? link.Identity
            : null;
    }

    /// <summary>The API key that stands as the password of basic authentication; null where there is none.</summary>
    private static string? KeyOfBasic(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) || authorization.Length > MostBasicCharacters)
        {
            return null;
        }

        byte[] decoded = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[Basic.Length..].Trim(), decoded, out int length))
        {
            return null;
        }

        string pair = Encoding.UTF8.GetString(decoded, 0, length);
        string password = pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return password.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal) ? password : null;
    }

    /// <summary>
    /// Whether a request with a cookie comes from the hub's own pages. SameSite=Strict keeps cookies from other sites, but not from other ports of
    /// this machine; so whatever is not a plain navigation or read must come from the same origin.
    /// </summary>
    private static bool IsFromHere(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        string origin = request.Headers.Origin.ToString();
        bool isPlain = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Upgrade.Count == 0;
        return site.Length > 0 && !(isPlain && site is "none") ? site is "same-origin"
            : origin.Length > 0 ? string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            : isPlain;
    }

    /// <summary>Takes the token of the link out of the address: the browser gets a cookie and is sent to the same page without it.</summary>
    private static bool TrySignIn(HttpContext context, LocalLink link)
    {
        HttpRequest request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || request.Headers.Authorization.Count > 0
            || request.Query[LocalLink.Parameter] is not [{ Length: > 0 } token] || !link.IsToken(token))
        {
            return false;
        }

        context.Response.Cookies.Append(LocalLink.Cookie, link.Session, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps, Path = "/", IsEssential = true,
        });
        QueryString rest = QueryString.Create(request.Query.Where(pair => pair.Key != LocalLink.Parameter));
        string path = "/" + request.Path.ToUriComponent().TrimStart('/', '\\');
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path + rest.ToUriComponent();
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = 0;
        return true;
    }

    /// <exception cref="ProblemException">It is too long, or not plain text.</exception>
    private static string PurposeOf(HttpRequest request)
    {
        string purpose = request.Headers[PurposeHeader].ToString().Trim();
        return purpose.Length <= MostPurposeCharacters && !purpose.Any(char.IsControl)
            ? purpose
            : throw new ProblemException(ProblemType.InvalidRequest, $"{PurposeHeader} may have {MostPurposeCharacters} characters, none of them a control character.");
    }
}
