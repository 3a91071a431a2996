namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>Which alerts the tests have to see fire and end that break a cluster of silos, which needs packages that not every registry has.</summary>
internal static class ClusterAlerts
{
    /// <summary>Those that can be tried wherever silos run.</summary>
    public static IReadOnlyList<string> Anywhere { get; } =
    [
        "PartyClusterCallsTimedOut", "PartyClusterEpochsEnding", "PartyClusterHealthChecksFailing", "PartyClusterMessagesLost", "PartyClusterPingsMissed", "PartyClusterSiloMissing",
        "PartyClusterStorageFailing", "PartyClusterTurnsLong",
    ];

    /// <summary>Those for which a silo needs a network of its own.</summary>
    public static IReadOnlyList<string> OfANetwork { get; } = ["PartyClusterSilosDisagree"];
}
