using System.Reflection;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Tests;

/// <summary>All that a ledger asks of a store.</summary>
public interface ILedgerStore : IPartyStore, IPartyParts, IErasures, ISearchProjection;

/// <summary>A real store of which a commit can be made whose outcome its caller does not learn; everything else reaches it untouched.</summary>
public class UnclearStore : DispatchProxy
{
    private IPartyStore _store = null!;
    private Func<HubChange, bool> _isUnclear = null!;

    /// <summary>Wraps a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="isUnclear">Whether a commit is to be made and then reported as failed.</param>
    public static IPartyStore Over(IPartyStore store, Func<HubChange, bool> isUnclear)
    {
        ILedgerStore proxy = Create<ILedgerStore, UnclearStore>();
        ((UnclearStore)(object)proxy)._store = store;
        ((UnclearStore)(object)proxy)._isUnclear = isUnclear;
        return proxy;
    }

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        return targetMethod.Name == nameof(IPartyStore.CommitAsync) ? CommitAsync((HubChange)args![0]!) : targetMethod.Invoke(_store, args);
    }

    private async Task<long> CommitAsync(HubChange change)
    {
        long commit = await _store.CommitAsync(change, CancellationToken.None);
        return _isUnclear(change) ? throw new StoreException("The connection broke before the answer came.", isTransient: true) : commit;
    }
}
