using System.Globalization;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Replays;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Zones;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>
/// Reads objects of a zone again by the mapping and contracts that hold now. What that changes is found out on a second engine beside the hub's, which
/// takes as much memory again; only where it is not a dry run and changes no more than it may, all of it is committed at once. Run again it changes nothing.
/// </summary>
internal sealed class ReplayStep(ConnectionParts parts, RawZone zone) : IPipelineStep
{
    /// <summary>What the keys begin with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Only objects of which the last was committed at this time or later; null for any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only objects of which the last was committed before this time; null for any.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether nothing is changed; default true.</summary>
    public bool IsDry { get; init; } = true;

    /// <summary>Share of the parties, 0 to 1, that may change at most.</summary>
    public double MostChanged { get; init; }

    /// <summary>Reads the step.</summary>
    public static MakeStep Read(ConnectionNode node)
    {
        string zone = node.Text("zone");
        string prefix = node.TextOrNull("prefix") ?? "";
        (DateTimeOffset? from, DateTimeOffset? until) = (TimeOf(node, "from"), TimeOf(node, "until"));
        bool dry = node.Flag("dry_run", fallback: true);
        double most = node.Number("max_changed", new BundleOptions().MostChangedShare, 0, 1);
        return parts => new ReplayStep(parts, PipelineSection.ZoneOf(parts, zone, node, "zone")) { Prefix = prefix, From = from, Until = until, IsDry = dry, MostChanged = most };
    }

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        Bundle bundle = parts.Hub.Bundle ?? throw new HubUnavailableException("The hub is starting or recovering.", isOverload: false, TimeSpan.FromSeconds(1));
        IReadOnlyList<InputFile> files = await zone.FindLoadedAsync(Prefix, From, Until, cancellationToken);
        ReplayInput input = await ReplayInput.ReadAsync(files, zone.InputNow, parts.Store, NoProgress.Instance, cancellationToken);
        long commit = await parts.Store.FindLastCommitAsync(cancellationToken);
        EmbeddedEngine engine = await HubSession.RestoreAsync(parts.Store, bundle, NoProgress.Instance, cancellationToken);
        ReplayReport report = await Task.Run(() => ReplayReport.Of(engine, input, commit, cancellationToken).Report, cancellationToken);
        StepResult result = StepResult.Of(
            ("objects", input.Files), ("records_new", report.Created), ("records_changed", report.Updated), ("records_gone", report.Deleted),
            ("records_unchanged", report.Unchanged), ("records_left_out", input.LeftOut), ("refused", input.Refused), ("merged", report.Parties.Merged.Parties),
            ("split", report.Parties.Split.Parties), ("changed", report.Parties.Changed.Parties), ("parties_touched", report.Parties.Touched));
        string share = report.Parties.ChangedShare.ToString("0.####", CultureInfo.InvariantCulture);
        if (IsDry)
        {
            return result with { Note = $"Nothing was changed; a share {share} of the parties would change." };
        }

        if (report.Parties.ChangedShare > MostChanged)
        {
            throw new StepFailedException(
                string.Create(CultureInfo.InvariantCulture, $"A share {share} of the parties would change, more than max_changed ({MostChanged}) allows; nothing was changed."), result.Counts);
        }

        InputBatch batch = input.Batch;
        await new HubIntake(parts.Hub, parts.Store).TakeAsync(
            new IntakeBatch { Upserts = batch.Upserts, Deletes = batch.Deletes, Versions = input.Versions, DeadLetters = input.DeadLetters, Origin = context.Origin },
            cancellationToken);
        return result with { Note = $"A share {share} of the parties changed." };
    }

    private static DateTimeOffset? TimeOf(ConnectionNode node, string name) =>
        node.TextOrNull(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw node.Wrong(name, "a time such as 2026-01-31T12:00:00Z");
}
