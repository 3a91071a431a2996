namespace PartyOrleans.Api.Hub;

/// <summary>What a hub can do at the moment.</summary>
public enum HubState
{
    /// <summary>The engine is being restored from the store; reads of the store work.</summary>
    Starting,

    /// <summary>Everything works.</summary>
    Ready,

    /// <summary>A commit failed; the engine is being restored from the store.</summary>
    Recovering,

    /// <summary>No more inputs are taken; what was taken is being committed.</summary>
    Stopping,

    /// <summary>All is committed and closed.</summary>
    Stopped,
}

/// <summary>How a hub is.</summary>
/// <param name="State">What it can do.</param>
/// <param name="Cause">Why it is not ready; empty where it is.</param>
/// <param name="Records">Current records in the engine.</param>
/// <param name="Parties">Current parties in the engine.</param>
/// <param name="Waiting">Submissions that wait for their turn.</param>
/// <param name="LastCommit">The number of the last commit of this hub; 0 before the first since it started.</param>
public sealed record HubStatus(HubState State, string Cause, long Records, long Parties, int Waiting, long LastCommit);
