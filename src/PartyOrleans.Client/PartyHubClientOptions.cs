namespace PartyOrleans.Client;

/// <summary>Where a hub is, who asks, and how patiently.</summary>
public sealed record PartyHubClientOptions
{
    /// <summary>Address of the hub, such as <c>http://127.0.0.1:8080</c>; without a path.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Gives the bearer token (a JWT or an API key) of each request, so that it may be renewed; null sends none.</summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; init; }

    /// <summary>Why personal data is read, for the hub's audit log; null says nothing.</summary>
    public string? Purpose { get; init; }

    /// <summary>How often a request that may be repeated is repeated, 0 to 20; default 5. Raising it outlasts longer failures.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>Wait before the first repetition; doubled each time, with jitter. Default 100 ms. A <c>Retry-After</c> of the hub goes first.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait before a repetition, also where the hub asks for more. Default 10 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one attempt may take to its first byte of answer; default 100 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);
}
