namespace PartyOrleans.Storage;

/// <summary>What an acknowledged commit survives.</summary>
public enum Durability
{
    /// <summary>
    /// The log is forced to disk before a commit is acknowledged: acknowledged changes survive a killed process, a crashed
    /// system and a loss of power (as far as the disk keeps its word). Costs one flush of the disk per commit.
    /// </summary>
    Full = 0,

    /// <summary>
    /// The log is forced to disk only at checkpoints: acknowledged changes survive a killed process, but the last ones may be
    /// lost, whole and in order, when the system crashes or power fails. The store is never left half-written.
    /// </summary>
    Normal = 1,
}
