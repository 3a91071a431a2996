using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Serving.Pipelines;
using PartyOrleans.Local.Zones;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.GoldenZones;

/// <summary>A step of a pipeline that writes the whole golden zone, in place of the one before.</summary>
/// <param name="store">The store.</param>
/// <param name="options">How the zone is laid out.</param>
/// <param name="open">Opens the place where it is written.</param>
/// <param name="time">Clock.</param>
internal sealed class GoldenZoneStep(IPartyStore store, GoldenZoneOptions options, Func<TimeProvider, IObjectZone> open, TimeProvider time) : IPipelineStep
{
    /// <summary>What an export names it.</summary>
    public const string What = "golden-zone";

    /// <summary>Reads the step; what is exported and the common members are read already.</summary>
    public static MakeStep Read(ConnectionNode node)
    {
        Func<TimeProvider, IObjectZone> open = ZoneSection.ReadPlace(node);
        GoldenZoneOptions options = ReadLayout(node);
        bool isClear = node.Choice("values", fallback: false, ("masked", false), ("clear", true));
        bool lineage = node.Flag("lineage", fallback: false);
        return parts =>
        {
            IOutgoingValues values = isClear
                ? ClearValues.Instance
                : new ValuesByMask(new Disclosure(new ValueMask(parts.Masking.Policy, ScopeSet.Of([Scopes.Read]))));
            return new GoldenZoneStep(parts.Store, options with { View = new GoldenView(values, lineage) }, open, parts.Surroundings.Time);
        };
    }

    /// <summary>How a zone is laid out: <c>buckets</c> and <c>format</c>.</summary>
    public static GoldenZoneOptions ReadLayout(ConnectionNode node)
    {
        var usual = new GoldenZoneOptions();
        string format = node.TextOrNull("format") ?? usual.Format.Name;
        return usual with
        {
            Buckets = (int)node.Whole("buckets", usual.Buckets, 1, 1024),
            Format = GoldenFormats.Find(format) ?? throw node.Wrong("format", $"another ({GoldenFormats.WhyAbsent(format)})"),
        };
    }

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        using IObjectZone zone = open(time);
        using var writer = new GoldenZoneWriter(zone, options, time);
        GoldenManifest made = await writer.BuildAsync(GoldenSource.Of(store), cancellationToken);
        return StepResult.Of(("current", made.CurrentRows), ("history", made.HistoryRows), ("bytes", made.Current.Concat(made.History).Sum(file => file.Bytes)));
    }
}
