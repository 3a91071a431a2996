using PartyOrleans.Model;

namespace PartyOrleans.Api.Loads;

/// <summary>Makes what inputs of zones are loaded into, for hubs of which several processes do that work.</summary>
public interface ILoadTargets
{
    /// <summary>Makes a target; for one look through a zone, whose inputs it takes one after the other.</summary>
    /// <param name="origin">Who loads, and why.</param>
    /// <param name="lifetime">Ends waiting for what was handed over; it may be committed all the same.</param>
    ILoadTarget For(ChangeOrigin origin, CancellationToken lifetime);
}
