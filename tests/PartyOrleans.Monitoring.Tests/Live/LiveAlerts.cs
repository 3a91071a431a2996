using PartyOrleans.Monitoring.Tests.Live.Faults;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>Which alerts which tests have to see fire and end; each of these tests holds what it saw against its list, and another one holds the documentation against them.</summary>
internal static class LiveAlerts
{
    /// <summary>Those of <see cref="LiveMonitoringTests"/>.</summary>
    public static IReadOnlyList<string> OfMonitoringTests { get; } =
    [
        "AlertsNotDelivered", "PartyHubAbsent", "PartyHubAccessDenied", "PartyHubBackupOld", "PartyHubBreakerOpen", "PartyHubCallersRefused", "PartyHubCommitFailing",
        "PartyHubDeadLettersRising", "PartyHubDown", "PartyHubErrorBudgetBurnsFast", "PartyHubPartDegraded", "PartyHubPartFailed", "PartyHubPipelineFailed",
        "PartyHubPipelineLate", "PartyHubQualityFailed", "PartyHubQueueLong", "PartyHubSinkDisabled", "PartyHubSinkFailing", "PartyHubSourceDrift", "PartyHubSourceRefused",
        "PartyHubSourceStale", "PartyHubStreamDisconnected", "PartyHubZoneFailing", "PostgresConnectionsHigh", "PostgresDeadlocks", "PostgresDown", "PostgresExporterDown",
        "Watchdog",
    ];

    /// <summary>Those of <see cref="FaultTests"/>. A disk that fills up needs a small one.</summary>
    public static IReadOnlyList<string> OfFaultTests { get; } = SmallDisk.WhyAbsent is null
        ? OfFaultTestsWhereAllCanRun
        : [.. OfFaultTestsWhereAllCanRun.Except(["PartyHubDiskFillsUp"], StringComparer.Ordinal)];

    /// <summary>Those of <see cref="FaultTests"/> on a machine on which a small volume can be mounted.</summary>
    public static IReadOnlyList<string> OfFaultTestsWhereAllCanRun =>
    [
        "AlertmanagerNotificationsFail", "PartyHubBackupMissing", "PartyHubBackupUnproven", "PartyHubCommitSlow", "PartyHubCpuSaturated", "PartyHubDeadLettersOld",
        "PartyHubDiskFillsUp", "PartyHubDown", "PartyHubErrorBudgetBurnsSlowly", "PartyHubGarbageCollecting", "PartyHubMemoryHigh", "PartyHubNotReady", "PartyHubRestarting", "PartyHubReviewsPileUp",
        "PartyHubSearchBehind", "PartyHubSinkLagging", "PartyHubStoreLogLarge", "PartyHubStreamLagging", "PartyHubStreamOffsetsLost", "PartyHubStreamRebalancing",
        "PartyHubStreamRetrying", "PostgresArchiveFailing", "PostgresArchiveLate", "PostgresCacheMissing", "PostgresTransactionLong", "RulesFailing",
    ];
}
