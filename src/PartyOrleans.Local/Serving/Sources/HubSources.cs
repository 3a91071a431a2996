using System.Text.Json;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Sources;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving.Sources;

/// <summary>
/// Watches the sources of a hub that serves: what was committed of each, what differs from their contracts, and whether they are silent for longer than
/// they promised. When a source last brought a record outlives the process.
/// </summary>
internal sealed partial class HubSources : ISourceReports, IReadinessCheck, IAsyncDisposable
{
    private const string Area = "source";
    private const string OtherSources = "other";
    private const int MostInCause = 5;
    private static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(30);

    private readonly IServedHub _hub;
    private readonly IOperationsStore _operations;
    private readonly TimeProvider _time;
    private readonly ILogger<HubSources> _log;
    private readonly SourceInstruments _instruments;
    private readonly DateTimeOffset _started;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _keeping = new(1);
    private readonly Dictionary<string, DateTimeOffset> _kept = new(StringComparer.Ordinal);
    private Bundle? _bundle;

    private HubSources(IServedHub hub, IOperationsStore operations, HubSurroundings surroundings, string meterName)
    {
        (_hub, _operations, _time) = (hub, operations, surroundings.Time);
        _log = surroundings.Logs.CreateLogger<HubSources>();
        _started = _time.GetUtcNow();
        _instruments = new SourceInstruments(meterName, List, _time);
        Contracts = new ContractsInForce(new SourceLedger());
        Contracts.Ledger.DriftFound += Drifted;
        _timer = _time.CreateTimer(_ => _ = KeepAsync(), null, KeepInterval, KeepInterval);
    }

    /// <summary>The contracts of the active bundle, and what came by them.</summary>
    public ContractsInForce Contracts { get; }

    /// <inheritdoc />
    public string Name => "freshness";

