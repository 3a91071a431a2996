using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Api.Tests;

/// <summary>
/// Changes of records come over several streams at once: repeated, replayed from an earlier place, overtaken by newer ones of another stream, through
/// commits that fail and hubs that start again. What is left is what one batch of the last states gives, and the outbox tells how it came to be.
/// </summary>
public sealed class IntakePropertyTests
{
    private const int Changes = 240;
    private const int Keys = 60;
    private const int Streams = 4;

    public static TheoryData<ulong> Seeds => [.. PropertyCases.Seeds(4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Take_WhenChangesAreRepeatedReplayedAndOvertaken_LeavesWhatOneCleanRunGives(ulong seed)
    {
        string folder = Directory.CreateTempSubdirectory("party-streams-").FullName;
        try
        {
            var feed = new Feed(seed);
            await using SqlitePartyStore store = await SqlitePartyStore.OpenAsync(
                Path.Combine(folder, "hub.db"), new SqliteStoreOptions(), TimeProvider.System, CancellationToken.None);

            await feed.DeliverAsync(store);

            var fresh = new EmbeddedEngine(DefaultBundle.Create(), 2);
            fresh.Apply(new InputBatch { Upserts = [.. feed.Left] }, CancellationToken.None);
            List<string> held = await GoldenAsync(store);
            held.ShouldBe(
                fresh.Memberships.GroupBy(entry => entry.Value, entry => entry.Key.ToString())
                    .Select(party => $"{string.Join(' ', party.Order(StringComparer.Ordinal))} = {Convert.ToHexStringLower(fresh.GoldenOf(party.Key)!.ContentHash)}").Order(StringComparer.Ordinal),
                Case.Sensitive, $"seed {seed}");
            (await ToldAsync(store)).ShouldBe(held, Case.Sensitive, $"seed {seed}");
            (await store.ReadPositionsAsync("", CancellationToken.None)).Select(position => position.Next).ShouldBe(feed.Lengths.Select(length => (long)length));
            (await store.VerifyAsync(CancellationToken.None)).Broken.ShouldBeEmpty();
            feed.Moved.ShouldBeGreaterThan(0);
            feed.Failed.ShouldBeGreaterThan(0);
            feed.Outdated.ShouldBeGreaterThan(0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<string>> GoldenAsync(IPartyStore store)
    {
        var parties = new List<string>();
        await foreach (GoldenRecord golden in store.ReadGoldenAsync(CancellationToken.None))
        {
            parties.Add(Show(golden));
        }

        return [.. parties.Order(StringComparer.Ordinal)];
    }

    /// <summary>What somebody holds who was told everything and has kept the last golden record of each party.</summary>
    private static async Task<List<string>> ToldAsync(SqlitePartyStore store)
    {
        var told = new SortedDictionary<PartyId, string>();
        OutboxPosition at = default;
        for (IReadOnlyList<OutboxEntry> page = await store.ReadOutboxAsync(at, 37, CancellationToken.None); page.Count > 0; page = await store.ReadOutboxAsync(at, 37, CancellationToken.None))
        {
            at = page[^1].Position;
            foreach (OutboxEntry entry in page.Where(entry => entry.Happened is not null))
            {
                if (entry.Happened!.Kind == PartyEventKind.Retired)
                {
                    told.Remove(entry.Happened.Party);
                }
                else
                {
                    told[entry.Happened.Party] = Show(entry.Golden.ShouldNotBeNull());
                }
            }
        }

        return [.. told.Values.Order(StringComparer.Ordinal)];
    }

    private static string Show(GoldenRecord golden) =>
        $"{string.Join(' ', golden.Records.Select(key => key.ToString()).Order(StringComparer.Ordinal))} = {Convert.ToHexStringLower(golden.ContentHash)}";

    /// <summary>Changes in several streams, and a source that is not to be relied on.</summary>
    private sealed class Feed
    {
        private static readonly ChangeOrigin Origin = new(ChangeKind.Stream, "feed");

        private readonly SeededDraws _draws;
        private readonly List<(SourceRecord? Record, RecordKey Key, string Version)>[] _streams = [.. Enumerable.Range(0, Streams).Select(_ => new List<(SourceRecord?, RecordKey, string)>())];
        private readonly SortedDictionary<RecordKey, SourceRecord> _left = [];

        public Feed(ulong seed)
        {
            _draws = new SeededDraws(seed * 1000);
            var world = new NastyWorld(seed + 7, new NastyOptions { Parties = 20, Premises = 5, OrganisationShare = 0.3, ErrorShare = 0.2 });
            for (int i = 0; i < Changes; i++)
            {
                var key = new RecordKey("crm", _draws.Below(Keys).ToString("D3", CultureInfo.InvariantCulture));
                string version = i.ToString("D6", CultureInfo.InvariantCulture);
                SourceRecord? record = _draws.Chance(0.2) ? null : world.NextRecord(key);
                _streams[_draws.Below(Streams)].Add((record, key, version));
                if (record is null)
                {
                    _left.Remove(key);
                }
                else
                {
                    _left[key] = record;
                }
            }
        }

        public IEnumerable<SourceRecord> Left => _left.Values;

        public IEnumerable<int> Lengths => _streams.Select(stream => stream.Count);

        public int Moved { get; private set; }

        public int Failed { get; private set; }

        public int Outdated { get; private set; }

        public async Task DeliverAsync(SqlitePartyStore store)
        {
            (IPartyStore faulty, FaultyStore faults) = FaultyStore.Over(store);
            int commits = 0;
            faults.BeforeCommit = _ => ++commits % 17 == 0 ? Task.FromException(new StoreException("broken on purpose", isTransient: false)) : Task.CompletedTask;
            long[] at = new long[Streams];
            for (int round = 0; round < 10_000; round++)
            {
                using var instruments = new HubInstruments("test");
                await using var hub = new EmbeddedHub(
                    faulty, stop => HubSession.RestoreAsync(faulty, DefaultBundle.Create(), NoProgress.Instance, stop), new EmbeddedHubOptions(),
                    new HubSurroundings(TimeProvider.System, NullLoggerFactory.Instance, instruments));
                await hub.ReadyAsync(CancellationToken.None);
                var intake = new HubIntake(hub, faulty);
                await StartFromAsync(intake, at);

                // A hub lives for some batches; several are handed in before the first is committed.
                for (int lives = 1 + _draws.Below(12); lives > 0; lives--)
                {
                    Task[] all = [.. Enumerable.Range(0, 1 + _draws.Below(6)).Select(_ => HandInAsync(intake, at))];
                    await Task.WhenAll(all);
                    await BackAsync(hub);
                    await StartFromAsync(intake, at);
                }

                if (at.Zip(Lengths).All(pair => pair.First == pair.Second))
                {
                    return;
                }
            }

            throw new InvalidOperationException("The feed did not come to its end.");
        }

        /// <summary>A batch from where the stream is thought to be, or one that was taken before.</summary>
        private Task HandInAsync(HubIntake intake, long[] at)
        {
            int stream = _draws.Below(Streams);
            string name = $"feed/{stream}";
            bool again = _draws.Chance(0.15);
            long from = again ? _draws.Below((int)at[stream] + 1) : at[stream];
            long next = Math.Min(_streams[stream].Count, from + 1 + _draws.Below(9));
            var builder = new IntakeBatchBuilder(Origin);
            builder.Reach(new SourcePosition(name, next, again && _draws.Chance(0.5) ? SourcePosition.Anywhere : from));
            foreach ((SourceRecord? record, RecordKey key, string version) in _streams[stream][(int)from..(int)next])
            {
                for (int times = _draws.Chance(0.1) ? 2 : 1; times > 0; times--)
                {
                    if (record is null)
                    {
                        builder.Delete(key, version);
                    }
                    else
                    {
                        builder.Upsert(record, version);
                    }
                }
            }

            at[stream] = Math.Max(at[stream], next);
            return TakeAsync(intake, builder.Build());
        }

        private async Task TakeAsync(HubIntake intake, IntakeBatch batch)
        {
            try
            {
                IntakeResult result = await intake.TakeAsync(batch, CancellationToken.None);
                lock (_left)
                {
                    Outdated += result.Outdated;
                }
            }
            catch (StreamMovedException)
            {
                lock (_left)
                {
                    Moved++;
                }
            }
            catch (IntakeException failure)
            {
                failure.IsTransient.ShouldBeTrue();
                lock (_left)
                {
                    Failed++;
                }
            }
        }

        private static async Task StartFromAsync(HubIntake intake, long[] at)
        {
            Array.Clear(at);
            foreach (SourcePosition position in await intake.ReadPositionsAsync("feed/", CancellationToken.None))
            {
                at[position.Stream[^1] - '0'] = position.Next;
            }
        }

        private static async Task BackAsync(EmbeddedHub hub)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (hub.Status.State != HubState.Ready)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
