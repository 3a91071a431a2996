using System.Diagnostics;
using System.Globalization;
using PartyOrleans.Model;
using PartyOrleans.Storage.CrashProbe;
using PartyOrleans.TestKit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>Runs the probe, which commits numbered changes until it is killed, and says what a store must hold after it.</summary>
internal static class CrashProbeRun
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Makes sure that a store holds so many changes, all of each and nothing else.</summary>
    public static async Task ShouldHoldAsync(IPartyStore store, int changes)
    {
        HubChange[] expected = [.. Enumerable.Range(1, changes).Select(NumberedChange.Of)];
        long parties = (long)changes * NumberedChange.Records;
        (await store.CountAsync(None)).ShouldBe(new StoreCounts(parties, parties, parties, changes, 0, Math.Min(changes, 1)));
        (await store.ReadAllRecordsAsync()).Select(Show).ShouldBe(expected.SelectMany(change => change.Upserted).Select(Show));
        (await store.ReadGoldenAsync(None).ToListAsync()).Select(Show).ShouldBe(expected.SelectMany(change => change.Golden).Select(Show));
        (await store.ReadFeedAsync(0, None).ToListAsync()).Select(entry => Show(entry.Event))
            .ShouldBe(expected.SelectMany(change => change.Events).Select(Show));
        (await store.ReadDeadLettersAsync(None).ToListAsync())
            .ShouldBe(expected.SelectMany(change => change.DeadLetters).Select((letter, i) => letter with { Attempts = i == changes - 1 ? 1 : 2 }));
        await ShouldHaveComeAsFarAsync(store, changes);
        (await store.ReadReviewsAsync(None).ToListAsync()).ShouldBe(expected.Reverse().SelectMany(change => change.ReviewsOpened));
    }

    /// <summary>Makes sure that places, versions, settled letters and outbox are those of so many changes, neither ahead of them nor behind.</summary>
    private static async Task ShouldHaveComeAsFarAsync(IPartyStore store, int changes)
    {
        (await store.ReadPositionsAsync("", None)).ShouldBe([new SourcePosition(NumberedChange.Stream, changes)]);
        RecordKey[] next = [.. Enumerable.Range(0, NumberedChange.Records).Select(place => Key(NumberedChange.Id(changes + 1, place)))];
        (await store.FindVersionsAsync(next, None)).ShouldBeEmpty();
        (await store.FindVersionsAsync([.. Enumerable.Range(1, changes).SelectMany(number => NumberedChange.Of(number).Versions).Select(version => version.Key)], None))
            .ShouldBe(Enumerable.Range(1, changes).SelectMany(number => NumberedChange.Of(number).Versions));
        Page<DeadLetterEntry> open = await ((IDeadLetters)store).ReadDeadLetterPageAsync(
            new DeadLetterFilter { State = DeadLetterState.Open }, new PageRequest(10), None);
        open.Items.Select(entry => entry.Number).ShouldBe([changes]);
        var told = new List<string>();
        var outbox = (IOutbox)store;
        for (IReadOnlyList<OutboxEntry> page = await outbox.ReadOutboxAsync(default, 1000, None); page.Count > 0;
            page = await outbox.ReadOutboxAsync(page[^1].Position, 1000, None))
        {
            told.AddRange(page.Select(entry => $"{entry.Id} {entry.Happened?.Party} {entry.Review?.Task.WeightBits}"));
        }

        told.ShouldBe(Enumerable.Range(1, changes).SelectMany(number => Enumerable.Range(0, NumberedChange.Records)
            .Select(place => $"event-{((number - 1) * NumberedChange.Records) + place + 1} p{NumberedChange.Id(number, place)} ")
            .Append($"review-{number}  {number}")));
    }

    /// <summary>Runs the probe, kills it (SIGKILL) once it has acknowledged so many changes, and gives the last number it said.</summary>
    public static async Task<int> CommitUntilKilledAsync(string location, int from, int acknowledgements, string work = "commit")
    {
        using Process probe = Start(location, from, work);
        int last = 0;
        for (int i = 0; await probe.StandardOutput.ReadLineAsync() is { } line; i++)
        {
            last = int.Parse(line, CultureInfo.InvariantCulture);
            if (i == acknowledgements - 1)
            {
                probe.Kill();
            }
        }

        await probe.WaitForExitAsync();
        return last;
    }

    /// <summary>Starts the probe on a store, with the number of its first change and what it is to do.</summary>
    public static Process Start(string location, int from, string work = "commit")
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(NumberedChange).Assembly.Location);
        start.ArgumentList.Add(location);
        start.ArgumentList.Add(from.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(work);
        return Process.Start(start)!;
    }
}
