using System.CommandLine;
using System.Globalization;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Replays;

/// <summary><c>party replay</c>: reads source data again after a rule changed, shows what that changes, and does it where it is allowed to.</summary>
internal static class ReplayCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show what would change, and change nothing." };

    private static readonly Option<string?> From = new("--from") { Description = "Only inputs of which the last was loaded at this time or later: 2026-01-31T12:00:00Z.", HelpName = "TIME" };

    private static readonly Option<string?> Until = new("--until") { Description = "Only inputs of which the last was loaded before this time.", HelpName = "TIME" };

    private static readonly Option<double> MostChanged = new("--max-changed")
    {
        Description = "Share of the parties, 0 to 1, that may change at most.", DefaultValueFactory = _ => new BundleOptions().MostChangedShare,
    };

    private static readonly Option<string?> Digest = new("--digest") { Description = "Digest that a dry run showed: refused where anything else would change by now.", HelpName = "HEX" };

    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; kept with the commit." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new Command("replay", "Read source data again by the mapping and contracts that hold now, show what that changes, and commit it at once or not at all.")
    {
        SharedOptions.Inputs, SharedOptions.Mapping, SharedOptions.Source, DryRun, From, Until, MostChanged, Digest, Reason, SharedOptions.Database,
    }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        await (await StoreAccess.OpenToReadAsync(database, cancellationToken)).DisposeAsync(); // a store that is not there is not made
        (DateTimeOffset? from, DateTimeOffset? until) = (TimeOf(arguments, From), TimeOf(arguments, Until));
        using NamedInputs inputs = await InputAccess.ExpandAsync(arguments.GetRequiredValue(SharedOptions.Inputs), cancellationToken);
        InputOptions options = InputAccess.OptionsOf(arguments, keepPayload: true);
        bool dry = arguments.GetValue(DryRun);
        (ReplayInput Input, ReplayReport Report, long? Commit) done = await WorkProgress.RunAsync(console, TimeProvider.System, async progress =>
        {
            await using HubSession session = await HubSession.OpenAsync(database, bundlePath: null, train: null, progress, cancellationToken);
            IReadOnlyList<InputFile> files = await ReplayRange.SelectAsync(inputs.Files, session.Store, from, until, cancellationToken);
            ReplayInput input = await ReplayInput.ReadAsync(
                files, options with { Contracts = SourceContracts.Of(session.Engine.Bundle) }, session.Store, progress, cancellationToken);
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
            ("inputs", input.Files), ("records_new", report.Created), ("records_changed", report.Updated), ("records_gone", report.Deleted), ("records_unchanged", report.Unchanged),
            ("records_left_out", input.LeftOut), ("refused", input.DeadLetters.Count), ("parties_before", parties.PartiesBefore), ("parties_after", parties.PartiesAfter),
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
