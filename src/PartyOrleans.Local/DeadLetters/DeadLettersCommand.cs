using System.CommandLine;
using System.Globalization;
using PartyOrleans.Api.DeadLetters;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.DeadLetters;

/// <summary><c>party dead-letters</c>: lists, shows, mends, replays and discards inputs that were refused, in the store itself.</summary>
internal static partial class DeadLettersCommand
{
    private static readonly Argument<long> Number = new("NUMBER") { Description = "The letter's number, as list shows it." };

    private static readonly Argument<long[]> Numbers = new("NUMBER") { Description = "Letters by number; without them those of the filter.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> Source = new("--source", "-s") { Description = "Only letters of this source.", HelpName = "NAME" };

    private static readonly Option<string?> Input = new("--input") { Description = "Only letters that came in this file or stream.", HelpName = "NAME" };

    private static readonly Option<string?> Kind = new("--kind") { Description = $"Only letters of this kind: {string.Join(", ", DeadLetterNames.Kinds)}.", HelpName = "KIND" };

    private static readonly Option<string> State = new("--state")
    {
        Description = $"Only letters in this state: {string.Join(", ", DeadLetterNames.States)}, all.", HelpName = "STATE", DefaultValueFactory = _ => "open",
    };

    private static readonly Option<string?> OlderThan = new("--older-than") { Description = "Only letters of at least this age: 30m, 8h, 7d.", HelpName = "TIME" };

    private static readonly Option<bool> All = new("--all") { Description = "Every open letter." };

    private static readonly Option<int> Limit = new("--limit") { Description = "Letters at most.", DefaultValueFactory = _ => 100 };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Tell what would become of them, and change nothing." };

    private static readonly Option<string> Actor = new("--actor") { Description = "Who does it; kept with the commit.", DefaultValueFactory = _ => "" };

    private static readonly Option<string> Reason = new("--reason") { Description = "Why; kept with the commit.", DefaultValueFactory = _ => "" };

    private static readonly Option<string?> Text = new("--text") { Description = "The mended text." };

    private static readonly Option<string?> TextFile = new("--file") { Description = "A file with the mended text, - for standard input.", HelpName = "FILE" };

    private static readonly Option<bool> Raw = new("--raw") { Description = "Go back to the text as it came." };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new("dead-letters", "Inputs that were refused: list, show, mend, replay, discard.")
        {
            new Command("list", "List letters, without their texts.") { Source, Input, Kind, State, OlderThan, Limit, SharedOptions.Database }.Does(ListAsync),
            new Command("show", "Show a letter with its texts.") { Number, SharedOptions.Database }.Does(ShowAsync),
            new Command("edit", "Keep a mended text beside the one that came; replaying reads it instead.")
            {
                Number, Text, TextFile, Raw, Actor, Reason, SharedOptions.Database,
            }.Does(EditAsync),
            new Command("replay", "Read open letters again, and take what can be taken now.")
            {
                Numbers, Source, Input, Kind, OlderThan, All, DryRun, Actor, Reason, SharedOptions.Database,
            }.Does((arguments, console, stop) => SettleAsync(arguments, console, isReplay: true, stop)),
            new Command("discard", "Settle open letters that are not needed.")
            {
                Numbers, Source, Input, Kind, OlderThan, All, DryRun, Actor, Reason, SharedOptions.Database,
            }.Does((arguments, console, stop) => SettleAsync(arguments, console, isReplay: false, stop)),
        };

    private static async Task<int> ListAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        DeadLetterFilter filter = FilterOf(arguments) with { State = StateOf(arguments.GetRequiredValue(State)) };
        int left = arguments.GetValue(Limit) is var limit and >= 1 ? limit : throw new CommandException(ExitCode.Usage, "--limit must be at least 1.");
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        IDeadLetters letters = LettersOf(store);
        var found = new List<DeadLetterEntry>();
        string? cursor = null;
        do
        {
            Page<DeadLetterEntry> page = await letters.ReadDeadLetterPageAsync(filter, new PageRequest(Math.Min(left - found.Count, PageRequest.MaxLimit), cursor), cancellationToken);
            found.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null && found.Count < left);

        IReadOnlyList<DeadLetterCount> counts = await letters.CountDeadLettersAsync(cancellationToken);
        console.Document(json =>
        {
            json.WriteStartArray();
            foreach (DeadLetterEntry entry in found)
            {
                json.WriteStartObject();
                DeadLetterJsonWriter.WriteMembers(json, entry);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        foreach (DeadLetterEntry entry in found)
        {
            console.Line(LineOf(entry));
        }

        long open = counts.Where(count => count.State == DeadLetterState.Open).Sum(count => count.Letters);
        console.Note($"party: {Figures.Of(found.Count, "letter")} shown, {open.ToString(CultureInfo.InvariantCulture)} open in all.");
        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        long number = arguments.GetRequiredValue(Number);
        Show(console, await LettersOf(store).FindDeadLetterAsync(number, cancellationToken) ?? throw NotThere(number));
        return ExitCode.Done;
    }

    private static async Task<int> EditAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        long number = arguments.GetRequiredValue(Number);
        string? text = await TextOfAsync(arguments, cancellationToken);
        return await AtDeskAsync(arguments, console, async (desk, letters) =>
        {
            if (await desk.EditAsync(number, text, OriginOf(arguments), cancellationToken) is not { } edited)
            {
                throw await letters.FindDeadLetterAsync(number, cancellationToken) is { } settled
                    ? new CommandException(ExitCode.Usage, $"letter {number} was {DeadLetterNames.Of(settled.State)} already.")
                    : NotThere(number);
            }

            Show(console, edited);
            return ExitCode.Done;
        }, cancellationToken);
    }

    private static async Task<int> SettleAsync(ParseResult arguments, HubConsole console, bool isReplay, CancellationToken cancellationToken)
    {
        DeadLetterSelection selection = SelectionOf(arguments);
        bool dryRun = arguments.GetValue(DryRun);
        ChangeOrigin origin = OriginOf(arguments);
        return await AtDeskAsync(arguments, console, async (desk, _) =>
        {
            var whole = new DeadLetterRun(dryRun);
            for (long? after = 0; after is { } from;)
            {
                DeadLetterSelection part = selection with { After = from };
                DeadLetterRun run = isReplay
                    ? await desk.ReplayAsync(part, dryRun, origin, cancellationToken)
                    : await desk.DiscardAsync(part, dryRun, origin, cancellationToken);
                whole = Sum(whole, run);
                after = run.NextAfter;
            }

            console.Document(json => DeadLetterJsonWriter.Write(json, whole));
            foreach (LetterReading reading in whole.Readings.Where(reading => reading.Outcome != LetterOutcome.Discarded))
            {
                console.Line($"{reading.Number}  {reading.Outcome.ToString().ToLowerInvariant()}{(reading.Record is { } key ? $"  {key}" : "")}{(reading.Replaces ? "  replaces what the hub holds" : "")}{(reading.Reason.Length > 0 ? $"  {reading.Reason}" : "")}");
            }

            console.Line(SummaryOf(whole, isReplay));
            return ExitCode.Done;
        }, cancellationToken);
    }
}
