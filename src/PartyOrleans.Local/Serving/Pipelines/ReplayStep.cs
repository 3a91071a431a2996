using System.Globalization;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Kafka.Replaying;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Replays;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Serving.Streams;
using PartyOrleans.Local.Zones;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>
/// Reads objects of a zone, or a range of a stream, again by the mapping and contracts that hold now. What that changes is found out on a second engine beside the hub's, which
/// takes as much memory again; only where it is not a dry run and changes no more than it may, all of it is committed at once. Run again it changes nothing.
/// </summary>
internal sealed class ReplayStep(ConnectionParts parts, RawZone? zone, KafkaStreamOptions? stream) : IPipelineStep
{
    /// <summary>Which messages of the stream.</summary>
    public StreamRange Range { get; init; } = new();

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
        bool dry = node.Flag("dry_run", fallback: true);
        double most = node.Number("max_changed", new BundleOptions().MostChangedShare, 0, 1);
        if (node.TextOrNull("stream") is { } stream)
        {
            StreamRange range = RangeOf(node);
            return parts => new ReplayStep(parts, zone: null, StreamOf(parts, stream, node)) { Range = range, IsDry = dry, MostChanged = most };
        }

        string zone = node.TextOrNull("zone") ?? throw node.Wrong("zone", "a zone, or instead of it a \"stream\"");
        string prefix = node.TextOrNull("prefix") ?? "";
        (DateTimeOffset? from, DateTimeOffset? until) = (TimeOf(node, "from"), TimeOf(node, "until"));
        return parts => new ReplayStep(parts, PipelineSection.ZoneOf(parts, zone, node, "zone"), stream: null)
        {
            Prefix = prefix, From = from, Until = until, IsDry = dry, MostChanged = most,
        };
    }

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        Bundle bundle = parts.Hub.Bundle ?? throw new HubUnavailableException("The hub is starting or recovering.", isOverload: false, TimeSpan.FromSeconds(1));
        using StreamReplay? again = stream is null ? null : new StreamReplay(stream, Range, new ContractAdapters(parts.Contracts, stream.Name), parts.Surroundings.Time);
        ReplayInput input = again is null ? await ReadZoneAsync(cancellationToken) : await ReadStreamAsync(again, cancellationToken);
        long commit = await parts.Store.FindLastCommitAsync(cancellationToken);
        EmbeddedEngine engine = await HubSession.RestoreAsync(parts.Store, bundle, NoProgress.Instance, cancellationToken);
        ReplayReport report = await Task.Run(() => ReplayReport.Of(engine, input, commit, cancellationToken).Report, cancellationToken);
        StepResult result = StepResult.Of(
            (again is null ? "objects" : "partitions", input.Files), ("records_new", report.Created), ("records_changed", report.Updated), ("records_gone", report.Deleted),
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

        await TakeAsync(input, again, context.Origin, cancellationToken);
        return result with { Note = $"A share {share} of the parties changed." };
    }

    private async Task<ReplayInput> ReadZoneAsync(CancellationToken cancellationToken) => await ReplayInput.ReadAsync(
        await zone!.FindLoadedAsync(Prefix, From, Until, cancellationToken), zone.InputNow, parts.Store, NoProgress.Instance, cancellationToken);

    private async Task<ReplayInput> ReadStreamAsync(StreamReplay again, CancellationToken cancellationToken)
    {
        IReadOnlyList<SourcePosition> positions = await parts.Store.ReadPositionsAsync(stream!.Prefix, cancellationToken);
        await Task.Run(() => again.ReadTo(positions, static _ => { }, cancellationToken), cancellationToken);
        return await ReplayInput.OfAsync(again, parts.Store, cancellationToken);
    }

    /// <summary>Hands in what was read; where the stream went on meanwhile, without the records that it told of.</summary>
    private async Task TakeAsync(ReplayInput input, StreamReplay? again, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        var intake = new HubIntake(parts.Hub, parts.Store);
        while (true)
        {
            InputBatch batch = input.Batch;
            try
            {
                await intake.TakeAsync(
                    new IntakeBatch
                    {
                        Upserts = batch.Upserts, Deletes = batch.Deletes, Versions = input.Versions, DeadLetters = input.DeadLetters, Positions = again?.Positions ?? [], Origin = origin,
                    },
                    cancellationToken);
                return;
            }
            catch (StreamMovedException) when (again is not null)
            {
                input = await ReadStreamAsync(again, cancellationToken);
            }
        }
    }

    private static KafkaStreamOptions StreamOf(ConnectionParts parts, string name, ConnectionNode node)
    {
        KafkaStreamOptions[] streams = [.. parts.Made.OfType<StreamConnection>().Select(connection => connection.Options)];
        return Array.Find(streams, stream => string.Equals(stream.Name, name, StringComparison.Ordinal))
            ?? throw node.Wrong("stream", streams.Length == 0 ? "a stream of this file, and it has none" : $"one of the streams {string.Join(", ", streams.Select(stream => stream.Name))}, and not '{name}'");
    }

    private static StreamRange RangeOf(ConnectionNode node) => new()
    {
        Topic = node.TextOrNull("topic"), Partition = node.Has("partition") ? (int)node.Whole("partition", 0, 0, int.MaxValue) : null,
        From = EdgeOf(node, "from"), Until = EdgeOf(node, "until"),
    };

    private static RangeEdge? EdgeOf(ConnectionNode node, string name) =>
        node.TextOrNull(name) is not { } text ? null
        : RangeEdge.TryParse(text, out RangeEdge edge) ? edge
        : throw node.Wrong(name, "an offset as a text such as \"1200\", or a time such as 2026-01-31T12:00:00Z");

    private static DateTimeOffset? TimeOf(ConnectionNode node, string name) =>
        node.TextOrNull(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw node.Wrong(name, "a time such as 2026-01-31T12:00:00Z");
}
