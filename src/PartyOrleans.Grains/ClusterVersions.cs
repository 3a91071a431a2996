namespace PartyOrleans.Grains;

/// <summary>
/// Versions of what silos say to each other. It goes up when a method comes or changes its meaning: silos of the version before can still call the
/// new ones, and what the new ones call is moved to them, so old and new silos serve side by side while a cluster is upgraded. Members of messages
/// are added with the next free number and never taken away; the tests hold the bytes of each.
/// </summary>
public static class ClusterVersions
{
    /// <summary>The version of this program.</summary>
    public const ushort Current = 2;
}
