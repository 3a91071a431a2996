using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving;

namespace PartyOrleans.Silo.Security;

/// <summary>
/// The certificate that a silo shows to others, and the authorities whose certificates make a silo one of the cluster. Files that changed are read again with the
/// next connection; while they cannot be read, what was read last holds.
/// </summary>
internal sealed partial class SiloCertificates
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly SiloOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private Read _read;
    private string _seen;
    private long _lookedAt;

    private SiloCertificates(SiloOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        (_seen, _lookedAt) = (Stamp(), time.GetTimestamp());
        _read = ReadFiles();
    }

    /// <summary>The silo's own certificate, with its key.</summary>
    public X509Certificate2 Own => Newest().Own;

    /// <summary>Reads the files that the options name.</summary>
    /// <returns>Null where they name none: silos then speak without TLS.</returns>
    /// <exception cref="CommandException">They name some, but not all; or what they name cannot be used.</exception>
    public static SiloCertificates? Open(SiloOptions options, TimeProvider time, ILogger log)
    {
        if (options is { TlsCertificate.Length: 0, TlsKey.Length: 0, TlsAuthority.Length: 0 })
        {
            return null;
        }

        if (options.TlsCertificate.Length == 0 || options.TlsAuthority.Length == 0)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{(options.TlsCertificate.Length == 0 ? "cluster.tls-certificate" : "cluster.tls-ca")} is missing: TLS between silos takes the silo's certificate (cluster.tls-certificate) and the authorities that sign those of all silos (cluster.tls-ca).");
        }

        return new SiloCertificates(options, time, log);
    }

    /// <summary>Whether a certificate is that of a silo: signed by one of the authorities, and in its time. Names are not looked at, since silos find each other by address.</summary>
    public bool IsOfSilo(X509Certificate2 certificate) => IsSigned(certificate, Newest().Authorities);

    private static bool IsSigned(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerUse));
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientUse));
        foreach (X509Certificate2 authority in authorities)
        {
            (IsRoot(authority) ? chain.ChainPolicy.CustomTrustStore : chain.ChainPolicy.ExtraStore).Add(authority);
        }

        return chain.Build(certificate);
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private Read Newest()
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_lookedAt) < LookInterval)
            {
                return _read;
            }

            _lookedAt = _time.GetTimestamp();
            string stamp = Stamp();
            if (!string.Equals(stamp, _seen, StringComparison.Ordinal))
            {
                try
                {
                    _read = ReadFiles(); // the one before may be in use by a handshake, so it is left to the collector
                    _seen = stamp;
                    LogRead(_read.Own.NotAfter.ToUniversalTime());
                }
                catch (CommandException unreadable)
                {
                    LogUnreadable(unreadable.Message);
                }
            }

            return _read;
        }
    }

    private string Stamp() => string.Join('|', ((string[])[_options.TlsCertificate, _options.TlsKey, _options.TlsAuthority]).Where(path => path.Length > 0)
        .Select(path => FormattableString.Invariant($"{File.GetLastWriteTimeUtc(path).Ticks}")));

    private Read ReadFiles()
    {
        X509Certificate2 own = Usable("cluster.tls-certificate", _options.TlsCertificate, "a certificate with its key: PEM, the key in it or in cluster.tls-key, or PKCS #12 without a password", path =>
            Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12"
                ? X509CertificateLoader.LoadPkcs12FromFile(path, password: null)
                : X509Certificate2.CreateFromPemFile(path, _options.TlsKey.Length == 0 ? path : _options.TlsKey));
        X509Certificate2Collection authorities = Usable("cluster.tls-ca", _options.TlsAuthority, "one certificate or more, PEM, a root among them", path =>
        {
            X509Certificate2Collection all = [];
            all.ImportFromPemFile(path);
            return all.Any(IsRoot) ? all : throw new CryptographicException("There is no root in it.");
        });
        if (!own.HasPrivateKey)
        {
            throw new CommandException(ExitCode.Usage, $"cluster.tls-certificate: {_options.TlsCertificate} has no private key; name its file as cluster.tls-key.");
        }

        return IsSigned(own, authorities) ? new Read(own, authorities) : throw new CommandException(
            ExitCode.Usage, $"cluster.tls-certificate: {_options.TlsCertificate} is not signed by an authority of cluster.tls-ca ({_options.TlsAuthority}), not in its time, or not for both client and server.");
    }

    private static T Usable<T>(string setting, string path, string expected, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CommandException(ExitCode.Usage, $"{setting}: {path} cannot be used ({failure.Message.TrimEnd('.')}); expected {expected}.", failure);
        }
    }

    [LoggerMessage(2130, LogLevel.Information, "The certificate that this silo shows to others was read again; it holds until {NotAfter:u}")]
    private partial void LogRead(DateTime notAfter);

    [LoggerMessage(2131, LogLevel.Warning, "The files of TLS between silos changed and cannot be used; what was read before holds: {Cause}")]
    private partial void LogUnreadable(string cause);

    private sealed record Read(X509Certificate2 Own, X509Certificate2Collection Authorities);
}
