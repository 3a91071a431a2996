namespace PartyOrleans.Local.Serving.Connections;

/// <summary>Makes a connection once the hub is there.</summary>
/// <param name="parts">What it stands on.</param>
internal delegate IHubConnection MakeConnection(ConnectionParts parts);

/// <summary>A section of the connections file.</summary>
/// <param name="Name">Its name: <c>zones</c>, <c>streams</c>, <c>sinks</c>, <c>pipelines</c>.</param>
/// <param name="Read">Reads and checks one item of it in full; nothing is connected yet.</param>
internal sealed record ConnectionSection(string Name, Func<ConnectionNode, MakeConnection> Read);
