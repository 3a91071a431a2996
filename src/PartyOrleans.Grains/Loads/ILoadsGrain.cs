namespace PartyOrleans.Grains.Loads;

/// <summary>The list of loads: gives out ids, bounds how many go on at once, and wakes those whose silo died.</summary>
[Alias("party.loads")]
public interface ILoadsGrain : IGrainWithIntegerKey
{
    /// <summary>Starts a load; its id and time are given here.</summary>
    /// <returns>How it is; null where too many go on already.</returns>
    [Alias("start")]
    Task<LoadReport?> StartAsync(LoadOrder order);

    /// <summary>The loads, newest first; of those that ended the last hundred.</summary>
    [Alias("list")]
    Task<LoadReport[]> ListAsync();

    /// <summary>A load ended.</summary>
    [Alias("ended")]
    Task EndedAsync(LoadReport report);

    /// <summary>Sees that the loads that were begun go on.</summary>
    [Alias("keep")]
    Task KeepAsync();
}
