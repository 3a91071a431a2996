using PartyOrleans.TestKit.Kafka;
using PartyOrleans.TestKit.PostgreSql;
using PartyOrleans.TestKit.Prometheus;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>A fact on a hub with everything around it; skipped, saying why, where Prometheus, PostgreSQL or Kafka's native library is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LiveFactAttribute : FactAttribute
{
    public LiveFactAttribute() => Skip = WhySkipped;

    /// <summary>Why such tests cannot run here; null where they can.</summary>
    public static string? WhySkipped => PrometheusPrograms.WhyAbsent ?? PostgreSqlPrograms.WhyAbsent ?? KafkaPrograms.WhyNoLibrary;
}
