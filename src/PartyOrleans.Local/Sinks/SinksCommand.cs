using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PartyOrleans.Client;
using PartyOrleans.Local.Access;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using Spectre.Console;

namespace PartyOrleans.Local.Sinks;

/// <summary><c>party sinks</c>: the sinks of a hub that serves.</summary>
internal static class SinksCommand
{
    private const string Scope = "operate";

    private static readonly Argument<string> Name = new Argument<string>("NAME") { Description = "The sink." }.RefusingOptions();

    private static readonly Option<string> Reason = new("--reason") { Description = "Why; kept with the sink.", Required = true };

    private static readonly Option<long?> Event = new("--event") { Description = "Go on after this event of a party, as list shows it; from the first one there is where it is not given." };

    private static readonly Option<long?> Review = new("--review") { Description = "Go on after this event of a review task." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("sinks", "See and steer where a hub that serves tells its events to.")
    {
        new Command("list", "List the sinks with how far each has come.") { HubAccess.Hub, SharedOptions.Database }.Does(ListAsync),
        new Command("enable", "Deliver to a sink again, from where it stopped.") { Name, HubAccess.Hub, SharedOptions.Database }.Does(EnableAsync),
        new Command("disable", "Deliver nothing to a sink until it is enabled.") { Name, Reason, HubAccess.Hub, SharedOptions.Database }.Does(DisableAsync),
        new Command("rewind", "Tell a sink again what it was told.") { Name, Event, Review, HubAccess.Hub, SharedOptions.Database }.Does(RewindAsync),
    };

    private static async Task<int> ListAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        using PartyHubClient hub = await HubAsync(arguments, cancellationToken);
        Write(console, await HubAccess.AskAsync(() => hub.GetSinksAsync(cancellationToken)));
        return ExitCode.Done;
    }

    private static Task<int> EnableAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken) =>
        ActAsync(arguments, console, (hub, name) => hub.EnableSinkAsync(name, cancellationToken), cancellationToken);

    private static Task<int> DisableAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken) =>
        ActAsync(arguments, console, (hub, name) => hub.DisableSinkAsync(name, arguments.GetRequiredValue(Reason), cancellationToken), cancellationToken);

    private static Task<int> RewindAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        var place = new OutboxPlace(arguments.GetValue(Event) ?? 0, arguments.GetValue(Review) ?? 0);
        return ActAsync(arguments, console, (hub, name) => hub.RewindSinkAsync(name, place, cancellationToken), cancellationToken);
    }

    private static async Task<int> ActAsync(ParseResult arguments, HubConsole console, Func<PartyHubClient, string, Task<Sink?>> act, CancellationToken cancellationToken)
    {
        string name = arguments.GetRequiredValue(Name);
        using PartyHubClient hub = await HubAsync(arguments, cancellationToken);
        Write(console, [await HubAccess.AskAsync(() => act(hub, name)) ?? throw new CommandException(ExitCode.NotFound, $"the hub has no sink {name}.")]);
        return ExitCode.Done;
    }

    private static async Task<PartyHubClient> HubAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        await HubAccess.ClientAsync(arguments, Scope, cancellationToken) ?? throw new CommandException(ExitCode.Usage, "--hub URL is needed: only a hub that serves has sinks.");

    private static void Write(HubConsole console, IReadOnlyList<Sink> sinks)
    {
        console.Document(json => JsonSerializer.Serialize(json, sinks, SinksCommandJson.Default.IReadOnlyListSink));
        var table = new Table { Border = TableBorder.None };
        table.AddColumns("sink", "kind", "state", "told up to", "waiting", "for", "");
        foreach (Sink sink in sinks)
        {
            table.AddRow(
                Markup.Escape(sink.Name), Markup.Escape(sink.Kind), sink.Breaker == "closed" ? sink.State : $"{sink.State}, breaker {sink.Breaker}",
                string.Create(CultureInfo.InvariantCulture, $"event {sink.Delivered.Event}, review {sink.Delivered.Review}"), Figures.Count(sink.LagEntries),
                sink.LagEntries == 0 ? "" : Figures.Duration(TimeSpan.FromSeconds(sink.LagSeconds)), Markup.Escape(sink.Disabled?.Reason ?? sink.Failure ?? ""));
        }

        console.Show(table);
    }
}

/// <summary>How sinks are written: as the API does.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<Sink>))]
internal sealed partial class SinksCommandJson : JsonSerializerContext;
