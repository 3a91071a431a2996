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
        (await store.CountAsync(None)).ShouldBe(new StoreCounts(parties, parties, parties, changes, 0, changes));
        (await store.ReadAllRecordsAsync()).Select(Show).ShouldBe(expected.SelectMany(change => change.Upserted).Select(Show));
        (await store.ReadGoldenAsync(None).ToListAsync()).Select(Show).ShouldBe(expected.SelectMany(change => change.Golden).Select(Show));
        (await store.ReadFeedAsync(0, None).ToListAsync()).Select(entry => Show(entry.Event))
            .ShouldBe(expected.SelectMany(change => change.Events).Select(Show));
        (await store.ReadDeadLettersAsync(None).ToListAsync()).ShouldBe(expected.SelectMany(change => change.DeadLetters));
        (await store.ReadReviewsAsync(None).ToListAsync()).ShouldBe(expected.Reverse().SelectMany(change => change.ReviewsOpened));
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
