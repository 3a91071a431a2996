using System.CommandLine;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Local.Access;

/// <summary><c>party token</c>: signs a token with the hub's own key, for development and scripts.</summary>
internal static class TokenCommand
{
    private static readonly Option<string> Scopes = ScopeOption.Create();

    private static readonly Option<string> Name = new("--for")
    {
        Description = "Whom the token is for, as the audit log will name the caller.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string> Expires = new("--expires")
    {
        Description = "How long it is valid: 30m, 8h, 7d.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "8h",
    };

    private static readonly Option<string> Audience = new("--audience")
    {
        Description = "Audience that it names; as party serve is told.",
        HelpName = "NAME",
        DefaultValueFactory = _ => LocalTokens.DefaultAudience,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("token", "Sign a token that lets somebody in for some time.")
        {
            Scopes,
            Name,
            Expires,
            Audience,
            SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        var grant = new TokenGrant(
            arguments.GetRequiredValue(Name), ScopeOption.Of(arguments.GetRequiredValue(Scopes)),
            Durations.Parse(arguments.GetRequiredValue(Expires), "--expires"), arguments.GetRequiredValue(Audience));
        if (grant.Lifetime <= TimeSpan.Zero || string.IsNullOrWhiteSpace(grant.Name))
        {
            throw new CommandException(ExitCode.Usage, "--for needs a name and --expires a time above zero.");
        }

        using IAccessStore access = await PartyGuards.OpenAccessAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string token = LocalTokens.Sign(access.SigningKey(), grant, now);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("token", token);
            json.WriteString("name", grant.Name);
            json.WriteString("scopes", grant.Scopes.ToString());
            json.WriteString("expires", now + grant.Lifetime);
            json.WriteEndObject();
        });
        console.Line(token);
        return ExitCode.Done;
    }
}
