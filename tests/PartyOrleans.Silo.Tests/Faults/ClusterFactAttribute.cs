using PartyOrleans.TestKit.PostgreSql;
using PartyOrleans.TestKit.Prometheus;

namespace PartyOrleans.Silo.Tests;

/// <summary>A fact on a cluster that Prometheus watches; skipped, saying why, where Prometheus or PostgreSQL is absent, or a network that it needs cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClusterFactAttribute : FactAttribute
{
    private readonly bool _needsNetwork;

    /// <summary>Looks for the programs.</summary>
    public ClusterFactAttribute() => Skip = PrometheusPrograms.WhyAbsent ?? PostgreSqlPrograms.WhyAbsent;

    /// <summary>Whether a silo needs a network of its own.</summary>
    public bool NeedsNetwork
    {
        get => _needsNetwork;
        init
        {
            _needsNetwork = value;
            Skip ??= value ? NetworkOfItsOwn.WhyAbsent : null;
        }
    }
}
