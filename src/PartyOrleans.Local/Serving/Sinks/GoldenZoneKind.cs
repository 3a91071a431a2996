using Microsoft.Extensions.Logging;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.GoldenZones;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Zones;

namespace PartyOrleans.Local.Serving.Sinks;

/// <summary>Golden zones in the connections file.</summary>
internal static class GoldenZoneKind
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Month = TimeSpan.FromDays(31);
    private static readonly TimeSpan Century = TimeSpan.FromDays(36_525);
    private static readonly GoldenZoneOptions Usual = new();

    /// <summary>The kind. A delivery may wait until the zone was built; what is delivered becomes a micro-batch, so it is better few and great.</summary>
    public static SinkKind Kind { get; } = new(
        "golden-zone", new RelayOptions { MostPerDelivery = 10_000, Linger = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromMinutes(10) }, Read);

    private static (MakeSink Make, RelayOptions Options) Read(ConnectionNode node, RelayOptions common)
    {
        foreach (string name in (string[])["events", "start"])
        {
            if (node.Has(name))
            {
                throw node.Wrong(name, "no such member; a golden zone is told everything");
            }
        }

        Func<TimeProvider, IObjectZone> open = ZoneSection.ReadPlace(node);
        GoldenZoneOptions zone = GoldenZoneStep.ReadLayout(node) with
        {
            CompactEvery = node.Duration("compact_every", Usual.CompactEvery, Second, Day),
            Grace = node.Duration("grace", Usual.Grace, TimeSpan.Zero, Month),
            KeepHistory = node.Has("keep_history") ? node.Duration("keep_history", Century, Month, Century) : null,
            EraseEvery = node.Duration("erase_every", Usual.EraseEvery, TimeSpan.Zero, Day),
        };
        string sink = node.Text("name");
        RelayOptions options = common with
        {
            Types = ["party.*"],
            Linger = node.Duration("linger", common.Linger, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            MostPerDelivery = (int)node.Whole("batch", common.MostPerDelivery, 1, 100_000),
        };
        return (Make, options);

        IEventSink Make(ConnectionParts parts, IOutgoingValues values, bool lineage) => new GoldenZoneSink(
            sink,
            open(parts.Surroundings.Time),
            zone with { View = new GoldenView(values, lineage) },
            new GoldenZoneParts(GoldenSource.Of(parts.Store), parts.Surroundings.Time, parts.Surroundings.Logs.CreateLogger<GoldenZoneSink>()));
    }
}
