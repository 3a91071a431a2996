using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;
using PartyOrleans.Api.Security;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;

namespace PartyOrleans.Api.Tests.Security;

public sealed class AuthenticatorTests : IDisposable
{
    private const string Authority = "https://login.example.org/tenant";
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly RSA AuthorityKey = RSA.Create(2048);
    private static readonly RSA OtherKey = RSA.Create(2048);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access");
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly SqliteAccessStore _access;
    private readonly LocalLink _link = new("link-token");
    private readonly Authenticator _authenticator;

    public AuthenticatorTests()
    {
        _access = SqliteAccessStore.Open(Path.Combine(_folder.FullName, "a.access"));
        var options = new SecurityOptions { Authority = new Uri(Authority) };
        _authenticator = new Authenticator(
            new JwtValidation(options, _access, _time, new Documents()), _access, options, _time, _link);
    }

    public void Dispose()
    {
        _access.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Find_WhenSignedByTheHub_TellsNameAndScopes()
    {
        string token = LocalTokens.Sign(_access.SigningKey(), Grant(), Noon);

        Identity holder = (await _authenticator.FindAsync(token))!;

        (holder.Name, holder.Via, holder.Scopes.ToString()).ShouldBe(("ann", "jwt", "read write"));
    }

    [Fact]
    public async Task Find_WhenTheHubHasNoSigningKeyYet_TakesTokensOnceItHas()
    {
        string early = LocalTokens.Sign(new byte[32], Grant(), Noon);
        (await _authenticator.FindAsync(early)).ShouldBeNull();

        string token = LocalTokens.Sign(_access.SigningKey(), Grant(), Noon);

        (await _authenticator.FindAsync(token)).ShouldNotBeNull();
        (await _authenticator.FindAsync(early)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_WhenSignedByTheAuthority_TellsNameAndScopes()
    {
        Identity holder = (await _authenticator.FindAsync(Token(scope: "read read:pii other")))!;

        (holder.Name, holder.Via, holder.Scopes.ToString()).ShouldBe(("ann", "jwt", "read read:pii"));
    }

    [Fact]
    public async Task Find_WhenScopesAreAnArray_TakesThem()
    {
        string token = Token(more: new Dictionary<string, object>(StringComparer.Ordinal) { ["scp"] = new[] { "write", "steward" } }, scope: null);

        (await _authenticator.FindAsync(token))!.Scopes.ToString().ShouldBe("write steward");
    }

    [Fact]
    public async Task Find_WhenNoScopes_HasNone() =>
        (await _authenticator.FindAsync(Token(scope: null)))!.Scopes.ShouldBe(ScopeSet.None);

    public static TheoryData<string> Hostile => new(
        "none", "none with a signature", "None", "empty signature", "wrong key", "wrong audience", "two audiences, none right", "no audience",
        "wrong issuer", "no issuer", "hub's issuer with the authority's key", "authority's public key as shared secret", "expired", "not yet valid",
        "no expiry", "no subject", "truncated", "cut in the payload", "payload altered", "header altered", "not base64", "two dots", "empty",
        "encrypted", "key in the header", "key address in the header", "too long", "expired, signed by the hub", "wrong key, signed by the hub",
        "wrong audience, signed by the hub", "strong hash, signed by the hub");

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Find_WhenTokenIsHostile_IsNobody(string kind) => (await _authenticator.FindAsync(HostileToken(kind))).ShouldBeNull();

    [Theory]
    [InlineData(-29, true)]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public async Task Find_WhenClocksDiffer_AllowsTheSkewAndNoMore(int secondsAfterEnd, bool isTaken)
    {
        string token = Token();
        _time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(secondsAfterEnd));

        ((await _authenticator.FindAsync(token)) is not null).ShouldBe(isTaken);
    }

    [Fact]
    public async Task Find_WhenRememberedTokenEnds_IsNobody()
    {
        string token = Token();
        (await _authenticator.FindAsync(token)).ShouldNotBeNull();

        _time.Advance(TimeSpan.FromHours(2));

        (await _authenticator.FindAsync(token)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_WhenKeyIsRevoked_EndsWithinTheRecheck()
    {
        string text = AddKey();
        (await _authenticator.FindAsync(text))!.Scopes.ToString().ShouldBe("read");
        ApiKeyText.TryParse(text, out string id, out _).ShouldBeTrue();

        _access.Revoke(id, Noon);
        _time.Advance(TimeSpan.FromSeconds(2));

        (await _authenticator.FindAsync(text)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_WhenKeyIsRotated_BothHoldUntilTheOverlapEnds()
    {
        string old = AddKey();
        ApiKeyText.TryParse(old, out string id, out _).ShouldBeTrue();
        (string successor, string successorId, byte[] hash) = ApiKeyText.Create();
        _access.Replace(id, Key(successorId, hash), Noon.AddDays(7)).ShouldBeTrue();

        _time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        (await _authenticator.FindAsync(old))!.Client.ShouldBe("key:" + id);
        (await _authenticator.FindAsync(successor))!.Client.ShouldBe("key:" + successorId);

        _time.Advance(TimeSpan.FromTicks(1));
        (await _authenticator.FindAsync(old)).ShouldBeNull();
        (await _authenticator.FindAsync(successor)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Find_WhenKeyIsNotWhole_IsNobody()
    {
        string text = AddKey();
        string[] wrong =
        [
            text[..^1], text + "A", text[..^1] + (text[^1] == 'A' ? 'B' : 'A'), text.ToUpperInvariant(), "ph_" + text[3..].Replace('_', '-'),
            text[..16] + new string('A', 43), "ph_", "ph_' OR 1=1 --_" + text[16..],
        ];

        foreach (string one in wrong)
        {
            (await _authenticator.FindAsync(one)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Find_WhenLinkToken_IsTheLocalUserWithEveryScope()
    {
        (await _authenticator.FindAsync("link-token"))!.Scopes.ShouldBe(ScopeSet.All);
        (await _authenticator.FindAsync("link-toke")).ShouldBeNull();
        (await _authenticator.FindAsync(_link.Session)).ShouldBeNull();
    }

    [Fact]
    public void Create_WhenTwice_GivesKeysThatShareNothing()
    {
        (string one, string id, byte[] hash) = ApiKeyText.Create();
        (string two, _, _) = ApiKeyText.Create();

        one.ShouldNotBe(two);
        one.Length.ShouldBe(59);
        one.ShouldStartWith($"ph_{id}_");
        hash.ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(one[16..])));
    }

    private string AddKey()
    {
        (string text, string id, byte[] hash) = ApiKeyText.Create();
        _access.Add(Key(id, hash));
        return text;
    }

    private static ApiKey Key(string id, byte[] hash) =>
        new() { Id = id, Name = "loader", Scopes = "read", SecretHash = hash, Created = Noon };

    private static TokenGrant Grant() => new("ann", ScopeSet.Of(["read", "write"]), TimeSpan.FromHours(1));

    private static string Token(
        RSA? key = null, string? issuer = Authority, string? audience = "party-hub", double from = 0, double? until = 60, string? scope = "read",
        string? subject = "ann", Dictionary<string, object>? more = null, string algorithm = SecurityAlgorithms.RsaSha256)
    {
        Dictionary<string, object> claims = more ?? new Dictionary<string, object>(StringComparer.Ordinal);
        if (scope is not null)
        {
            claims["scope"] = scope;
        }

        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = Noon.AddMinutes(from).UtcDateTime,
            Expires = until is { } ends ? Noon.AddMinutes(ends).UtcDateTime : null,
            Claims = claims,
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(key ?? AuthorityKey) { KeyId = "k1" }, algorithm),
        });
    }

    private string HostileToken(string kind)
    {
        byte[] shared = _access.SigningKey();
        string good = Token();
        string[] parts = good.Split('.');
        return kind switch
        {
            "none" => Unsigned("none") + ".",
            "none with a signature" => $"{Unsigned("none")}.{parts[2]}",
            "None" => Unsigned("None") + ".",
            "empty signature" => $"{parts[0]}.{parts[1]}.",
            "wrong key" => Token(OtherKey),
            "wrong audience" => Token(audience: "another-hub"),
            "two audiences, none right" => Token(audience: null, more: new Dictionary<string, object>(StringComparer.Ordinal) { ["aud"] = new[] { "a", "b" } }),
            "no audience" => Token(audience: null),
            "wrong issuer" => Token(issuer: "https://login.example.com/tenant"),
            "no issuer" => Token(issuer: null),
            "hub's issuer with the authority's key" => Token(issuer: LocalTokens.Issuer),
            "authority's public key as shared secret" => Shared(AuthorityKey.ExportSubjectPublicKeyInfo(), Authority),
            "expired" => Token(from: -120, until: -60),
            "not yet valid" => Token(from: 5),
            "no expiry" => Token(until: null),
            "no subject" => Token(subject: null),
            "truncated" => good[..^5],
            "cut in the payload" => $"{parts[0]}.{parts[1][..10]}",
            "payload altered" => $"{parts[0]}.{Altered(parts[1], "\"read\"", "\"admin\"")}.{parts[2]}",
            "header altered" => $"{Altered(parts[0], "k1", "k2")}.{parts[1]}.{parts[2]}",
            "not base64" => "ä.ö.ü",
            "two dots" => "..",
            "empty" => "",
            "encrypted" => "a.b.c.d.e",
            "key in the header" => WithHeader($"\"jwk\":{JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(OtherKey.ExportParameters(false))).N.Length}"),
            "key address in the header" => WithHeader("\"jku\":\"https://attacker.example/keys\",\"x5u\":\"https://attacker.example/cert\""),
            "too long" => Token(more: new Dictionary<string, object>(StringComparer.Ordinal) { ["pad"] = new string('x', 9000) }),
            "expired, signed by the hub" => LocalTokens.Sign(shared, Grant(), Noon.AddHours(-2)),
            "wrong key, signed by the hub" => LocalTokens.Sign(SHA256.HashData(shared), Grant(), Noon),
            "wrong audience, signed by the hub" => LocalTokens.Sign(shared, Grant() with { Audience = "another-hub" }, Noon),
            "strong hash, signed by the hub" => Shared([.. shared, .. shared], LocalTokens.Issuer, SecurityAlgorithms.HmacSha512),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such token."),
        };
    }

    private static string Unsigned(string algorithm) =>
        $"{Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{Token().Split('.')[1]}";

    private static string Altered(string part, string from, string to) =>
        Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(part).Replace(from, to, StringComparison.Ordinal));

    /// <summary>A token that the other key signed and whose header offers that key.</summary>
    private static string WithHeader(string member)
    {
        string signed = $"{Base64UrlEncoder.Encode($$"""{"alg":"RS256","typ":"JWT",{{member}}}""")}.{Token().Split('.')[1]}";
        byte[] signature = OtherKey.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static string Shared(byte[] secret, string issuer, string algorithm = SecurityAlgorithms.HmacSha256) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = "party-hub",
            NotBefore = Noon.UtcDateTime,
            Expires = Noon.AddHours(1).UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "ann", ["scope"] = "admin" },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(secret), algorithm),
        });

    /// <summary>What the authority publishes, without the network.</summary>
    private sealed class Documents : IDocumentRetriever
    {
        public Task<string> GetDocumentAsync(string address, CancellationToken cancel)
        {
            RSAParameters key = AuthorityKey.ExportParameters(includePrivateParameters: false);
            return Task.FromResult(address switch
            {
                Authority + "/.well-known/openid-configuration" => $$"""{"issuer":"{{Authority}}","jwks_uri":"{{Authority}}/keys"}""",
                Authority + "/keys" =>
                    $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"k1","n":"{{Base64UrlEncoder.Encode(key.Modulus)}}","e":"{{Base64UrlEncoder.Encode(key.Exponent)}}"}]}""",
                _ => throw new IOException($"Nothing is published at {address}."),
            });
        }
    }
}
