using System.Diagnostics;
using System.Diagnostics.Metrics;
using PartyOrleans.Api.Hub;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Telemetry;

/// <summary>
/// What a hub tells of itself: one meter and one source of activities, whatever engine it runs on. Instruments carry UCUM units; no tag ever
/// holds a key, an id or a value of a record.
/// </summary>
public sealed class HubInstruments : IDisposable
{
    /// <summary>Name of the meter of the only hub of a process.</summary>
    public const string DefaultMeterName = "PartyOrleans.Hub";

    /// <summary>Name of the source of activities.</summary>
    public const string ActivitySourceName = "PartyOrleans.Hub";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly InstrumentAdvice<long> Counts = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _resolve;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _wait;
    private readonly Histogram<long> _groupInputs;
    private readonly Histogram<long> _candidates;
    private readonly Counter<long> _inputs;
    private readonly Counter<long> _pairs;
    private readonly Counter<long> _goldenChanges;
    private readonly Counter<long> _partyEvents;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _commitFailures;
    private readonly UpDownCounter<long> _reviewsOpen;
    private long _reviews;
    private IReadOnlyList<OpenDeadLetters> _openLetters = [];
    private TimeProvider _lettersTime = TimeProvider.System;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterName">Name of the meter, see <see cref="TelemetryOptions.MeterName"/>.</param>
    public HubInstruments(string meterName)
    {
        _meter = new Meter(meterName);
        _resolve = _meter.CreateHistogram("party.hub.resolve.duration", "s", "Time the engine takes to apply one group of inputs.", null, Seconds);
        _commit = _meter.CreateHistogram("party.hub.store.commit.duration", "s", "Time the store takes to commit one change, retries included.", null, Seconds);
        _wait = _meter.CreateHistogram("party.hub.submission.duration", "s", "Time from taking a submission to its durable answer.", null, Seconds);
        _groupInputs = _meter.CreateHistogram("party.hub.commit.inputs", "{input}", "Inputs committed together.", null, Counts);
        _candidates = _meter.CreateHistogram("party.hub.input.candidates", "{pair}", "Candidate pairs scored for each input, averaged over those applied together.", null, Counts);
        _inputs = _meter.CreateCounter<long>("party.hub.inputs", "{input}", "Inputs by what became of them.");
        _pairs = _meter.CreateCounter<long>("party.hub.pairs.scored", "{pair}", "Candidate pairs that were scored.");
        _goldenChanges = _meter.CreateCounter<long>("party.hub.golden.changes", "{version}", "New versions of golden records.");
        _partyEvents = _meter.CreateCounter<long>("party.hub.party.events", "{event}", "Events of parties by kind.");
        _deadLetters = _meter.CreateCounter<long>("party.hub.dead.letters", "{input}", "Inputs refused, by kind.");
        _commitFailures = _meter.CreateCounter<long>("party.hub.store.commit.failures", "{failure}", "Commits that failed, by whether they were tried again.");
        _reviewsOpen = _meter.CreateUpDownCounter<long>("party.hub.reviews.open", "{task}", "Review tasks that wait for a steward.");

        _meter.CreateObservableGauge(
            "party.hub.dead.letters.open", () => Volatile.Read(ref _openLetters).Select(open => new Measurement<long>(open.Letters, TagsOf(open))), "{input}",
            "Inputs refused that wait to be mended, replayed or discarded, by source and kind.");
        _meter.CreateObservableGauge(
            "party.hub.dead.letters.age",
            () => Volatile.Read(ref _openLetters).Select(open => new Measurement<double>(
                Math.Max(0, (_lettersTime.GetUtcNow() - open.Oldest).TotalSeconds), TagsOf(open))),
            "s", "Age of the oldest input refused that still waits, by source and kind.");
    }

    /// <summary>The source of activities.</summary>
    public ActivitySource Activities { get; } = new(ActivitySourceName);

    /// <summary>Has the hub's state asked for whenever metrics are collected.</summary>
    /// <param name="status">Gives the state; called from any thread.</param>
    public void Observe(Func<HubStatus> status)
    {
        _meter.CreateObservableGauge("party.hub.ready", () => status().State == HubState.Ready ? 1L : 0L, "1", "1 where the hub takes inputs.");
        _meter.CreateObservableGauge("party.hub.records", () => status().Records, "{record}", "Current records.");
        _meter.CreateObservableGauge("party.hub.parties", () => status().Parties, "{party}", "Current parties.");
        _meter.CreateObservableGauge("party.hub.queue.length", () => (long)status().Waiting, "{submission}", "Submissions that wait for their turn.");
        _meter.CreateObservableGauge("party.hub.last.commit", () => status().LastCommit, "{commit}", "Number of the last commit since the start.");

        // What is to be alerted on is there from the start, at nothing: a series that begins with its first event hides that event.
        _commitFailures.Add(0, Tag("retried", "true"));
        _commitFailures.Add(0, Tag("retried", "false"));
        foreach (DeadLetterKind kind in Enum.GetValues<DeadLetterKind>())
        {
            _deadLetters.Add(0, Tag("kind", kind.ToString().ToLowerInvariant()));
        }
    }

