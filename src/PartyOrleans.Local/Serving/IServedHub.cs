using PartyOrleans.Api.Hub;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <summary>A hub as what surrounds it in a host sees it, whatever engine it runs on.</summary>
internal interface IServedHub : IPartyHub
{
    /// <summary>The store that reads are answered from; only the hub changes it.</summary>
    IPartyStore Store { get; }

    /// <summary>Another bundle decides from now on, or the same one after a restart of the engine.</summary>
    event Action<Bundle>? BundleChanged;

    /// <summary>A submission that came through this process was committed. Its callers wait: to be quick.</summary>
    event Action<Submission>? Taken;

    /// <summary>Completes once the hub was ready for the first time.</summary>
    Task ReadyAsync(CancellationToken cancellationToken);
}
