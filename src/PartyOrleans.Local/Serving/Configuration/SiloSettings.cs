namespace PartyOrleans.Local.Serving.Configuration;

/// <summary>The settings that only a silo has.</summary>
internal static class SiloSettings
{
    private const int MostPort = 65_535;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Text(
            "cluster.id", "at most 60 letters, digits, dots and hyphens", "Silos of one id over one database are one cluster.",
            options => options.Silo.ClusterId, IsName, (options, id) => options with { Silo = options.Silo with { ClusterId = id } }),
        Setting.Text(
            "cluster.service-id", "at most 60 letters, digits, dots and hyphens", "Reminders and grain states are kept under it; it outlives the cluster's silos.",
            options => options.Silo.ServiceId, IsName, (options, id) => options with { Silo = options.Silo with { ServiceId = id } }),
        Setting.Text(
            "cluster.address", "an IP address or host name; empty for this machine's own", "Where other silos reach this one, and where it listens for them.",
            options => options.Silo.Address, text => text.Length == 0 || Uri.CheckHostName(text) != UriHostNameType.Unknown,
            (options, address) => options with { Silo = options.Silo with { Address = address } }),
        Setting.Text(
            "cluster.api-address", "an address such as http://10.0.0.5:8080; empty for the first of urls", "Where other silos reach this one's API.",
            options => options.Silo.ApiAddress, text => text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"),
            (options, address) => options with { Silo = options.Silo with { ApiAddress = address } }),
        Setting.Whole(
            "cluster.silo-port", "a port", 1, MostPort, "Where other silos reach this one.",
            options => options.Silo.SiloPort, (options, port) => options with { Silo = options.Silo with { SiloPort = (int)port } }),
        Setting.Whole(
            "cluster.gateway-port", "a port; 0 for none", 0, MostPort, "Where clients of the cluster that are no silos reach it.",
            options => options.Silo.GatewayPort, (options, port) => options with { Silo = options.Silo with { GatewayPort = (int)port } }),
        Setting.Text(
            "cluster.tls-certificate", "a file: PEM, or PKCS #12 without a password; empty for no TLS", "The certificate that this silo shows to others, for client and server. A file that changes is read again.",
            options => options.Silo.TlsCertificate, static _ => true, (options, file) => options with { Silo = options.Silo with { TlsCertificate = file } }),
        Setting.Text(
            "cluster.tls-key", "a file, PEM; empty where the key is in the certificate's file", "The key of cluster.tls-certificate.",
            options => options.Silo.TlsKey, static _ => true, (options, file) => options with { Silo = options.Silo with { TlsKey = file } }),
        Setting.Text(
            "cluster.tls-ca", "a file, PEM; empty for no TLS", "The authorities that sign the certificates of this cluster's silos: whoever has one of theirs is let in as a silo.",
            options => options.Silo.TlsAuthority, static _ => true, (options, file) => options with { Silo = options.Silo with { TlsAuthority = file } }),
        Setting.Whole(
            "cluster.connections", "connections", 8, 10_000, "Connections to the database that the silo uses at most, for everything together. Raising it lets more reads run side by side; the server must allow the sum over all silos.",
            options => options.Silo.Connections, (options, most) => options with { Silo = options.Silo with { Connections = (int)most } }),
        Setting.Duration(
            "cluster.failure-time", Second, Hour, "How long a silo may be silent before the others go on without it; one that hangs while its connections stay open has up to four times as long. Raising it forgives longer pauses, and takes longer to recover from a crash.",
            options => options.Silo.FailureTime, (options, time) => options with { Silo = options.Silo with { FailureTime = time } }),
        Setting.Duration(
            "cluster.hand-over-time", Second, Hour, "How long a silo that is stopped may take to hand over what it holds.",
            options => options.Silo.HandOverTime, (options, time) => options with { Silo = options.Silo with { HandOverTime = time } }),
        Setting.Whole(
            "cluster.shards", "shards", 1, 4096, "Shards of the block keys, the same on all silos; changing it takes a stop of all. Raising it spreads hot blocks and memory wider, and costs calls for each batch.",
            options => options.Silo.Shards, (options, shards) => options with { Silo = options.Silo with { Shards = (int)shards } }),
        Setting.Whole(
            "cluster.most-held-records", "records", 0, int.MaxValue, "Records that the ledger holds of components touched lately. Raising it costs memory on the silo that has the ledger and saves reads.",
            options => options.Silo.MostHeldRecords, (options, most) => options with { Silo = options.Silo with { MostHeldRecords = (int)most } }),
        Setting.Whole(
            "cluster.most-held-contents", "records", 0, int.MaxValue, "Contents that a silo holds of records found as candidates. Raising it costs memory and saves reads.",
            options => options.Silo.MostHeldContents, (options, most) => options with { Silo = options.Silo with { MostHeldContents = (int)most } }),
        Setting.Whole(
            "cluster.member-memory", "MiB", 0, 1 << 20, "Memory that a silo uses for members of blocks, about. Lowering it puts away what was not used for the longest time, and reads it from the database when it is needed.",
            options => options.Silo.MemberMiB, (options, most) => options with { Silo = options.Silo with { MemberMiB = (int)most } }),
        Setting.Duration(
            "cluster.member-idle-time", Second, TimeSpan.FromDays(365), "How long members of blocks that nothing uses are held. Lowering it gives memory back sooner, and reads more.",
            options => options.Silo.MemberIdleTime, (options, time) => options with { Silo = options.Silo with { MemberIdleTime = time } }),
        Setting.Whole(
            "cluster.most-turns", "turns", 1, 1000, "Turns under way at once. Raising it hides waiting, and costs memory.",
            options => options.Silo.MostTurns, (options, most) => options with { Silo = options.Silo with { MostTurns = (int)most } }),
        Setting.Duration(
            "cluster.turn-time", Second, Hour, "How long a turn may take before it is given up with its epoch. Raising it takes longer to recover from a silo that died in the midst of one.",
            options => options.Silo.TurnTime, (options, time) => options with { Silo = options.Silo with { TurnTime = time } }),
        Setting.Duration(
            "cluster.retry-time", Second, Hour, "How long a submission is tried again while the cluster recovers. Raising it outlasts longer failures, and lets callers wait longer.",
            options => options.Silo.RetryTime, (options, time) => options with { Silo = options.Silo with { RetryTime = time } }),
        Setting.Text(
            "cluster.upload-folder", "a folder that all silos have at the same path",
            "Where files that are sent lie until they are loaded; empty is a folder of this machine where the API listens there alone, and elsewhere none: files cannot be sent then.",
            options => options.Silo.UploadFolder ?? "", static _ => true, (options, folder) => options with { Silo = options.Silo with { UploadFolder = folder.Length == 0 ? null : folder } }),
        Setting.Choice(
            "cluster.dashboard", [("no", false), ("yes", true)], "Whether the dashboard of the cluster is served at /cluster/, to callers of the scope operate.",
            options => options.Silo.HasDashboard, (options, has) => options with { Silo = options.Silo with { HasDashboard = has } }),
    ];

    private static bool IsName(string text) => text.Length is > 0 and <= 60 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}
