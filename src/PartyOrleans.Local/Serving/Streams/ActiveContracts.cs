using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Local.Serving.Streams;

/// <summary>The contracts of the bundle in force, made ready once for each bundle. Safe to be used from several threads.</summary>
/// <param name="hub">Knows the bundle.</param>
/// <param name="ledger">Takes what came from each source.</param>
internal sealed class ActiveContracts(IPartyHub hub, SourceLedger ledger)
{
    private readonly Lock _lock = new();
    private (Bundle? Bundle, SourceContracts Contracts) _last = (null, SourceContracts.None);

    /// <summary>What came from each source.</summary>
    public SourceLedger Ledger => ledger;

    /// <summary>The contracts; while the hub has no bundle at hand, because it is starting or recovering, those it had last.</summary>
    public SourceContracts Current
    {
        get
        {
            Bundle? bundle = hub.Bundle;
            lock (_lock)
            {
                if (bundle is not null && !ReferenceEquals(bundle, _last.Bundle))
                {
                    _last = (bundle, SourceContracts.Of(bundle));
                }

                return _last.Contracts;
            }
        }
    }
}
