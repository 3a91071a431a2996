using PartyOrleans.Api.Privacy;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Zones;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.GoldenZones;

/// <summary>What a golden zone is to be made of.</summary>
/// <param name="Location">Where to: a folder, or <c>s3://bucket/prefix/</c>.</param>
/// <param name="Format">The format's name; null for JSON Lines.</param>
/// <param name="Mask">What of a value is shown.</param>
/// <param name="WithLineage">Whether every cell is listed with the record and rule that it comes from.</param>
/// <param name="Buckets">Partitions by the hash of the party id.</param>
internal sealed record GoldenZonePlan(string Location, string? Format, IValueMask Mask, bool WithLineage, int Buckets);

/// <summary><c>party export golden-zone</c>: the whole golden zone at once, out of a store.</summary>
internal static class GoldenZoneExport
{
    /// <summary>Makes the zone, in place of one that may be there.</summary>
    /// <exception cref="CommandException">The format is not in this build.</exception>
    /// <exception cref="ZoneException">The zone cannot be written.</exception>
    public static async Task<GoldenManifest> RunAsync(IPartyStore store, GoldenZonePlan plan, CancellationToken cancellationToken)
    {
        string name = plan.Format ?? JsonLinesFormat.Instance.Name;
        IGoldenFormat format = GoldenFormats.Find(name) ?? throw new CommandException(ExitCode.Usage, $"--format: {GoldenFormats.WhyAbsent(name)}.");
        IOutgoingValues values = plan.Mask.ShowsRaw ? ClearValues.Instance : new ValuesByMask(plan.Mask);
        var options = new GoldenZoneOptions { Buckets = plan.Buckets, Format = format, View = new GoldenView(values, plan.WithLineage) };
        using IObjectZone zone = ZoneAccess.Open(ZoneAccess.LocationOf(plan.Location), new(), TimeProvider.System);
        using var writer = new GoldenZoneWriter(zone, options, TimeProvider.System);
        return await writer.BuildAsync(GoldenSource.Of(store), cancellationToken);
    }

    /// <summary>Says what was made.</summary>
    public static void Report(GoldenManifest made, string location, HubConsole console)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("kind", "golden-zone");
            json.WriteString("out", location);
            json.WriteNumber("as_of_commit", made.AsOf.Number);
            json.WriteNumber("current", made.CurrentRows);
            json.WriteNumber("history", made.HistoryRows);
            json.WriteNumber("files", made.Current.Count + made.History.Count);
            json.WriteNumber("bytes", made.Current.Concat(made.History).Sum(file => file.Bytes));
            json.WriteEndObject();
        });
        console.Line(
            $"{location}: {Figures.Count(made.CurrentRows)} current parties and {Figures.Count(made.HistoryRows)} past versions written, as of commit {Figures.Count(made.AsOf.Number)}.");
    }
}
