using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Api.Security;

/// <summary>
/// Checks JSON web tokens: those of the configured OpenID Connect authority by its published keys, and those that the hub signed itself. Which of
/// the two decides is told by the issuer, and each takes only its own algorithms, so that a public key is never used as a shared secret.
/// </summary>
public sealed class JwtValidation
{
    /// <summary>Longer tokens are refused unread.</summary>
    private const int MostCharacters = 8192;

    private static readonly string[] SharedAlgorithms = [SecurityAlgorithms.HmacSha256];

    private static readonly string[] PublicAlgorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MostCharacters };
    private readonly SecurityOptions _options;
    private readonly IAccessStore _access;
    private readonly TimeProvider _time;
    private readonly TokenValidationParameters? _authority;
    private volatile TokenValidationParameters? _local;

    /// <summary>Makes the check.</summary>
    /// <param name="options">Authority, audience and clock skew.</param>
    /// <param name="access">Holds the hub's own signing key; it is looked up again until there is one.</param>
    /// <param name="time">Clock for lifetimes.</param>
    /// <param name="documents">Fetches the authority's documents; null for https by the usual client.</param>
    public JwtValidation(SecurityOptions options, IAccessStore access, TimeProvider time, IDocumentRetriever? documents = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _access, _time) = (options, access, time);
        if (options.Authority is { } authority)
        {
            string address = authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration";
            _authority = Parameters(PublicAlgorithms);
            _authority.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                address, new OpenIdConnectConfigurationRetriever(), documents ?? new HttpDocumentRetriever { RequireHttps = true });
        }
    }

    /// <summary>The holder of a token, or null where it is not valid, for whatever reason.</summary>
    public async Task<Identity?> FindAsync(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length > MostCharacters || !_handler.CanReadToken(token) || ParametersFor(token) is not { } parameters)
        {
            return null;
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken valid || NameOf(valid) is not { Length: > 0 } name)
        {
            return null;
        }

        DateTimeOffset ends = new(DateTime.SpecifyKind(valid.ValidTo, DateTimeKind.Utc));
        DateTimeOffset recheck = _time.GetUtcNow() + _options.Recheck;
        return new Identity(name, "jwt", ScopesOf(valid), $"jwt:{valid.Issuer}:{name}", ends < recheck ? ends : recheck);
    }

    private TokenValidationParameters? ParametersFor(string token)
    {
        try
        {
            return string.Equals(_handler.ReadJsonWebToken(token).Issuer, LocalTokens.Issuer, StringComparison.Ordinal) ? Local() : _authority;
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private TokenValidationParameters? Local()
    {
        if (_local is null && _access.FindSigningKey() is { } key)
        {
            TokenValidationParameters parameters = Parameters(SharedAlgorithms);
            parameters.ValidIssuer = LocalTokens.Issuer;
            parameters.IssuerSigningKey = new SymmetricSecurityKey(key);
            _local = parameters;
        }

        return _local;
    }

    private TokenValidationParameters Parameters(string[] algorithms) => new()
    {
        ValidAlgorithms = algorithms,
        ValidAudience = _options.Audience,
        ValidateIssuer = true,
        ValidateAudience = true,
        ValidateIssuerSigningKey = true,
        RequireAudience = true,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = IsInTime,
    };

    private bool IsInTime(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        return until is { } ends && now < ends + _options.ClockSkew && !(from - _options.ClockSkew > now);
    }

    private static string? NameOf(JsonWebToken token) =>
        First(token, "sub") ?? First(token, "client_id") ?? First(token, "azp");

    private static string? First(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue(claim, out string? value) && !string.IsNullOrEmpty(value) ? value : null;

    /// <summary>The scopes of <c>scope</c> and <c>scp</c>, each a text or an array.</summary>
    private static ScopeSet ScopesOf(JsonWebToken token) => ScopeSet.Of(
        token.Claims.Where(claim => claim.Type is "scope" or "scp")
            .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
