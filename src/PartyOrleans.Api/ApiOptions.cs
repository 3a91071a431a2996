namespace PartyOrleans.Api;

/// <summary>Bounds of the service.</summary>
public sealed record ApiOptions
{
    /// <summary>Where to listen: <c>http://127.0.0.1:8080</c>; port 0 lets the system choose.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:8080"];

    /// <summary>Longest body of a request that is not a stream, bytes; a longer one is refused.</summary>
    public long MaxBodyBytes { get; init; } = 1 << 20;

    /// <summary>How often an idle WebSocket is asked whether the other side is there.</summary>
    public TimeSpan SocketKeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections at once; further ones are closed. Default 10,000.</summary>
    public long MaxConnections { get; init; } = 10_000;

    /// <summary>Longest headers of a request together, bytes; default 16 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 16 << 10;

    /// <summary>Slowest rate at which a body is taken or an answer read, bytes a second, once <see cref="SlowTime"/> has passed; default 240.</summary>
    public double MinBytesPerSecond { get; init; } = 240;

    /// <summary>How long a client may be slow: with its headers, and below the least rate. Default 10 s, above 1 s.</summary>
    public TimeSpan SlowTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stop may take before requests under way are cut off.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(10);
}