    /// <summary>Begins to watch.</summary>
    /// <param name="hub">The hub; not restored yet.</param>
    /// <param name="bundle">The bundle that is active.</param>
    /// <param name="operations">Keeps when sources last brought a record.</param>
    /// <param name="surroundings">Clock and log, and the name of the hub's meter.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<HubSources> StartAsync(
        IServedHub hub, Bundle bundle, IOperationsStore operations, (HubSurroundings Surroundings, string MeterName) surroundings, CancellationToken cancellationToken)
    {
        var sources = new HubSources(hub, operations, surroundings.Surroundings, surroundings.MeterName);
        await sources.ReadAsync(cancellationToken);
        sources.Follow(bundle);
        hub.BundleChanged += sources.Follow;
        hub.Taken += sources.Taken;
        return sources;
    }

    /// <inheritdoc />
    public IReadOnlyList<SourceStatus> List()
    {
        Dictionary<string, SourceReport> reports = Contracts.Ledger.Report().ToDictionary(report => report.Source, StringComparer.Ordinal);
        SourceContracts contracts = Contracts.Current;
        return
        [
            .. reports.Values.Where(IsOfThisRun).Select(report => report.Source).Concat(contracts.All.Select(contract => contract.Source)).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal).Select(name => StatusOf(name, contracts.Find(name), reports.GetValueOrDefault(name) ?? new SourceReport { Source = name })),
        ];
    }

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken)
    {
        SourceStatus[] stale = [.. List().Where(source => source.IsStale)];
        string more = stale.Length > MostInCause ? $" and {stale.Length - MostInCause} more" : "";
        return Task.FromResult(stale.Length == 0
            ? Readiness.Well(Name)
            : new Readiness(
                Name, ReadinessState.Degraded,
                $"Silent for longer than their contracts expect: {string.Join(", ", stale.Take(MostInCause).Select(source => source.Name))}{more}."));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _hub.BundleChanged -= Follow;
        _hub.Taken -= Taken;
        await _timer.DisposeAsync();
        await KeepAsync();
        _instruments.Dispose();
        _keeping.Dispose();
    }

    private static bool IsOfThisRun(SourceReport report) => report.Accepted + report.Deleted + report.Refused.Count + report.Passed.Count + report.Drift.Count > 0;

    private static DateTimeOffset TimeIn(OperationsDocument document)
    {
        using JsonDocument json = JsonDocument.Parse(document.Json);
        return json.RootElement.GetProperty("last_accepted_at").GetDateTimeOffset();
    }

    private SourceStatus StatusOf(string name, SourceContract? contract, SourceReport report)
    {
        double trust = Volatile.Read(ref _bundle)?.Sources.FirstOrDefault(source => string.Equals(source.Name, name, StringComparison.Ordinal))?.Trust ?? SourcePolicy.Default.Trust;
        TimeSpan silent = _time.GetUtcNow() - (report.LastAcceptedAt ?? _started);
        return new SourceStatus
        {
            Name = name,
            Contract = contract is null ? null : new SourceTerms(contract.Adapter, contract.Owner, trust, contract.Freshness),
            LastAcceptedAt = report.LastAcceptedAt,
            IsStale = contract is { Freshness.Ticks: > 0 } && silent > contract.Freshness,
            Accepted = report.Accepted,
            Deleted = report.Deleted,
            Refused = [.. report.Refused.Select(kind => KeyValuePair.Create(SourceInstruments.NameOf(kind.Key), kind.Value))],
            Passed = report.Passed,
            Drift = SourceDrift.Of(report),
        };
    }

    private void Follow(Bundle bundle)
    {
        Contracts.Follow(bundle);
        Volatile.Write(ref _bundle, bundle);
        foreach (SourceContract contract in Contracts.Current.All)
        {
            _instruments.Knows(contract.Source);
        }
    }

    /// <summary>Counts what was committed.</summary>
    private void Taken(Submission submission)
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach ((string source, long count) in Counts(submission.Batch.Upserts.Select(record => record.Key.Source)))
        {
            Contracts.Ledger.For(source).Accept(count, now);
            _instruments.Taken(TagOf(source), count, "accepted");
        }

        foreach ((string source, long count) in Counts(submission.Batch.Deletes.Select(key => key.Source)))
        {
            Contracts.Ledger.For(source).Delete(count);
            _instruments.Taken(TagOf(source), count, "deleted");
        }

        foreach (DeadLetter letter in submission.DeadLetters)
        {
            Contracts.Ledger.For(letter.Source).Refuse(letter.Kind);
            _instruments.Refused(TagOf(letter.Source), letter.Kind);
        }
    }

    /// <summary>How often each source stands in a list, in the order of the list.</summary>
    private static List<(string Source, long Count)> Counts(IEnumerable<string> sources)
    {
        var counts = new List<(string Source, long Count)>();
        foreach (string source in sources)
        {
            if (counts.Count > 0 && string.Equals(counts[^1].Source, source, StringComparison.Ordinal))
            {
                counts[^1] = (source, counts[^1].Count + 1);
            }
            else
            {
                counts.Add((source, 1));
            }
        }

        return counts;
    }

    private string TagOf(string source) => Contracts.Current.Find(source) is null ? OtherSources : source;

    private void Drifted(string source, FieldDrift drift)
    {
        _instruments.Drifted(TagOf(source), drift.Kind);
        LogDrifted(source, FieldNames.InLogs(drift.Field), SourceInstruments.NameOf(drift.Kind), drift.Input, drift.Place, drift.Shape);
    }

    /// <summary>Reads when sources last brought a record: before this process was there, or by way of another one of the same cluster.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        string after = "";
        while (await _operations.ReadAsync(Area, after, 1000, cancellationToken) is { Count: > 0 } documents)
        {
            foreach (OperationsDocument document in documents)
            {
                _kept[document.Name] = TimeIn(document);
                Contracts.Ledger.For(document.Name).Accept(0, TimeIn(document));
            }

            after = documents[^1].Name;
        }
    }

    /// <summary>Keeps when sources last brought a record, of those of which that changed.</summary>
    private async Task KeepAsync()
    {
        await _keeping.WaitAsync();
        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            OperationsDocument[] changed =
            [
                .. Contracts.Ledger.Report()
                    .Where(report => report.LastAcceptedAt is { } last && Contracts.Current.Find(report.Source) is not null && last > _kept.GetValueOrDefault(report.Source))
                    .Select(report => new OperationsDocument(Area, report.Source, $$"""{"last_accepted_at":"{{report.LastAcceptedAt:O}}"}""", now)),
            ];
            if (changed.Length > 0)
            {
                await _operations.PutAsync(changed, CancellationToken.None);
            }

            foreach (OperationsDocument document in changed)
            {
                _kept[document.Name] = TimeIn(document);
            }

            await ReadAsync(CancellationToken.None);
        }
        catch (StoreException failure)
        {
            LogNotKept(failure);
        }
        finally
        {
            _keeping.Release();
        }
    }

    [LoggerMessage(EventId = 1070, Level = LogLevel.Warning, Message = "Source {Source} differs from its contract: field {Field} is {Kind}, first in {Input} at {Place} ({Shape}).")]
    private partial void LogDrifted(string source, string field, string kind, string input, long place, string shape);

    [LoggerMessage(EventId = 1071, Level = LogLevel.Warning, Message = "When sources last brought a record could not be kept; trying again.")]
    private partial void LogNotKept(Exception failure);
}