    /// <summary>Tells of a group that the engine applied.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="inputs">Inputs in it.</param>
    /// <param name="pairsScored">Candidate pairs that were scored for it.</param>
    public void Applied(TimeSpan took, int inputs, long pairsScored)
    {
        _resolve.Record(took.TotalSeconds);
        _groupInputs.Record(inputs);
        _pairs.Add(pairsScored);
        _candidates.Record(pairsScored / Math.Max(1, inputs));
    }

    /// <summary>Tells of a change that the store holds.</summary>
    /// <param name="change">The change.</param>
    /// <param name="took">How long the commit took.</param>
    public void Committed(HubChange change, TimeSpan took)
    {
        _commit.Record(took.TotalSeconds);
        _goldenChanges.Add(change.Golden.Count);
        long reviews = change.ReviewsOpened.Count - change.ReviewsClosed.Count;
        Interlocked.Add(ref _reviews, reviews);
        _reviewsOpen.Add(reviews);
        foreach (IGrouping<PartyEventKind, PartyEvent> events in change.Events.GroupBy(happened => happened.Kind))
        {
            _partyEvents.Add(events.Count(), Tag("kind", NameOf(events.Key)));
        }

        foreach (IGrouping<DeadLetterKind, DeadLetter> letters in change.DeadLetters.GroupBy(letter => letter.Kind))
        {
            _deadLetters.Add(letters.Count(), Tag("kind", letters.Key.ToString().ToLowerInvariant()));
        }
    }

    /// <summary>Tells of a submission that was answered.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="took">Time since it was taken.</param>
    public void Answered(SubmissionResult result, TimeSpan took)
    {
        _wait.Record(took.TotalSeconds);
        if (result.Records.Count == 1)
        {
            _inputs.Add(1, Tag("outcome", NameOf(result.Records[0].Outcome)));
        }
        else
        {
            foreach (IGrouping<RecordOutcome, RecordResult> records in result.Records.GroupBy(record => record.Outcome))
            {
                _inputs.Add(records.Count(), Tag("outcome", NameOf(records.Key)));
            }
        }

        if (result.Outdated > 0)
        {
            _inputs.Add(result.Outdated, Tag("outcome", "outdated"));
        }

        if (result.Erased > 0)
        {
            _inputs.Add(result.Erased, Tag("outcome", "erased"));
        }

        if (result.Judgements > 0)
        {
            _inputs.Add(result.Judgements, Tag("outcome", "judged"));
        }
    }

    /// <summary>Tells of a commit that failed.</summary>
    /// <param name="retried">Whether it is tried again.</param>
    public void CommitFailed(bool retried) => _commitFailures.Add(1, Tag("retried", retried ? "true" : "false"));

    /// <summary>Tells how many review tasks are open, of those that this process tells of; commits change that from then on.</summary>
    public void ReviewsFound(long open) => _reviewsOpen.Add(open - Interlocked.Exchange(ref _reviews, open));

    /// <summary>Tells which dead letters are open.</summary>
    /// <param name="open">Those of each source and kind.</param>
    /// <param name="time">Clock for their ages.</param>
    public void DeadLettersFound(IReadOnlyList<OpenDeadLetters> open, TimeProvider time)
    {
        _lettersTime = time;
        Volatile.Write(ref _openLetters, open);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }

    private static KeyValuePair<string, object?>[] TagsOf(OpenDeadLetters open) =>
        [Tag("source", open.Source), Tag("kind", open.Kind.ToString().ToLowerInvariant())];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static string NameOf(PartyEventKind kind) => kind switch
    {
        PartyEventKind.Created => "created",
        PartyEventKind.Changed => "changed",
        PartyEventKind.Merged => "merged",
        PartyEventKind.Split => "split",
        _ => "retired",
    };

    private static string NameOf(RecordOutcome outcome) => outcome switch
    {
        RecordOutcome.Created => "created",
        RecordOutcome.Updated => "updated",
        RecordOutcome.Unchanged => "unchanged",
        RecordOutcome.Deleted => "deleted",
        _ => "absent",
    };
}

/// <summary>Open dead letters of one source and kind.</summary>
/// <param name="Source">The source.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Letters">How many.</param>
/// <param name="Oldest">When the oldest was kept (UTC).</param>
public readonly record struct OpenDeadLetters(string Source, DeadLetterKind Kind, long Letters, DateTimeOffset Oldest);
