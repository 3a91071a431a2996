using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving;
using PartyOrleans.Silo.Security;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>TLS between silos, by certificates of authorities made here.</summary>
[NeedsPostgreSql]
public sealed class SiloTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("party-silo-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [StoreFact]
    public async Task Silo_WhenItsCertificateIsNotOfTheCluster_IsNotLetIn()
    {
        string[] ours = Arguments("ours");
        using SiloProcesses cluster = await SiloProcesses.StartAsync(2, ours);

        using (RefusedSilo foreign = RefusedSilo.Start(cluster.Database, Arguments("foreign")))
        {
            await cluster.RefusesAsync(foreign, "Authentication failed");
        }

        using (RefusedSilo plain = RefusedSilo.Start(cluster.Database))
        {
            await cluster.RefusesAsync(plain, "Authentication failed");
        }

        SiloProcess third = await cluster.AddAsync();
        await third.ReadyAsync("cluster", "3 active");
        foreach (SiloProcess silo in cluster.All)
        {
            (await silo.GetAsync("/v1/parties?limit=1"))["items"]!.AsArray().Count.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(true, false, "cluster.tls-ca is missing")]
    [InlineData(false, true, "cluster.tls-certificate is missing")]
    public void Open_WhenHalfOfItIsNamed_SaysWhatIsMissing(bool hasCertificate, bool hasAuthority, string expected)
    {
        SiloOptions files = Files("half");

        Should.Throw<CommandException>(() => Open(files with { TlsCertificate = hasCertificate ? files.TlsCertificate : "", TlsAuthority = hasAuthority ? files.TlsAuthority : "" }))
            .Message.ShouldStartWith(expected);
    }

    [Fact]
    public void Open_WhenNothingIsNamed_IsNoTls() => Open(new SiloOptions()).ShouldBeNull();

    [Fact]
    public void Open_WhenAFileCannotBeUsed_NamesItAndWhatIsExpected()
    {
        SiloOptions files = Files("bad");
        string empty = Path.Combine(_folder, "empty.pem");
        File.WriteAllText(empty, "");

        foreach ((SiloOptions options, string[] told) in ((SiloOptions, string[])[])
        [
            (files with { TlsCertificate = empty }, ["cluster.tls-certificate: " + empty, "expected a certificate with its key"]),
            (files with { TlsAuthority = empty }, ["cluster.tls-ca: " + empty, "expected one certificate or more, PEM, a root among them"]),
            (files with { TlsKey = Path.Combine(_folder, "absent.key") }, ["cluster.tls-certificate: " + files.TlsCertificate, "absent.key"]),
            (files with { TlsKey = Files("other").TlsKey }, ["cluster.tls-certificate: " + files.TlsCertificate]),
            (files with { TlsAuthority = Files("another").TlsAuthority }, ["is not signed by an authority of cluster.tls-ca"]),
        ])
        {
            string message = Should.Throw<CommandException>(() => Open(options)).Message;
            foreach (string part in told)
            {
                message.ShouldContain(part);
            }
        }
    }

    [Fact]
    public void IsOfSilo_WhenACertificateIsOfAnotherAuthorityOrUseOrTime_IsFalse()
    {
        SiloCertificates certificates = Open(Files("ours"))!;
        using X509Certificate2 authority = X509Certificate2.CreateFromPemFile(Path.Combine(_folder, "ours-ca.pem"), Path.Combine(_folder, "ours-ca.key"));
        using X509Certificate2 foreign = X509CertificateLoader.LoadCertificateFromFile(Files("foreign").TlsCertificate);
        using X509Certificate2 silo = Signed(authority, days: 1, "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        using X509Certificate2 server = Signed(authority, days: 1, "1.3.6.1.5.5.7.3.1");
        using X509Certificate2 old = Signed(authority, days: -1, "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");

        ((X509Certificate2[])[certificates.Own, silo, foreign, server, old]).Select(certificates.IsOfSilo).ShouldBe([true, true, false, false, false]);
    }

    [Fact]
    public void Own_WhenItsFileChanges_IsReadAgainAndOneThatIsBrokenIsNot()
    {
        var time = new MovedTime();
        SiloOptions files = Files("moving");
        SiloCertificates certificates = SiloCertificates.Open(files, time, NullLogger.Instance)!;
        string first = certificates.Own.Thumbprint;
        using X509Certificate2 authority = X509Certificate2.CreateFromPemFile(files.TlsAuthority, Path.Combine(_folder, "moving-ca.key"));
        using X509Certificate2 next = Signed(authority, days: 1, "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        using ECDsa key = next.GetECDsaPrivateKey()!;

        Change(files.TlsCertificate, "-----BEGIN CERT", minutes: 1);
        time.Move(TimeSpan.FromSeconds(2));
        certificates.Own.Thumbprint.ShouldBe(first);

        Change(files.TlsCertificate, next.ExportCertificatePem(), minutes: 2);
        Change(files.TlsKey, key.ExportPkcs8PrivateKeyPem(), minutes: 2);
        certificates.Own.Thumbprint.ShouldBe(first, "files are looked at once a second");
        time.Move(TimeSpan.FromSeconds(2));
        certificates.Own.Thumbprint.ShouldBe(next.Thumbprint);
    }

    [Fact]
    public void Open_WhenTheCertificateIsPkcs12_NeedsNoOtherKey()
    {
        SiloOptions files = Files("pfx");
        using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(files.TlsCertificate, files.TlsKey);
        string path = Path.Combine(_folder, "silo.pfx");
        File.WriteAllBytes(path, pem.Export(X509ContentType.Pkcs12));

        Open(files with { TlsCertificate = path, TlsKey = "" })!.Own.Thumbprint.ShouldBe(pem.Thumbprint);
    }

    private static SiloCertificates? Open(SiloOptions options) => SiloCertificates.Open(options, TimeProvider.System, NullLogger.Instance);

    private static void Change(string path, string text, int minutes)
    {
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path) + TimeSpan.FromMinutes(minutes));
    }

    private static X509Certificate2 Signed(X509Certificate2 authority, int days, params string[] uses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. uses.Select(use => new Oid(use))], critical: false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 bare = request.Create(authority, now.AddDays(-2), now.AddDays(days), SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 8));
        return bare.CopyWithPrivateKey(key);
    }

    private string[] Arguments(string name)
    {
        SiloOptions files = Files(name);
        return ["--set", $"cluster.tls-certificate={files.TlsCertificate}", "--set", $"cluster.tls-key={files.TlsKey}", "--set", $"cluster.tls-ca={files.TlsAuthority}"];
    }

    /// <summary>An authority, and a certificate of it, in files.</summary>
    private SiloOptions Files(string name)
    {
        string At(string end) => Path.Combine(_folder, name + end);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 authority = request.CreateSelfSigned(now.AddDays(-3), now.AddDays(3));
        using X509Certificate2 silo = Signed(authority, days: 1, "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        using ECDsa siloKey = silo.GetECDsaPrivateKey()!;
        File.WriteAllText(At("-ca.pem"), authority.ExportCertificatePem());
        File.WriteAllText(At("-ca.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("-silo.pem"), silo.ExportCertificatePem());
        File.WriteAllText(At("-silo.key"), siloKey.ExportPkcs8PrivateKeyPem());
        return new SiloOptions { TlsCertificate = At("-silo.pem"), TlsKey = At("-silo.key"), TlsAuthority = At("-ca.pem") };
    }

    private sealed class MovedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Move(TimeSpan by) => _now += by.Ticks;
    }
}
