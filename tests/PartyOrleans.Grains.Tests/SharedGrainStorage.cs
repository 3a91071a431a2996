using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Storage;
using PartyOrleans.Grains.State;

namespace PartyOrleans.Grains.Tests;

/// <summary>Stands for the database that grains keep their state in: all silos of a test share it, and it outlives each of them. Not the real one, which the tests of the host have.</summary>
internal sealed class SharedGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (string ETag, int Version, string Json)> _states = new();
    private int _writes;
    private string? _failing;

    /// <summary>Has the next write of a state fail.</summary>
    public void FailNext(string stateName) => _failing = stateName;

    /// <inheritdoc />
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        KeptState state = (KeptState)(object)grainState.State!;
        if (_states.TryGetValue((stateName, grainId), out (string ETag, int Version, string Json) kept))
        {
            (state.Version, state.Json, grainState.ETag, grainState.RecordExists) = (kept.Version, kept.Json, kept.ETag, true);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        KeptState state = (KeptState)(object)grainState.State!;
        lock (_states)
        {
            if (string.Equals(_failing, stateName, StringComparison.Ordinal))
            {
                _failing = null;
                throw new IOException("The database is away.");
            }

            string? now = _states.TryGetValue((stateName, grainId), out (string ETag, int Version, string Json) kept) ? kept.ETag : null;
            if (!string.Equals(now, grainState.ETag, StringComparison.Ordinal))
            {
                throw new InconsistentStateException("Another activation wrote it.", now, grainState.ETag);
            }

            string etag = FormattableString.Invariant($"{++_writes}");
            _states[(stateName, grainId)] = (etag, state.Version, state.Json);
            (grainState.ETag, grainState.RecordExists) = (etag, true);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _states.TryRemove((stateName, grainId), out _);
        return Task.CompletedTask;
    }
}
