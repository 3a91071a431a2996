using Orleans.Connections.Security;

namespace PartyOrleans.Silo.Security;

/// <summary>TLS between silos: both sides of a connection show a certificate, and only those of the cluster's authorities are let in.</summary>
internal static class SiloTls
{
    /// <summary>Asked for by clients of a connection; certificates are not held against it.</summary>
    private const string TargetHost = "party-silo";

    /// <summary>Adds it to a silo, for connections in both directions and for clients of the cluster.</summary>
    public static void AddTo(ISiloBuilder orleans, SiloCertificates certificates) => orleans.UseTls(tls =>
    {
        tls.LocalCertificate = certificates.Own; // asked for, though what the selectors give comes before it
        tls.LocalServerCertificateSelector = (_, _) => certificates.Own;
        tls.LocalClientCertificateSelector = (_, _, _, _, _) => certificates.Own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, _, _) => certificates.IsOfSilo(certificate);
        tls.OnAuthenticateAsClient = static (_, client) => client.TargetHost = TargetHost;
    });
}
