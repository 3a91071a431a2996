using System.Runtime.CompilerServices;
using PartyOrleans.Api.DeadLetters;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.DeadLetters;

/// <summary>Reads a dead letter again.</summary>
/// <param name="letter">The letter.</param>
/// <param name="text">Its text as somebody mended it; null for the raw one.</param>
internal delegate AdaptedMessage LetterReader(DeadLetter letter, string? text);

/// <summary>
/// Settles dead letters through a hub's writing loop, so that what a letter brings and its settling are one commit. One call works at a time, so that
/// none starts from a state that another one is changing.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="store">Its store.</param>
/// <param name="reader">Makes what reads the letters of one call, by the contracts that hold then.</param>
internal sealed class DeadLetterDesk(IPartyHub hub, IPartyStore store, Func<LetterReader> reader) : IDeadLetterDesk, IDisposable
{
    /// <summary>Letters read and committed together; a letter is up to a megabyte.</summary>
    private const int LettersPerCommit = 200;

    private readonly IDeadLetters _letters = (IDeadLetters)store;
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <inheritdoc />
    public async Task<DeadLetterEntry?> EditAsync(long number, string? text, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (await _letters.FindDeadLetterAsync(number, cancellationToken) is not { State: DeadLetterState.Open } entry)
            {
                return null;
            }

            await SubmitAsync(
                new IntakeBatch
                {
                    Origin = origin, DeadLetterUpdates = [new DeadLetterUpdate(number, DeadLetterState.Open, entry.Letter.Attempts) { Text = text ?? "" }],
                },
                cancellationToken);
            return await _letters.FindDeadLetterAsync(number, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public Task<DeadLetterRun> ReplayAsync(DeadLetterSelection selection, bool dryRun, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        LetterReader read = reader();
        return RunAsync(selection, (page, run) => ReplayAsync(page, read, run, origin, cancellationToken), dryRun, cancellationToken);
    }

    /// <inheritdoc />
    public Task<DeadLetterRun> DiscardAsync(DeadLetterSelection selection, bool dryRun, ChangeOrigin origin, CancellationToken cancellationToken) =>
        RunAsync(selection, (page, run) => DiscardAsync(page, run, origin, cancellationToken), dryRun, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task<DeadLetterRun> RunAsync(
        DeadLetterSelection selection, Func<IReadOnlyList<DeadLetterEntry>, DeadLetterRun, Task<DeadLetterRun>> work, bool dryRun, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var run = new DeadLetterRun(dryRun);
            await foreach ((IReadOnlyList<DeadLetterEntry> page, long? next) in PagesAsync(selection, cancellationToken))
            {
                run = await work(page, run with { NextAfter = next, Letters = run.Letters + page.Count });
            }

            return run;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<DeadLetterRun> ReplayAsync(
        IReadOnlyList<DeadLetterEntry> page, LetterReader read, DeadLetterRun run, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        var builder = new IntakeBatchBuilder(origin);
        var updates = new List<DeadLetterUpdate>(page.Count);
        var readings = new List<LetterReading>(page.Count);
        foreach (DeadLetterEntry entry in page)
        {
            AdaptedMessage message = ReadOf(entry, read);
            int attempts = entry.Letter.Attempts + 1;
            switch (message.Kind)
            {
                case AdaptedKind.Upsert:
                    builder.Upsert(message.Record!, message.Version);
                    break;
                case AdaptedKind.Delete:
                    builder.Delete(message.Key, message.Version);
                    break;
            }

            bool isRefused = message.Kind == AdaptedKind.Refused;
            updates.Add(isRefused
                ? new DeadLetterUpdate(entry.Number, DeadLetterState.Open, attempts) { Kind = message.Refusal, Reason = message.Reason }
                : new DeadLetterUpdate(entry.Number, DeadLetterState.Replayed, attempts));
            readings.Add(new LetterReading(
                entry.Number, OutcomeOf(message.Kind), message.Kind is AdaptedKind.Upsert or AdaptedKind.Delete ? message.Key : null, message.Reason));
        }

        int refused = readings.Count(reading => reading.Outcome == LetterOutcome.Refused);
        if (run.DryRun)
        {
            await MarkReplacementsAsync(readings, DeadLetterRun.MostReadings - run.Readings.Count, cancellationToken);
        }

        run = run with { Refused = run.Refused + refused, Replayed = run.Replayed + page.Count - refused, Readings = First(run.Readings, readings) };
        if (run.DryRun)
        {
            return run;
        }

        IntakeResult result = await SubmitAsync(builder.Build() with { DeadLetterUpdates = updates }, cancellationToken);
        return run with
        {
            Created = run.Created + result.Created,
            Updated = run.Updated + result.Updated,
            Deleted = run.Deleted + result.Deleted,
            Unchanged = run.Unchanged + result.Unchanged,
            Outdated = run.Outdated + result.Outdated,
        };
    }

    /// <summary>Finds out of the letters that will be told one by one which would replace a record.</summary>
    private async Task MarkReplacementsAsync(List<LetterReading> readings, int most, CancellationToken cancellationToken)
    {
        for (int i = 0; i < Math.Min(readings.Count, most); i++)
        {
            if (readings[i] is { Outcome: LetterOutcome.Upsert, Record: { } key } reading && await store.FindRecordAsync(key, cancellationToken) is not null)
            {
                readings[i] = reading with { Replaces = true };
            }
        }
    }

    private async Task<DeadLetterRun> DiscardAsync(
        IReadOnlyList<DeadLetterEntry> page, DeadLetterRun run, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        if (!run.DryRun)
        {
            await SubmitAsync(
                new IntakeBatch
                {
                    Origin = origin,
                    DeadLetterUpdates = [.. page.Select(entry => new DeadLetterUpdate(entry.Number, DeadLetterState.Discarded, entry.Letter.Attempts))],
                },
                cancellationToken);
        }

        return run with
        {
            Discarded = run.Discarded + page.Count,
            Readings = First(run.Readings, [.. page.Select(entry => new LetterReading(entry.Number, LetterOutcome.Discarded, null, ""))]),
        };
    }

    private AdaptedMessage ReadOf(DeadLetterEntry entry, LetterReader read)
    {
        if (entry is { Letter: { Kind: DeadLetterKind.Erased, Raw.Length: 0 }, Text: null })
        {
            return AdaptedMessage.Refuse(new RecordKey(entry.Letter.Source, ""), DeadLetterKind.Erased, entry.Letter.Reason);
        }

        AdaptedMessage message = read(entry.Letter, entry.Text);
        return message.Kind == AdaptedKind.Upsert && (store as IErasures)?.IsErased(message.Key) == true
            ? AdaptedMessage.Refuse(message.Key, DeadLetterKind.Erased, ErasedLetters.Of(message.Key, "").Reason)
            : message;
    }

    private async Task<IntakeResult> SubmitAsync(IntakeBatch batch, CancellationToken cancellationToken) =>
        HubIntake.ResultOf(await hub.SubmitAsync(HubIntake.SubmissionOf(batch), cancellationToken));

    /// <summary>The open letters of a selection, a few at a time, each with the letter after which the rest begins where there may be one.</summary>
    private async IAsyncEnumerable<(IReadOnlyList<DeadLetterEntry> Page, long? Next)> PagesAsync(
        DeadLetterSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (selection.Numbers is { } numbers)
        {
            foreach (long[] chunk in numbers.Where(number => number > selection.After).Distinct().Order().Take(selection.Most).Chunk(LettersPerCommit))
            {
                var found = new List<DeadLetterEntry>();
                foreach (long number in chunk)
                {
                    if (await _letters.FindDeadLetterAsync(number, cancellationToken) is { State: DeadLetterState.Open } entry)
                    {
                        found.Add(entry);
                    }
                }

                if (found.Count > 0)
                {
                    yield return (found, null);
                }
            }

            yield break;
        }

        DeadLetterFilter filter = selection.Filter with { State = DeadLetterState.Open, After = selection.After };
        string? cursor = null;
        for (int left = Math.Clamp(selection.Most, 1, DeadLetterSelection.MostLetters); left > 0;)
        {
            Page<DeadLetterEntry> page = await _letters.ReadDeadLetterPageAsync(filter, new PageRequest(Math.Min(left, LettersPerCommit), cursor), cancellationToken);
            left -= page.Items.Count;
            cursor = page.Next;
            if (page.Items.Count > 0)
            {
                yield return (page.Items, cursor is null ? null : page.Items[^1].Number);
            }

            if (cursor is null)
            {
                yield break;
            }
        }
    }

    private static LetterOutcome OutcomeOf(AdaptedKind kind) => kind switch
    {
        AdaptedKind.Upsert => LetterOutcome.Upsert,
        AdaptedKind.Delete => LetterOutcome.Delete,
        AdaptedKind.Nothing => LetterOutcome.Nothing,
        _ => LetterOutcome.Refused,
    };

    private static IReadOnlyList<LetterReading> First(IReadOnlyList<LetterReading> before, IReadOnlyList<LetterReading> more) =>
        [.. before.Concat(more).Take(DeadLetterRun.MostReadings)];
}
