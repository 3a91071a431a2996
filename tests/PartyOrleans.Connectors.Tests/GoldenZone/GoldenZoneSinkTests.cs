using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.GoldenZone;

namespace PartyOrleans.Connectors.Tests.GoldenZone;

public sealed class GoldenZoneSinkTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly EventForm Form = new("urn:hub:test", ClearValues.Instance, lineage: false);

    [Fact]
    public async Task DeliverAsync_OfTheFirstMessages_BuildsTheZoneAndPassesOverWhatItHas()
    {
        await using GoldenWorld world = await GoldenWorld.TellAsync(11);
        await using GoldenZoneSink sink = Sink(world);

        await sink.DeliverAsync(await MessagesAsync(world, 0, 20), None);

        PlainZone zone = PlainZone.Read(world.ZonePath);
        zone.Current.Count.ShouldBe((int)(await world.Store.CountAsync(None)).Parties);
        zone.Changes.ShouldBeEmpty();
        (sink.Name, sink.Kind).ShouldBe(("lake", "golden-zone"));
    }

    [Fact]
    public async Task DeliverAsync_OfNewMessages_WritesAMicroBatch()
    {
        await using GoldenWorld world = await GoldenWorld.TellAsync(12);
        await using GoldenZoneSink sink = Sink(world);
        long end = (await ((IOutbox)world.Store).FindOutboxEndAsync(None)).Event;
        await sink.DeliverAsync(await MessagesAsync(world, end - 1, 20), None);
        await world.PutAsync("new", (Attributes.NameFull, "Nora Newcomb"), (Attributes.DateBirth, "1999-09-09"));

        await sink.DeliverAsync(await MessagesAsync(world, end, 20), None);

        PlainZone.Read(world.ZonePath).Changes.Single().GetProperty("name_full")[0].GetString().ShouldBe("Nora Newcomb");
    }

    [Fact]
    public async Task DeliverAsync_WhenMessagesWereSkipped_BuildsTheZoneAnew()
    {
        await using GoldenWorld world = await GoldenWorld.TellAsync(13);
        await using GoldenZoneSink sink = Sink(world);
        long end = (await ((IOutbox)world.Store).FindOutboxEndAsync(None)).Event;
        await sink.DeliverAsync(await MessagesAsync(world, 0, 1), None);
        await world.PutAsync("skipped", (Attributes.NameFull, "Sam Skipworth"), (Attributes.DateBirth, "1988-08-08"));
        await world.PutAsync("new", (Attributes.NameFull, "Nora Newcomb"), (Attributes.DateBirth, "1999-09-09"));

        await sink.DeliverAsync(await MessagesAsync(world, end + 1, 20), None);

        PlainZone.AllText(world.ZonePath).ShouldContain("Sam Skipworth");
        PlainZone.Read(world.ZonePath).Current.Count.ShouldBe((int)(await world.Store.CountAsync(None)).Parties);
    }

    [Theory]
    [InlineData(ZoneFault.Unreachable, true)]
    [InlineData(ZoneFault.Throttled, true)]
    [InlineData(ZoneFault.Denied, false)]
    public async Task DeliverAsync_WhenTheZoneFails_SaysWhetherItMayHelpToTryAgain(ZoneFault fault, bool isTransient)
    {
        await using GoldenWorld world = await GoldenWorld.TellAsync(14);
        await using var sink = new GoldenZoneSink("lake", new BrokenZone(world.Zone, fault), new GoldenZoneOptions(), Parts(world));

        DeliveryException failure = await Should.ThrowAsync<DeliveryException>(async () => await sink.DeliverAsync(await MessagesAsync(world, 0, 5), None));

        failure.IsTransient.ShouldBe(isTransient);
        failure.Message.ShouldBe("The zone does not take it.");
    }

    [Fact]
    public async Task Sink_WhenTimeGoesBy_CompactsWithoutDeliveries()
    {
        await using GoldenWorld world = await GoldenWorld.TellAsync(15);
        await using GoldenZoneSink sink = Sink(world);
        long end = (await ((IOutbox)world.Store).FindOutboxEndAsync(None)).Event;
        await sink.DeliverAsync(await MessagesAsync(world, 0, 1), None);
        await world.PutAsync("new", (Attributes.NameFull, "Nora Newcomb"), (Attributes.DateBirth, "1999-09-09"));
        await sink.DeliverAsync(await MessagesAsync(world, end, 20), None);
        PlainZone.Read(world.ZonePath).Changes.Count.ShouldBe(1);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        while (PlainZone.Read(world.ZonePath).Changes.Count > 0)
        {
            await world.Time.AdvanceToTimerAsync(TimeSpan.FromMinutes(10), limit.Token);
        }

        PlainZone.Read(world.ZonePath).Current.Count.ShouldBe((int)(await world.Store.CountAsync(None)).Parties);
    }

    private static GoldenZoneSink Sink(GoldenWorld world) => new("lake", world.Zone, new GoldenZoneOptions { Buckets = 2 }, Parts(world));

    private static GoldenZoneParts Parts(GoldenWorld world) => new(world.Source, world.Time, NullLogger.Instance);

    private static async Task<IReadOnlyList<OutboxMessage>> MessagesAsync(GoldenWorld world, long after, int most) =>
        [.. (await ((IOutbox)world.Store).ReadOutboxAsync(new OutboxPosition(after, long.MaxValue), most, None)).Select(entry => new OutboxMessage(entry, Form))];

    /// <summary>A zone that takes nothing.</summary>
    private sealed class BrokenZone(FolderZone inner, ZoneFault fault) : IObjectZone
    {
        public ZoneLocation Location => inner.Location;

        public IAsyncEnumerable<ZoneObject> ListAsync(string prefix, string after, CancellationToken cancellationToken) => inner.ListAsync(prefix, after, cancellationToken);

        public Task<ZoneObject?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

        public Stream OpenRead(ZoneObject target, CancellationToken cancellationToken) => inner.OpenRead(target, cancellationToken);

        public Task<ZoneObject> PutAsync(string key, Stream content, CancellationToken cancellationToken) => throw new ZoneException("The zone does not take it.", fault);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

        public void Dispose() => inner.Dispose();
    }
}
