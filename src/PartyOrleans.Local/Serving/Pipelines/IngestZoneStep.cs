using System.Globalization;
using PartyOrleans.Api.Zones;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Zones;
using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>Looks through a zone and loads what is new or changed; objects that were loaded are passed over, so it may be run as often as somebody likes.</summary>
internal sealed class IngestZoneStep(RawZone zone, string prefix) : IPipelineStep
{
    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        ZoneScanStatus scan = await zone.ScanAsync(prefix, context.Origin, cancellationToken);
        context.Report("records", scan.Records);
        if (scan.Failed > 0)
        {
            string first = scan.Failures.Count > 0 ? " The first: " + scan.Failures[0] : "";
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{scan.Failed} of {scan.Listed} objects could not be loaded.{first}"));
        }

        StepResult all = StepResult.Of(
            ("objects", scan.Listed), ("loaded", scan.Loaded), ("unchanged", scan.Unchanged), ("records", scan.Records), ("rejected", scan.Rejected), ("changed", scan.Changed));
        return scan.Rejected == 0 ? all : all with { Note = $"{scan.Rejected} lines were refused; they are dead letters now.", Warns = true };
    }
}
