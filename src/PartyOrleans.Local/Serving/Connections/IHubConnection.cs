using PartyOrleans.Api.Health;

namespace PartyOrleans.Local.Serving.Connections;

/// <summary>A system that a hub which serves is connected to: it brings records, or is told of what happened.</summary>
internal interface IHubConnection : IAsyncDisposable
{
    /// <summary>Its section and name, such as <c>streams/customers</c>; unique within a hub.</summary>
    string Name { get; }

    /// <summary>How it is; a system that cannot be reached makes a hub degraded, never failed, since the hub can do without.</summary>
    IReadOnlyList<IReadinessCheck> Checks { get; }

    /// <summary>
    /// Whether it is stopped after the hub has committed its last change, as what publishes is; what brings records stops before.
    /// </summary>
    bool OutlivesHub { get; }

    /// <summary>Begins its work in the background, once the hub is ready. Faults of the other system do not throw: they are tried again.</summary>
    void Start();
}
