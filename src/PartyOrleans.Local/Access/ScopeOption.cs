using System.CommandLine;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Commands;

namespace PartyOrleans.Local.Access;

/// <summary>The option that says what a token or key allows.</summary>
internal static class ScopeOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string> Create() => new("--scopes")
    {
        Description = $"What it allows, separated by commas: {string.Join(", ", ScopeSet.Known)}.",
        HelpName = "SCOPES",
        Required = true,
    };

    /// <summary>The scopes that it names.</summary>
    /// <exception cref="CommandException">One of them is unknown, or there is none.</exception>
    public static ScopeSet Of(string text) =>
        ScopeSet.TryParse(text, out ScopeSet scopes, out string unknown) ? scopes
        : throw new CommandException(ExitCode.Usage, $"--scopes: {(unknown.Length > 0 ? $"'{unknown}' is no scope" : "none is given")}; there are {string.Join(", ", ScopeSet.Known)}.");
}
