using System.CommandLine;
using PartyOrleans.Api.Security;
using PartyOrleans.Client;
using PartyOrleans.Local.Commands;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Local.Access;

/// <summary>How commands ask a hub that serves: <c>--hub</c> says where, and <c>PARTY_TOKEN</c> who asks.</summary>
internal static class HubAccess
{
    /// <summary>Environment variable with the bearer token or API key.</summary>
    public const string TokenVariable = "PARTY_TOKEN";

    /// <summary>The hub to ask.</summary>
    public static readonly Option<string?> Hub = new("--hub")
    {
        Description = $"Ask the hub that serves at this address. The token is taken from {TokenVariable}; without it one is signed with the key beside --db.",
        HelpName = "URL",
    };

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>A client of the hub named on the command line; null where none is.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="scopes">What a token that is signed here allows.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="CommandException">The address is none.</exception>
    public static async Task<PartyHubClient?> ClientAsync(ParseResult arguments, string scopes, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Hub) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandException(ExitCode.Usage, $"--hub: '{text}' is no address such as http://127.0.0.1:8080.");
        }

        string? given = Environment.GetEnvironmentVariable(TokenVariable);
        string token = string.IsNullOrEmpty(given) ? await SignAsync(arguments.GetRequiredValue(SharedOptions.Database), scopes, cancellationToken) : given;
        return new PartyHubClient(new PartyHubClientOptions { BaseAddress = address, Token = _ => ValueTask.FromResult(token) });
    }

    /// <summary>Asks a hub, and says what it said where it refused.</summary>
    /// <exception cref="CommandException">The hub refused, or cannot be reached.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HubProblemException problem)
        {
            throw new CommandException(problem.Status == System.Net.HttpStatusCode.NotFound ? ExitCode.NotFound : ExitCode.Usage, problem.Message, problem);
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException(ExitCode.Storage, $"--hub: the hub cannot be reached: {failure.Message}", failure);
        }
    }

    private static async Task<string> SignAsync(string database, string scopes, CancellationToken cancellationToken)
    {
        using IAccessStore access = await PartyGuards.OpenAccessAsync(database, cancellationToken);
        return LocalTokens.Sign(access.SigningKey(), new TokenGrant(Environment.UserName, ScopeOption.Of(scopes), Lifetime), TimeProvider.System.GetUtcNow());
    }
}
