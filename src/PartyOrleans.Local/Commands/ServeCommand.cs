using System.CommandLine;
using PartyOrleans.Api;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party serve</c>: the hub as a service.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where to listen, several separated by semicolons; port 0 lets the system choose.",
        HelpName = "URL",
        DefaultValueFactory = _ => string.Join(';', new ApiOptions().Urls),
    };

    private static readonly Option<string?> LoadFolder = new("--load-folder")
    {
        Description = "Folder that files may be loaded from by POST /v1/loads; without it files can only be sent.",
        HelpName = "FOLDER",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Run the hub as a service: queries, live upserts, explanations and events over HTTP, until it is stopped.")
        {
            SharedOptions.Database,
            SharedOptions.Bundle,
            Urls,
            LoadFolder,
        };
        foreach (Option option in ServeOptions.All)
        {
            command.Options.Add(option);
        }

        return command.Does(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        var options = new ServiceOptions
        {
            Database = database,
            BundlePath = arguments.GetValue(SharedOptions.Bundle),
            Api = new ApiOptions { Urls = UrlsOf(arguments.GetRequiredValue(Urls)) },
            Security = ServeOptions.Of(arguments),
            LoadFolder = arguments.GetValue(LoadFolder),
        };
        await using HubService service = await HubService.StartAsync(options, TimeProvider.System, cancellationToken);
        string store = PartyStores.Describe(database);
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

    private static string[] UrlsOf(string text)
    {
        string[] urls = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string url in urls)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme is not ("http" or "https") || parsed.AbsolutePath != "/")
            {
                throw new CommandException(ExitCode.Usage, $"--urls: '{url}' is no address to listen at; such as http://127.0.0.1:8080.");
            }
        }

        return urls.Length > 0 ? urls : throw new CommandException(ExitCode.Usage, "--urls needs at least one address, such as http://127.0.0.1:8080.");
    }
}
