using System.CommandLine;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Configuration;
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
            return SettingsTable.Write(console, ServiceSettings.All);
        }

        return await RunAsync(ServeOptions.Of(arguments, Environment.GetEnvironmentVariables()), EmbeddedHubEngine.OpenAsync, console, cancellationToken);
    }

    /// <summary>Serves a hub on an engine until it is stopped, or has to end.</summary>
    public static async Task<int> RunAsync(ServiceOptions options, OpenHubEngine open, HubConsole console, CancellationToken cancellationToken)
    {
        await using HubService service = await HubService.StartAsync(options, open, TimeProvider.System, cancellationToken);
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
        Task<string> ended = service.Engine.EndedAsync;
        await ((Task)ended.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCompletedSuccessfully)
        {
            console.Note("party: stopping; what was taken is being committed.");
            return ExitCode.Done;
        }

        console.Note("party: " + await ended);
        return ExitCode.Storage;
    }
}
