using System.Diagnostics.Metrics;
using System.Reflection;
using PartyOrleans.Api.Health;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Backups;

namespace PartyOrleans.Api.Telemetry;

/// <summary>What a hub tells of its condition: each of its parts, the room it takes and has, how far the search index has come.</summary>
internal sealed class ConditionInstruments : IDisposable
{
    private readonly Meter _meter;
    private Condition _condition = new([], null, null, null, default);

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterName">Name of the hub's meter.</param>
    /// <param name="backupWithin">How old the newest backup may become; zero where nobody is to look.</param>
    /// <param name="time">Clock, for when the hub started.</param>
    public ConditionInstruments(string meterName, TimeSpan backupWithin, TimeProvider time)
    {
        _meter = new Meter(meterName);
        double startedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000d;
        string version = typeof(ConditionInstruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
        _meter.CreateObservableGauge("party.hub.build", () => new Measurement<long>(1, new KeyValuePair<string, object?>("version", version)), "1", "1; the label says which version runs.");
        _meter.CreateObservableGauge("party.hub.start.time", () => startedAt, "s", "When the hub started, since 1970 (UTC).");
        _meter.CreateObservableGauge("party.hub.memory.limit", static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "By", "Memory that the process may use: its container's, or the machine's.");
        _meter.CreateObservableGauge(
            "party.hub.memory.own", static () => ProcessMemory.OwnBytes(Environment.ProcessId), "By", "Memory that the process has for itself, without pages of files, which the system takes back.");
        _meter.CreateObservableGauge(
            "party.hub.part.state", () => Now.Parts.Select(static part => new Measurement<long>((long)part.State, new KeyValuePair<string, object?>("part", part.Name))),
            "1", "How each part of the hub is: 0 ok, 1 degraded, 2 failed.");
        _meter.CreateObservableGauge("party.hub.store.size", () => SizesOf(Now.Size), "By", "Bytes that the store takes, by what: data, log.");
        _meter.CreateObservableGauge("party.hub.disk.free", () => Each(Now.FreeBytes), "By", "Free bytes on the volume of the hub's folder.");
        _meter.CreateObservableGauge(
            "party.hub.search.lag", () => Each(Now.Search is { } search ? Math.Max(search.IsComplete ? 0 : 1, search.CommittedVersions - search.IndexedVersions) : null),
            "{version}", "Golden versions that are committed and that no search finds yet.");
        _meter.CreateObservableGauge("party.hub.backup.time", () => Each(Now.Backups.Taken), "s", "When the newest backup was begun, since 1970 (UTC).");
        _meter.CreateObservableGauge(
            "party.hub.backup.proven.time", () => Each(Now.Backups.Proven), "s", "When the newest backup that was restored elsewhere and found good was begun, since 1970 (UTC).");
        if (backupWithin > TimeSpan.Zero)
        {
            _meter.CreateObservableGauge("party.hub.backup.limit", () => backupWithin.TotalSeconds, "s", "How old the newest backup may become.");
        }
    }

    private Condition Now => Volatile.Read(ref _condition);

    /// <summary>Tells of a look.</summary>
    public void Looked(Condition condition) => Volatile.Write(ref _condition, condition);

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static Measurement<long>[] Each(long? value) => value is { } there ? [new Measurement<long>(there)] : [];

    private static Measurement<double>[] Each(DateTimeOffset? at) => at is { } there ? [new Measurement<double>(there.ToUnixTimeMilliseconds() / 1000d)] : [];

    private static Measurement<long>[] SizesOf(StoreSize? size) => size is not { } there ? []
        : there.LogBytes is { } log ? [Of("data", there.DataBytes), Of("log", log)]
        : [Of("data", there.DataBytes)];

    private static Measurement<long> Of(string what, long bytes) => new(bytes, new KeyValuePair<string, object?>("content", what));
}

/// <summary>What a look at a hub found; what could not be found out is null.</summary>
/// <param name="Parts">How each part is.</param>
/// <param name="Size">Room that the store takes.</param>
/// <param name="FreeBytes">Free bytes on the volume of the hub's folder.</param>
/// <param name="Search">How far the search index has come.</param>
/// <param name="Backups">When the newest backups were begun.</param>
internal sealed record Condition(IReadOnlyList<Readiness> Parts, StoreSize? Size, long? FreeBytes, SearchProgress? Search, BackupTimes Backups);
