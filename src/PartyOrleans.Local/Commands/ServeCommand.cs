using System.CommandLine;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party serve</c>: the hub as a service.</summary>
internal static class ServeCommand
{
    private static readonly Option<bool> Settings = new("--settings")
    {
        Description = "Lists all settings with what each takes, and ends.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Run the hub as a service: queries, live upserts, explanations and events over HTTP, until it is stopped.")
        {
            SharedOptions.Database,
            SharedOptions.Bundle,
            Settings,
        };
        foreach (Option option in ServeOptions.All)
        {
            command.Options.Add(option);
        }

        return command.Does(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Settings))
        {
            return SettingsTable.Write(console);
        }

        ServiceOptions options = ServeOptions.Of(arguments, Environment.GetEnvironmentVariables());
        await using HubService service = await HubService.StartAsync(options, TimeProvider.System, cancellationToken);
        string store = PartyStores.Describe(options.Database);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("db", store);
            json.WriteStartArray("urls");
            foreach (string url in service.Urls)
            {
                json.WriteStringValue(url);
            }

            json.WriteEndArray();
            if (service.Link is { } link)
            {
                json.WriteString("token", link.Token);
            }

            json.WriteEndObject();
        });
        foreach (string url in service.Urls)
        {
            console.Line(service.Link is { } link
                ? $"{store} is served at {url}/?{LocalLink.Parameter}={link.Token} (the token is a bearer token too); Ctrl-C stops it."
                : $"{store} is served at {url}; Ctrl-C stops it.");
        }

        console.Flush();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        console.Note("party: stopping; what was taken is being committed.");
        return ExitCode.Done;
    }
}
