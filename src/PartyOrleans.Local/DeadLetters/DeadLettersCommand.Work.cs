using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Api.DeadLetters;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Access;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.DeadLetters;

/// <content>What the commands have in common.</content>
internal static partial class DeadLettersCommand
{
    /// <summary>Works on the store as a hub does, which this command owns meanwhile.</summary>
    private static async Task<int> AtDeskAsync(
        ParseResult arguments, HubConsole console, Func<IDeadLetterDesk, IDeadLetters, Task<int>> work, CancellationToken cancellationToken)
    {
        await (await StoreAccess.OpenToReadAsync(arguments, cancellationToken)).DisposeAsync(); // a store that is not there is not made
        await using IPartyStore store = await StoreAccess.OpenToWriteAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken);
        Bundle bundle = await BundleChoice.ForStoreAsync(store, path: null, train: null, cancellationToken);
        return await WorkProgress.RunAsync(console, TimeProvider.System, async progress =>
        {
            using var instruments = new HubInstruments(HubInstruments.DefaultMeterName);
            await using var hub = new EmbeddedHub(
                store, stop => HubSession.RestoreAsync(store, bundle, progress, stop), new EmbeddedHubOptions(),
                new HubSurroundings(TimeProvider.System, NullLoggerFactory.Instance, instruments));
            await hub.ReadyAsync(cancellationToken);
            using var desk = new DeadLetterDesk(hub, store, () => ContractedLetters.By(SourceContracts.Of(bundle), new SourceLedger()));
            try
            {
                return await work(desk, LettersOf(store));
            }
            catch (HubUnavailableException failure)
            {
                throw new CommandException(ExitCode.Storage, failure.InnerException?.Message ?? failure.Message, failure);
            }
        });
    }

    private static DeadLetterFilter FilterOf(ParseResult arguments) => new()
    {
        Source = arguments.GetValue(Source),
        Input = arguments.GetValue(Input),
        Kind = arguments.GetValue(Kind) is not { } name ? null
            : DeadLetterNames.TryKindOf(name, out DeadLetterKind kind) ? kind
            : throw new CommandException(ExitCode.Usage, $"--kind: '{name}' is none of {string.Join(", ", DeadLetterNames.Kinds)}."),
        Before = arguments.GetValue(OlderThan) is { } age ? TimeProvider.System.GetUtcNow() - Durations.Parse(age, "--older-than") : null,
    };

    private static DeadLetterSelection SelectionOf(ParseResult arguments)
    {
        long[] numbers = arguments.GetValue(Numbers) ?? [];
        DeadLetterFilter filter = FilterOf(arguments);
        bool hasFilter = filter != DeadLetterFilter.All;
        if ((numbers.Length > 0 ? 1 : 0) + (hasFilter ? 1 : 0) + (arguments.GetValue(All) ? 1 : 0) != 1)
        {
            throw new CommandException(
                ExitCode.Usage, "exactly one is needed: numbers of letters, or some of --source, --input, --kind and --older-than, or --all.");
        }

        return new DeadLetterSelection
        {
            Numbers = numbers.Length > 0 ? numbers : null, Filter = filter, Most = numbers.Length > 0 ? Math.Max(numbers.Length, 1) : DeadLetterSelection.MostLetters,
        };
    }

    private static DeadLetterState? StateOf(string name) => name == "all" ? null
        : DeadLetterNames.TryStateOf(name, out DeadLetterState state) ? state
        : throw new CommandException(ExitCode.Usage, $"--state: '{name}' is none of {string.Join(", ", DeadLetterNames.States)}, all.");

    private static async Task<string?> TextOfAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string? text = arguments.GetValue(Text);
        string? file = arguments.GetValue(TextFile);
        bool raw = arguments.GetValue(Raw);
        if ((text is not null ? 1 : 0) + (file is not null ? 1 : 0) + (raw ? 1 : 0) != 1)
        {
            throw new CommandException(ExitCode.Usage, "exactly one is needed: --text, --file or --raw.");
        }

        if (file is null)
        {
            return raw ? null : text;
        }

        try
        {
            string read = file == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(file, cancellationToken);
            return read.TrimEnd('\r', '\n');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Input, $"{file}: the text cannot be read: {failure.Message}", failure);
        }
    }

    private static ChangeOrigin OriginOf(ParseResult arguments) =>
        new(ChangeKind.DeadLetters, arguments.GetRequiredValue(Actor), arguments.GetRequiredValue(Reason));

    private static DeadLetterRun Sum(DeadLetterRun whole, DeadLetterRun part) => whole with
    {
        Letters = whole.Letters + part.Letters,
        Replayed = whole.Replayed + part.Replayed,
        Refused = whole.Refused + part.Refused,
        Discarded = whole.Discarded + part.Discarded,
        Created = whole.Created + part.Created,
        Updated = whole.Updated + part.Updated,
        Deleted = whole.Deleted + part.Deleted,
        Unchanged = whole.Unchanged + part.Unchanged,
        Outdated = whole.Outdated + part.Outdated,
        Readings = [.. whole.Readings.Concat(part.Readings).Take(DeadLetterRun.MostReadings)],
    };

    private static string SummaryOf(DeadLetterRun run, bool isReplay)
    {
        string letters = Figures.Of(run.Letters, "open letter");
        if (!isReplay)
        {
            return $"{letters}, {run.Discarded} {(run.DryRun ? "would be discarded" : "discarded")}.";
        }

        return run.DryRun
            ? $"{letters}: {run.Replayed} would be taken, {run.Refused} would be refused again."
            : $"{letters}: {run.Replayed} taken, {run.Refused} refused again; {run.Created} records new, {run.Updated} changed, {run.Deleted} deleted, {run.Unchanged} as before, {run.Outdated} outdated.";
    }

    private static string LineOf(DeadLetterEntry entry)
    {
        DeadLetter letter = entry.Letter;
        string place = letter.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{letter.Input}:{letter.Line}") : letter.Input;
        string state = entry.State == DeadLetterState.Open ? entry.Text is null ? "open" : "mended" : DeadLetterNames.Of(entry.State);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Number}  {entry.CommittedAt.UtcDateTime:yyyy-MM-dd HH:mm'Z'}  {letter.Source}  {place}  {DeadLetterNames.Of(letter.Kind)}  {state}  tried {letter.Attempts}x  {letter.Reason}");
    }

    private static void Show(HubConsole console, DeadLetterEntry entry)
    {
        console.Document(json => DeadLetterJsonWriter.WriteWhole(json, entry, NoMask.Instance));
        console.Line(LineOf(entry));
        foreach ((string name, string text) in new[] { ("context", entry.Letter.Context), ("headers", entry.Letter.Headers), ("raw", entry.Letter.Raw), ("mended", entry.Text ?? "") })
        {
            if (text.Length > 0)
            {
                console.Line($"{name}: {text}");
            }
        }
    }

    private static IDeadLetters LettersOf(IPartyStore store) =>
        store as IDeadLetters ?? throw new CommandException(ExitCode.Usage, "this kind of store keeps no dead letters.");

    private static CommandException NotThere(long number) =>
        new(ExitCode.NotFound, string.Create(CultureInfo.InvariantCulture, $"there is no letter {number}; party dead-letters list shows those there are."));
}
