using System.CommandLine;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Local.Commands;

/// <summary>Options of <c>party serve</c> that say who is let in.</summary>
internal static class ServeOptions
{
    private static readonly Option<string?> Authority = new("--authority")
    {
        Description = "OpenID Connect authority whose tokens are taken, an https address.",
        HelpName = "URL",
    };

    private static readonly Option<string> Audience = new("--audience")
    {
        Description = "Audience that tokens must name.",
        HelpName = "NAME",
        DefaultValueFactory = _ => LocalTokens.DefaultAudience,
    };

    private static readonly Option<string[]> Origins = new("--cors")
    {
        Description = "Origin whose pages may call the hub, such as https://example.org; may be repeated.",
        HelpName = "ORIGIN",
    };

    private static readonly Option<bool> Purpose = new("--require-purpose")
    {
        Description = "Who may see personal values must say why with each request, in X-Purpose.",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Authority, Audience, Origins, Purpose];

    /// <summary>What they say.</summary>
    /// <exception cref="CommandException">One of them makes no sense.</exception>
    public static SecurityOptions Of(ParseResult arguments) => new()
    {
        Authority = AuthorityOf(arguments.GetValue(Authority)),
        Audience = arguments.GetRequiredValue(Audience),
        CorsOrigins = [.. (arguments.GetValue(Origins) ?? []).Select(OriginOf)],
        RequiresPurpose = arguments.GetValue(Purpose),
    };

    private static Uri? AuthorityOf(string? text) =>
        text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? authority) && authority.Scheme == Uri.UriSchemeHttps ? authority
        : throw new CommandException(ExitCode.Usage, $"--authority: '{text}' is no https address, such as https://login.example.org/tenant.");

    private static string OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? origin) && origin.Scheme is "http" or "https" && origin.AbsolutePath == "/" && origin.Query.Length == 0
            ? origin.GetLeftPart(UriPartial.Authority)
            : throw new CommandException(ExitCode.Usage, $"--cors: '{text}' is no origin, such as https://example.org.");
}
