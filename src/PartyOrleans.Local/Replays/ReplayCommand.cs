using System.CommandLine;
using System.Globalization;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Kafka.Replaying;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving.Streams;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Replays;

/// <summary><c>party replay</c>: reads source data again after a rule changed, shows what that changes, and does it where it is allowed to.</summary>
internal static class ReplayCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show what would change, and change nothing." };

    private static readonly Argument<string[]> Inputs = new Argument<string[]>("INPUT")
    {
        Description = SharedOptions.Inputs.Description + " None with --stream.", Arity = ArgumentArity.ZeroOrMore,
    }.RefusingOptions();

    private static readonly Option<string?> From = new("--from")
    {
        Description = "Only inputs of which the last was loaded at this time or later: 2026-01-31T12:00:00Z. Of a stream the first message, by its time or offset.", HelpName = "TIME|OFFSET",
    };

    private static readonly Option<string?> Until = new("--until")
    {
        Description = "Only inputs of which the last was loaded before this time. Of a stream the message after the last one.", HelpName = "TIME|OFFSET",
    };

    private static readonly Option<string?> Stream = new("--stream") { Description = "Instead of inputs: a stream of the connections file, from the oldest message to what the hub has taken.", HelpName = "NAME" };

    private static readonly Option<string?> Connections = new("--connections") { Description = "The connections file that says what the stream is.", HelpName = "FILE" };

    private static readonly Option<string?> Topic = new("--topic") { Description = "Only this topic of the stream.", HelpName = "TOPIC" };

    private static readonly Option<int?> Partition = new("--partition") { Description = "Only this partition; offsets need one.", HelpName = "NUMBER" };

    private static readonly Option<double> MostChanged = new("--max-changed")
    {
        Description = "Share of the parties, 0 to 1, that may change at most.", DefaultValueFactory = _ => new BundleOptions().MostChangedShare,
    };

    private static readonly Option<string?> Digest = new("--digest") { Description = "Digest that a dry run showed: refused where anything else would change by now.", HelpName = "HEX" };

    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; kept with the commit." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new Command("replay", "Read source data again by the mapping and contracts that hold now, show what that changes, and commit it at once or not at all.")
    {
        Inputs, SharedOptions.Mapping, SharedOptions.Source, Stream, Connections, Topic, Partition, DryRun, From, Until, MostChanged, Digest, Reason, SharedOptions.Database,
    }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        await (await StoreAccess.OpenToReadAsync(database, cancellationToken)).DisposeAsync(); // a store that is not there is not made
        RequireOneKind(arguments);
        if (arguments.GetValue(Stream) is { } name)
        {
            (KafkaStreamOptions stream, StreamRange range) = StreamOf(arguments, name);
            return await RunAsync(arguments, console, (session, progress) => ReadAsync(session, stream, range, progress, cancellationToken), cancellationToken);
        }

        (DateTimeOffset? from, DateTimeOffset? until) = (TimeOf(arguments, From), TimeOf(arguments, Until));
        using NamedInputs inputs = await InputAccess.ExpandAsync(arguments.GetValue(Inputs) ?? [], cancellationToken);
        InputOptions options = InputAccess.OptionsOf(arguments, keepPayload: true);
        return await RunAsync(
            arguments, console,
            async (session, progress) =>
            {
                IReadOnlyList<InputFile> files = await ReplayRange.SelectAsync(inputs.Files, session.Store, from, until, cancellationToken);
                return await ReplayInput.ReadAsync(files, options with { Contracts = SourceContracts.Of(session.Engine.Bundle) }, session.Store, progress, cancellationToken);
            },
            cancellationToken);
    }

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, Func<HubSession, WorkProgress, Task<ReplayInput>> read, CancellationToken cancellationToken)
    {
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        bool dry = arguments.GetValue(DryRun);
        (ReplayInput Input, ReplayReport Report, long? Commit) done = await WorkProgress.RunAsync(console, TimeProvider.System, async progress =>
        {
            await using HubSession session = await HubSession.OpenAsync(database, bundlePath: null, train: null, progress, cancellationToken);
            ReplayInput input = await read(session, progress);
            (HubChange change, ReplayReport report) = ReplayReport.Of(session.Engine, input, await session.Store.FindLastCommitAsync(cancellationToken), cancellationToken);
            if (dry)
            {
                return (input, report, (long?)null);
            }

            Require(report, arguments.GetValue(MostChanged), arguments.GetValue(Digest));
            var origin = new ChangeOrigin(ChangeKind.Load, Environment.UserName, arguments.GetValue(Reason) is { Length: > 0 } reason ? $"replay: {reason}" : "replay");
            long commit = await session.Store.CommitAsync(
                change with { DeadLetters = input.DeadLetters, Versions = input.Versions, Origin = origin }, CancellationToken.None);
            return (input, report, (long?)commit);
        });
        Show(console, done.Input, done.Report, done.Commit);
        return ExitCode.Done;
    }

    private static void RequireOneKind(ParseResult arguments)
    {
        bool isStream = arguments.GetValue(Stream) is not null, hasInputs = arguments.GetValue(Inputs) is { Length: > 0 };
        if (isStream == hasInputs)
        {
            throw new CommandException(ExitCode.Usage, isStream ? "--stream: not together with inputs." : "name at least one input, or a stream by --stream.");
        }

        foreach (Option option in isStream ? (ReadOnlySpan<Option>)[SharedOptions.Mapping, SharedOptions.Source] : [Connections, Topic, Partition])
        {
            if (arguments.GetResult(option) is { Implicit: false })
            {
                throw new CommandException(ExitCode.Usage, $"{option.Name}: {(isStream ? "not with --stream, whose messages are read by the contracts of the bundle" : "only with --stream")}.");
            }
        }
    }

    private static (KafkaStreamOptions Stream, StreamRange Range) StreamOf(ParseResult arguments, string name)
    {
        string path = arguments.GetValue(Connections) ?? throw new CommandException(ExitCode.Usage, "--stream: needs --connections FILE, which says where the stream is.");
        var range = new StreamRange
        {
            Topic = arguments.GetValue(Topic), Partition = arguments.GetValue(Partition), From = EdgeOf(arguments, From), Until = EdgeOf(arguments, Until),
        };
        return (StreamSection.Find(path, name, Environment.GetEnvironmentVariables()), range);
    }

    private static async Task<ReplayInput> ReadAsync(HubSession session, KafkaStreamOptions stream, StreamRange range, WorkProgress progress, CancellationToken cancellationToken)
    {
        var contracts = new ContractsInForce(new SourceLedger());
        contracts.Follow(session.Engine.Bundle);
        using var replay = new StreamReplay(stream, range, new ContractAdapters(contracts, stream.Name), TimeProvider.System);
        IReadOnlyList<SourcePosition> positions = await session.Store.ReadPositionsAsync(stream.Prefix, cancellationToken);
        progress.Begin("reading again", "messages");
        await Task.Run(() => replay.ReadTo(positions, progress.Advance, cancellationToken), cancellationToken);
        progress.End();
        return await ReplayInput.OfAsync(replay, session.Store, cancellationToken);
    }

    private static RangeEdge? EdgeOf(ParseResult arguments, Option<string?> option) =>
        arguments.GetValue(option) is not { } text ? null
        : RangeEdge.TryParse(text, out RangeEdge edge) ? edge
        : throw new CommandException(ExitCode.Usage, $"{option.Name}: '{text}' is neither an offset nor a time such as 2026-01-31T12:00:00Z.");

    private static void Require(ReplayReport report, double most, string? digest)
    {
        if (digest is not null && !string.Equals(digest, report.Parties.Digest, StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandException(ExitCode.Usage, "--digest: the replay would change something else by now; look at it again with --dry-run. Nothing was changed.");
        }

        if (report.Parties.ChangedShare > most)
        {
            throw new CommandException(ExitCode.Usage, string.Create(
                CultureInfo.InvariantCulture, $"the replay would change {report.Parties.Touched} of {report.Parties.PartiesBefore} parties, more than the share {most} that --max-changed allows; nothing was changed."));
        }
    }

    private static DateTimeOffset? TimeOf(ParseResult arguments, Option<string?> option) =>
        arguments.GetValue(option) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw new CommandException(ExitCode.Usage, $"{option.Name}: '{text}' is no time such as 2026-01-31T12:00:00Z.");

    private static void Show(HubConsole console, ReplayInput input, ReplayReport report, long? commit)
    {
        BundleReport parties = report.Parties;
        (string Name, long Count)[] counts =
        [
            ("inputs", input.Files), .. input.Messages is { } messages ? [("messages", messages)] : Array.Empty<(string, long)>(), ("records_new", report.Created), ("records_changed", report.Updated), ("records_gone", report.Deleted), ("records_unchanged", report.Unchanged),
            ("records_left_out", input.LeftOut), ("refused", input.Refused), ("parties_before", parties.PartiesBefore), ("parties_after", parties.PartiesAfter),
            ("merged", parties.Merged.Parties), ("split", parties.Split.Parties), ("changed", parties.Changed.Parties), ("reviews_opened", parties.ReviewsOpened),
            ("reviews_closed", parties.ReviewsClosed),
        ];
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("dry_run", commit is null);
            if (commit is { } number)
            {
                json.WriteNumber("commit", number);
            }

            json.WriteString("digest", parties.Digest);
            foreach ((string name, long count) in counts)
            {
                json.WriteNumber(name, count);
            }

            json.WriteNumber("changed_share", parties.ChangedShare);
            json.WriteEndObject();
        });
        foreach ((string name, long count) in counts)
        {
            console.Line($"  {name.Replace('_', ' '),-18}{Figures.Count(count),14}");
        }

        foreach ((string what, BundleEffects effects) in (ReadOnlySpan<(string, BundleEffects)>)[("merged", parties.Merged), ("split", parties.Split), ("changed", parties.Changed)])
        {
            foreach (BundleSample sample in effects.Samples)
            {
                console.Line($"  {what} {sample.Party} {sample.Other}: {string.Join(", ", sample.Records)}");
            }
        }

        console.Line(commit is { } done ? $"committed as {done}." : $"nothing was changed; digest {parties.Digest}.");
    }
}
