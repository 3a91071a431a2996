using System.Reflection;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Tests;

/// <summary>A real store whose commits, and look-ups of versions, a test can hold up or make fail; everything else reaches it untouched.</summary>
public class FaultyStore : DispatchProxy
{
    private IPartyStore _store = null!;

    /// <summary>Called before each commit; throws to make it fail.</summary>
    public Func<HubChange, Task> BeforeCommit { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called before versions of records are looked up; throws to make that fail.</summary>
    public Action BeforeVersions { get; set; } = static () => { };

    /// <summary>Wraps a store.</summary>
    public static (IPartyStore Store, FaultyStore Faults) Over(IPartyStore store)
    {
        IPartyStore proxy = Create<IPartyStore, FaultyStore>();
        var faults = (FaultyStore)(object)proxy;
        faults._store = store;
        return (proxy, faults);
    }

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        if (targetMethod.Name == nameof(IPartyStore.FindVersionsAsync))
        {
            BeforeVersions();
        }

        return targetMethod.Name == nameof(IPartyStore.CommitAsync)
            ? CommitAsync((HubChange)args![0]!)
            : targetMethod.Invoke(_store, args);
    }

    private async Task<long> CommitAsync(HubChange change)
    {
        await BeforeCommit(change);
        return await _store.CommitAsync(change, CancellationToken.None);
    }
}
