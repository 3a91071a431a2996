using System.Text.Json;
using Microsoft.Extensions.Logging;
using PartyOrleans.Grains.State;

namespace PartyOrleans.Grains.Sources;

/// <summary>See <see cref="ISourceGrain"/>. It keeps its totals now and then, not with each call; what a silo that dies has not kept is not counted.</summary>
internal sealed partial class SourceGrain([PersistentState("source", ClusterServices.StorageName)] IPersistentState<KeptState> kept, ILogger<SourceGrain> log) : Grain, ISourceGrain
{
    private static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(10);

    private SourceTotals _totals = new();
    private bool _isChanged;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _totals = SourceForms.Totals.Read(kept.State) ?? _totals;
        this.RegisterGrainTimer(KeepAsync, new GrainTimerCreationOptions(KeepInterval, KeepInterval));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => KeepAsync(cancellationToken);

    /// <inheritdoc />
    public Task<SourceTotals> AddAsync(SourceTotals counted)
    {
        (_totals, _isChanged) = (_totals.Plus(counted), true);
        return Task.FromResult(_totals);
    }

    /// <inheritdoc />
    public Task<SourceTotals> LookAsync() => Task.FromResult(_totals);

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (!_isChanged)
        {
            return;
        }

        try
        {
            _isChanged = false;
            SourceForms.Totals.Write(_totals, kept.State);
            await kept.WriteStateAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            _isChanged = true;
            LogNotKept(failure);
        }
    }

    [LoggerMessage(2120, LogLevel.Warning, "What came of a source could not be kept; trying again")]
    private partial void LogNotKept(Exception failure);
}

/// <summary>See <see cref="ISourcesGrain"/>.</summary>
internal sealed class SourcesGrain([PersistentState("sources", ClusterServices.StorageName)] IPersistentState<KeptState> kept) : Grain, ISourcesGrain
{
    /// <summary>Sources that are told apart over all silos; what more there are is not counted.</summary>
    private const int MostSources = 1000;

    private SortedSet<string> _names = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _names = new SortedSet<string>(SourceForms.Names.Read(kept.State) ?? [], StringComparer.Ordinal);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<string[]> AddAsync(string[] names)
    {
        string[] added = [.. names.Where(name => !_names.Contains(name)).Take(Math.Max(0, MostSources - _names.Count))];
        if (added.Length > 0)
        {
            string[] all = [.. _names.Concat(added).Order(StringComparer.Ordinal)];
            SourceForms.Names.Write(all, kept.State);
            await kept.WriteStateAsync();
            _names.UnionWith(added);
        }

        return [.. _names];
    }
}

/// <summary>The forms in which they are kept.</summary>
internal static class SourceForms
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Of the totals of a source.</summary>
    public static StateForm<SourceTotals> Totals { get; } = new(Options);

    /// <summary>Of the names.</summary>
    public static StateForm<string[]> Names { get; } = new(Options);
}
