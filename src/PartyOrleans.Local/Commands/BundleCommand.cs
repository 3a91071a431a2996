using System.CommandLine;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party bundle</c>: which bundle decides, what another one would change, and its exchange; on a store that no hub serves.</summary>
internal static class BundleCommand
{
    private static readonly Argument<string> File = new Argument<string>("FILE") { Description = "The bundle's file." }.RefusingOptions();

    private static readonly Option<double> MostChanged = new("--max-changed")
    {
        Description = "Share of the parties, 0 to 1, that may change at most.", DefaultValueFactory = _ => new BundleOptions().MostChangedShare,
    };

    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; kept with the commit." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("bundle", "Show, compare and exchange the bundle that decides a store's answers.")
    {
        new Command("show", "List the store's bundles and which one is active.") { SharedOptions.Database }.Does(ShowAsync),
        new Command("validate", "Say whether a file is a bundle.") { File }.Does(ValidateAsync),
        new Command("diff", "Replay the store's records under another bundle, and say what it would change. Changes nothing.") { File, SharedOptions.Database }.Does(
            (arguments, console, stop) => CompareAsync(arguments, console, isKept: false, stop)),
        new Command("activate", "Make another bundle the active one, with all that follows from it, in one transaction.") { File, MostChanged, Reason, SharedOptions.Database }.Does(
            (arguments, console, stop) => CompareAsync(arguments, console, isKept: true, stop)),
        new Command("rollback", "Make the bundle that was active before this one the active one again.") { MostChanged, Reason, SharedOptions.Database }.Does(RollBackAsync),
    };

    private static async Task<int> ShowAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        IReadOnlyList<KeptBundle> bundles = await store.ReadBundlesAsync(cancellationToken);
        long active = bundles.SelectMany(bundle => bundle.Activations).Select(activation => activation.Number).DefaultIfEmpty().Max();
        console.Document(json =>
        {
            json.WriteStartArray();
            foreach (KeptBundle bundle in bundles)
            {
                json.WriteStartObject();
                json.WriteString("sha256", bundle.Sha256);
                json.WriteBoolean("is_active", IsActive(bundle));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        foreach (KeptBundle bundle in bundles)
        {
            console.Line($"{(IsActive(bundle) ? "*" : " ")} {bundle.Sha256}  {BundleFile.Parse(bundle.Json, "the store's bundle").Name}");
        }

        return ExitCode.Done;

        bool IsActive(KeptBundle bundle) => bundle.Activations.Any(activation => activation.Number == active);
    }

    private static async Task<int> ValidateAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        Bundle bundle = await BundleChoice.ForAsync(arguments.GetRequiredValue(File), cancellationToken);
        string sha256 = BundleFile.Sha256Of(BundleFile.ToJson(bundle));
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", bundle.Name);
            json.WriteString("sha256", sha256);
            json.WriteEndObject();
        });
        console.Line($"{bundle.Name} is a bundle: {sha256}");
        return ExitCode.Done;
    }

    private static async Task<int> CompareAsync(ParseResult arguments, HubConsole console, bool isKept, CancellationToken cancellationToken)
    {
        Bundle bundle = await BundleChoice.ForAsync(arguments.GetRequiredValue(File), cancellationToken);
        await using IPartyStore store = await OpenAsync(arguments, isKept, cancellationToken);
        await ReplayAsync(store, bundle, isKept ? AcceptanceOf(arguments) : null, console, cancellationToken);
        return ExitCode.Done;
    }

    private static async Task<int> RollBackAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await OpenAsync(arguments, isChanged: true, cancellationToken);
        string before = BundleHistory.Before(await store.ReadBundlesAsync(cancellationToken))
            ?? throw new CommandException(ExitCode.Usage, "no other bundle was active in this store before.");
        string json = (await store.FindBundleAsync(before, cancellationToken))!;
        await ReplayAsync(store, BundleFile.Parse(json, "the store's bundle", ContractsInForce.Vocabulary), AcceptanceOf(arguments), console, cancellationToken);
        return ExitCode.Done;
    }

    private static (double MostChanged, string Reason) AcceptanceOf(ParseResult arguments) => (arguments.GetValue(MostChanged), arguments.GetValue(Reason) ?? "");

    private static async Task<IPartyStore> OpenAsync(ParseResult arguments, bool isChanged, CancellationToken cancellationToken)
    {
        IPartyStore looking = await StoreAccess.OpenToReadAsync(arguments, cancellationToken); // a store that is not there is not made
        if (!isChanged)
        {
            return looking;
        }

        await looking.DisposeAsync();
        return await StoreAccess.OpenToWriteAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken);
    }

    private static async Task ReplayAsync(
        IPartyStore store, Bundle bundle, (double MostChanged, string Reason)? acceptance, HubConsole console, CancellationToken cancellationToken)
    {
        string json = BundleFile.ToJson(bundle);
        var text = new BundleText(BundleFile.Sha256Of(json), json);
        if (string.Equals(await store.FindActiveBundleAsync(cancellationToken), json, StringComparison.Ordinal))
        {
            throw new CommandException(ExitCode.Usage, $"{bundle.Name} is the store's active bundle already.");
        }

        var replay = new BundleReplay(bundle, text);
        (HubChange change, BundleReport report) = await StoreReplay.RunAsync(store, replay, cancellationToken);
        Show(report, console);
        if (acceptance is not { } terms)
        {
            return;
        }

        if (report.ChangedShare > terms.MostChanged)
        {
            throw new CommandException(ExitCode.Usage, $"the bundle would change {report.Touched} of {report.PartiesBefore} parties, more than --max-changed allows; nothing was changed.");
        }

        await store.CommitAsync(change with { Activated = text, Origin = new ChangeOrigin(ChangeKind.Bundle, Reason: terms.Reason) }, cancellationToken);
        console.Line($"{bundle.Name} is active.");
    }

    private static void Show(BundleReport report, HubConsole console)
    {
        (string Name, long Count)[] counts =
        [
            ("parties_before", report.PartiesBefore), ("parties_after", report.PartiesAfter), ("merged", report.Merged.Parties), ("split", report.Split.Parties),
            ("changed", report.Changed.Parties), ("reviews_opened", report.ReviewsOpened), ("reviews_closed", report.ReviewsClosed),
        ];
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("sha256", report.Sha256);
            json.WriteString("digest", report.Digest);
            foreach ((string name, long count) in counts)
            {
                json.WriteNumber(name, count);
            }

            json.WriteNumber("changed_share", report.ChangedShare);
            json.WriteEndObject();
        });
        foreach ((string name, long count) in counts)
        {
            console.Line($"  {name.Replace('_', ' '),-16}{Figures.Count(count),14}");
        }

        foreach ((string what, BundleEffects effects) in (ReadOnlySpan<(string, BundleEffects)>)[("merged", report.Merged), ("split", report.Split)])
        {
            foreach (BundleSample sample in effects.Samples)
            {
                console.Line($"  {what} {sample.Party} {sample.Other}: {string.Join(", ", sample.Records)}");
            }
        }
    }
}
