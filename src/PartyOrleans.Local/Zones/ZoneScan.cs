using System.Runtime.CompilerServices;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Zones;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving;

namespace PartyOrleans.Local.Zones;

/// <summary>
/// One look through a zone: objects that the manifest does not have, or has in another version, are loaded in the order of their keys. An object
/// that cannot be read does not keep the next ones back; a zone that cannot be read ends the look, and what was committed stays.
/// </summary>
internal sealed class ZoneScan
{
    private const int MostFailures = 20;

    private readonly IObjectZone _zone;
    private readonly RawZoneOptions _options;
    private readonly ILoadTarget _target;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];
    private ZoneScanStatus _status;
    private long _listed;
    private string? _firstLeft;
    private string _lastListed = "";

    /// <summary>Begins.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="options">How it is loaded from.</param>
    /// <param name="target">What is loaded into.</param>
    /// <param name="time">Clock.</param>
    public ZoneScan(IObjectZone zone, RawZoneOptions options, ILoadTarget target, TimeProvider time)
    {
        (_zone, _options, _target, _time) = (zone, options, target, time);
        _status = new ZoneScanStatus(time.GetUtcNow(), null, 0, 0, 0, 0, 0, 0, 0, []);
    }

    /// <summary>Objects that are not looked at again, with the version in which they could not be read.</summary>
    public IReadOnlyDictionary<string, string> Broken { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Told of an object that cannot be loaded, with its version and the reason; from one thread.</summary>
    public Action<ZoneObject, InputException> Failed { get; init; } = static (_, _) => { };

    /// <summary>Objects passed over since they are too young; they are to be looked at later.</summary>
    public long Unsettled { get; private set; }

    /// <summary>The greatest key before which everything is loaded, after a look that ended: where a zone of ascending keys is gone on with.</summary>
    public string DoneUpTo { get; private set; } = "";

    /// <summary>What was done so far.</summary>
    public ZoneScanStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status with { Listed = Interlocked.Read(ref _listed), Failures = [.. _failures] };
            }
        }
    }

    /// <summary>Looks through the zone.</summary>
    /// <param name="request">What of it.</param>
    /// <param name="after">The key after which listing begins; empty for the start.</param>
    /// <param name="cancellationToken">Stops; what was committed stays.</param>
    /// <exception cref="ZoneException">The zone cannot be read.</exception>
    public async Task<ZoneScanStatus> RunAsync(ZoneRequest request, string after, CancellationToken cancellationToken)
    {
        var loads = new ObjectLoads(new FileLoad(_target, _options.Input, NoProgress.Instance), _options.ObjectsAhead);
        _lastListed = after;
        try
        {
            await foreach (FileLoadResult result in loads.RunAsync(FindAsync(request, after, cancellationToken), static (_, _) => { }, GoesOn, cancellationToken))
            {
                lock (_lock)
                {
                    _status = result.WasLoaded ? _status with { Unchanged = _status.Unchanged + 1 } : _status with
                    {
                        Loaded = _status.Loaded + 1,
                        Records = _status.Records + result.Accepted,
                        Rejected = _status.Rejected + result.Rejected,
                        Changed = _status.Changed + result.Changed,
                    };
                }
            }

            DoneUpTo = _firstLeft is null ? _lastListed : after;
        }
        catch (InputException failure) when (failure.InnerException is ZoneException zone)
        {
            throw new ZoneException(failure.Message, zone.Fault, failure);
        }
        finally
        {
            lock (_lock)
            {
                _status = _status with { EndedAt = _time.GetUtcNow() };
            }
        }

        return Status;
    }

    private async IAsyncEnumerable<InputFile> FindAsync(ZoneRequest request, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset settled = _time.GetUtcNow() - _options.Settle;
        await foreach (ZoneObject found in CandidatesAsync(request, after, cancellationToken))
        {
            if (found.Size == 0 || !InputFiles.IsData(found.Key))
            {
                continue;
            }

            Interlocked.Increment(ref _listed);
            _lastListed = found.Key;
            if (found.ChangedAt > settled)
            {
                Unsettled++;
                _firstLeft ??= found.Key;
            }
            else if (Broken.TryGetValue(found.Key, out string? version) && string.Equals(version, found.ETag, StringComparison.Ordinal))
            {
                _firstLeft ??= found.Key;
            }
            else
            {
                yield return InputFile.Of(_zone, found) with { Source = SourceOf(_options, found.Key) };
            }
        }
    }

    private async IAsyncEnumerable<ZoneObject> CandidatesAsync(ZoneRequest request, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string key in request.Keys)
        {
            if (await _zone.FindAsync(key, cancellationToken) is { } found)
            {
                yield return found;
            }
        }

        if (request.Prefix is { } prefix)
        {
            await foreach (ZoneObject found in _zone.ListAsync(prefix, after, cancellationToken))
            {
                yield return found;
            }
        }
    }

    /// <summary>The source of an object by its place; null where the options or the object's name say it.</summary>
    internal static string? SourceOf(RawZoneOptions options, string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        return options.Source == ZoneSource.FirstFolder && slash > 0 ? key[..slash] : null;
    }

    /// <summary>An object that fails is told of and passed over, unless it is the zone that fails and may come back.</summary>
    private bool GoesOn(InputFile file, InputException failure)
    {
        if (failure.InnerException is ZoneException { IsTransient: true })
        {
            return false;
        }

        ZoneObject target = file.InZone!.Target;
        _firstLeft ??= target.Key;
        lock (_lock)
        {
            _status = _status with { Failed = _status.Failed + 1 };
            if (_failures.Count < MostFailures)
            {
                _failures.Add(failure.Message);
            }
        }

        Failed(target, failure);
        return true;
    }
}
