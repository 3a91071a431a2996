using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PartyOrleans.Api.Security;

/// <summary>Tokens that the hub's own signing key signs, for development and scripts (HMAC-SHA-256).</summary>
public static class LocalTokens
{
    /// <summary>Who signs them.</summary>
    public const string Issuer = "party-hub";

    /// <summary>Whom they are for where nothing else is configured.</summary>
    public const string DefaultAudience = "party-hub";

    /// <summary>Signs a token.</summary>
    /// <param name="signingKey">32 bytes.</param>
    /// <param name="grant">Whom it lets in.</param>
    /// <param name="now">It is valid from then on.</param>
    public static string Sign(byte[] signingKey, TokenGrant grant, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grant);
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = grant.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + grant.Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = grant.Name, ["scope"] = grant.Scopes.ToString() },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(signingKey), SecurityAlgorithms.HmacSha256),
        });
    }
}

/// <summary>What a token says.</summary>
/// <param name="Name">Whom it is for, as audit log and changes name the caller.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="Lifetime">How long it is valid; above zero.</param>
/// <param name="Audience">The hub it is for.</param>
public sealed record TokenGrant(string Name, ScopeSet Scopes, TimeSpan Lifetime, string Audience = LocalTokens.DefaultAudience);
