using System.Collections;
using System.CommandLine;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Configuration;

namespace PartyOrleans.Local.Commands;

/// <summary>Options of <c>party serve</c>: the settings that people use most have options of their own, all others go by <c>--set</c>.</summary>
internal static class ServeOptions
{
    private static readonly Option<string?> Config = new("--config")
    {
        Description = "JSON file with settings. Environment variables such as PARTY_SERVE__HUB__MOST_WAITING win over it, and the command line over both.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "A setting, such as hub.most-waiting=100; may be repeated.",
        HelpName = "NAME=VALUE",
    };

    /// <summary>Options that stand for a setting.</summary>
    private static readonly (Option Option, string Setting)[] Shortcuts =
    [
        (new Option<string?>("--urls") { Description = "Where to listen, several separated by semicolons; port 0 lets the system choose.", HelpName = "URL" }, "urls"),
        (new Option<string?>("--authority") { Description = "OpenID Connect authority whose tokens are taken, an https address.", HelpName = "URL" }, "security.authority"),
        (new Option<string?>("--audience") { Description = "Audience that tokens must name.", HelpName = "NAME" }, "security.audience"),
        (new Option<string[]>("--cors") { Description = "Origin whose pages may call the hub, such as https://example.org; may be repeated.", HelpName = "ORIGIN" }, "security.cors-origins"),
        (new Option<bool>("--require-purpose") { Description = "Who may see personal values must say why with each request, in X-Purpose." }, "security.require-purpose"),
        (new Option<string?>("--load-folder") { Description = "Folder that files may be loaded from by POST /v1/loads; without it files can only be sent.", HelpName = "FOLDER" }, "load.folder"),
        (new Option<string?>("--connections") { Description = "JSON file that says which systems the hub is connected to: zones, streams, sinks and pipelines.", HelpName = "FILE" }, "connections.file"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Config, Set, .. Shortcuts.Select(shortcut => shortcut.Option)];

    /// <summary>What file, environment and command line say together.</summary>
    /// <exception cref="CommandException">One of them makes no sense.</exception>
    public static ServiceOptions Of(ParseResult arguments, IDictionary environment) => Of(arguments, ServiceConfiguration.OfServe, [], environment);

    /// <summary>The same for another host.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="configuration">The settings that the host has.</param>
    /// <param name="more">Settings that options of the host's own stand for.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="CommandException">One of them makes no sense.</exception>
    public static ServiceOptions Of(ParseResult arguments, ServiceConfiguration configuration, IReadOnlyList<(Option Option, string Setting)> more, IDictionary environment)
    {
        var given = new List<GivenSetting>();
        foreach ((Option option, string setting) in Shortcuts.Concat(more))
        {
            if (arguments.GetResult(option) is { Implicit: false } result)
            {
                given.Add(new GivenSetting(option.Name, setting, result.Tokens.Count == 0 ? "yes" : string.Join(';', result.Tokens.Select(token => token.Value))));
            }
        }

        foreach (string assignment in arguments.GetValue(Set) ?? [])
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            given.Add(equals > 0
                ? new GivenSetting("--set", assignment[..equals], assignment[(equals + 1)..])
                : throw new CommandException(ExitCode.Usage, $"--set: '{assignment}' is no NAME=VALUE, such as hub.most-waiting=100."));
        }

        var options = new ServiceOptions
        {
            Database = arguments.GetRequiredValue(SharedOptions.Database),
            BundlePath = arguments.GetValue(SharedOptions.Bundle),
            LogsAsJson = !HubConsole.HasLiveProgress,
        };
        return configuration.Read(options, arguments.GetValue(Config), environment, given);
    }
}
