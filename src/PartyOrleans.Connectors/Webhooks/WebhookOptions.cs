namespace PartyOrleans.Connectors.Webhooks;

/// <summary>Where a webhook posts, and how.</summary>
public sealed record WebhookOptions
{
    /// <summary>The sink's name, unique within a hub.</summary>
    public required string Name { get; init; }

    /// <summary>Where to: https, or http too where private addresses are allowed.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// The secrets that bodies are signed by, each 24 to 64 bytes: the one in force first, and while receivers change over the one before it.
    /// </summary>
    public required IReadOnlyList<byte[]> Secrets { get; init; }

    /// <summary>Events of one post; 1 (the default) posts each by itself, more post arrays of up to as many, up to 1,000.</summary>
    public int MostPerPost { get; init; } = 1;

    /// <summary>
    /// Whether it may post to addresses that are not public: this machine, a private network, link-local ones. Default false, so that nobody who may
    /// name a webhook reaches what only the hub can.
    /// </summary>
    public bool AllowsPrivate { get; init; }

    /// <summary>The greatest pause that is granted to a receiver that asks for one; default 1 h.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromHours(1);
}
