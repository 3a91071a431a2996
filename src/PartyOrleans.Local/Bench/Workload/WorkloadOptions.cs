namespace PartyOrleans.Local.Bench.Workload;

/// <summary>What callers do to a hub at the same time, how often, for how long, and what the machine costs.</summary>
internal sealed record WorkloadOptions
{
    /// <summary>Records to generate and load where the store holds none.</summary>
    public required int Records { get; init; }

    /// <summary>The same seed gives the same records and the same requests.</summary>
    public required int Seed { get; init; }

    /// <summary>Requests begun a second of each kind, in the order of <see cref="WorkloadKind"/>; 0 for none. Of bulk: records a second.</summary>
    public required IReadOnlyDictionary<WorkloadKind, double> Rates { get; init; }

    /// <summary>How long requests are begun.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long everything may take, generating and loading too.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>Price of an hour of the machine, in any currency.</summary>
    public required double HourPrice { get; init; }

    /// <summary>Price of a gigabyte (10^9 bytes) of the store's disk for a month, in the same currency.</summary>
    public required double GigabyteMonthPrice { get; init; }
}

/// <summary>Kinds of requests.</summary>
internal enum WorkloadKind
{
    /// <summary>A party by its id.</summary>
    Read,

    /// <summary>A search for two names, one misspelt.</summary>
    Search,

    /// <summary>A record put: a new one, or a change of one put before.</summary>
    Live,

    /// <summary>Many records in one stream.</summary>
    Bulk,

    /// <summary>What a steward does: list reviews, answer one, judge a pair.</summary>
    Steward,
}
