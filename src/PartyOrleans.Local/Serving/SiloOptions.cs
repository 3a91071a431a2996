namespace PartyOrleans.Local.Serving;

/// <summary>How a silo takes part in its cluster. Ids, shards and times are to be the same on all silos of a cluster.</summary>
internal sealed record SiloOptions
{
    /// <summary>Names the cluster: silos of one id over one database find each other. Default <c>party</c>.</summary>
    public string ClusterId { get; init; } = "party";

    /// <summary>Names what the cluster serves, over exchanges of all its silos: reminders and grain states are kept under it. Default <c>party-hub</c>.</summary>
    public string ServiceId { get; init; } = "party-hub";

    /// <summary>Port at which other silos reach this one; default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port at which clients of the cluster that are no silos reach it; default 0, which is none.</summary>
    public int GatewayPort { get; init; }

    /// <summary>
    /// Address or name at which other silos reach this one, and at which it listens for them; empty, the default, is this machine's loopback address
    /// where the API listens there alone, else the address that the machine's name leads to.
    /// </summary>
    public string Address { get; init; } = "";

    /// <summary>Address of this silo's API as other silos reach it; empty, the default, is the first one at which it listens, with the silo's address in place of a wildcard.</summary>
    public string ApiAddress { get; init; } = "";

    /// <summary>File of the certificate that this silo shows to others: PEM or PKCS #12; empty, the default, for connections between silos without TLS.</summary>
    public string TlsCertificate { get; init; } = "";

    /// <summary>File of the certificate's key, PEM; empty, the default, where it is in the certificate's file.</summary>
    public string TlsKey { get; init; } = "";

    /// <summary>File of the authorities, PEM, that sign the certificates of all silos of this cluster, and of nothing else; empty, the default, for no TLS.</summary>
    public string TlsAuthority { get; init; } = "";

    /// <summary>Connections to the database that the silo uses at most, for everything together; default 48.</summary>
    public int Connections { get; init; } = 48;

    /// <summary>How long a silo may be silent before the others go on without it; default 15 s.</summary>
    public TimeSpan FailureTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a silo that is stopped may take to hand over what it holds; default 30 s.</summary>
    public TimeSpan HandOverTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Shards of the block keys; default 32.</summary>
    public int Shards { get; init; } = 32;

    /// <summary>Records that the ledger holds of components touched lately; default 200,000.</summary>
    public int MostHeldRecords { get; init; } = 200_000;

    /// <summary>Contents that a silo holds of records found as candidates; default 200,000.</summary>
    public int MostHeldContents { get; init; } = 200_000;

    /// <summary>Memory that a silo uses for members of blocks, MiB, about; default 4096.</summary>
    public int MemberMiB { get; init; } = 4096;

    /// <summary>How long members of blocks that nothing uses are held; default 1 h.</summary>
    public TimeSpan MemberIdleTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Turns under way at once; default 32.</summary>
    public int MostTurns { get; init; } = 32;

    /// <summary>How long a turn may take before it is given up with its epoch; default 30 s.</summary>
    public TimeSpan TurnTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a submission is tried again where its epoch ended; default 2 min.</summary>
    public TimeSpan RetryTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where files that are sent lie until they are loaded, the same folder for all silos; null, the default, is one of this machine where the API listens there alone, else none.</summary>
    public string? UploadFolder { get; init; }

    /// <summary>Whether the dashboard of the cluster is served, to callers of the scope <c>operate</c>; default true.</summary>
    public bool HasDashboard { get; init; } = true;
}
