using System.CommandLine;
using System.Globalization;
using System.Reflection;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Configuration;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>docs/configuration.md: every setting of a hub that serves, every environment variable, every command with its options.</summary>
internal static class ConfigurationPage
{
    /// <summary>Environment variables of the program, with what each says; a test holds them against the sources.</summary>
    public static readonly (string Name, string Takes, string Effect)[] Variables =
    [
        ("PARTY_KEYS", "`file:PATH`, `aws-kms:KEY` or `none`", "What protects the keys of a store. Without it: what the store was made with; for a new one a key file beside it."),
        ("PARTY_KMS_URL", "an http or https address", "Another address of AWS KMS than the region's own."),
        ("PARTY_LIBRDKAFKA", "a file", "The native client of Kafka, where the package does not bring it."),
        ("PARTY_SECRETS_URL", "an http or https address", "Another address of AWS Secrets Manager than the region's own, for passwords that are references."),
        ("PARTY_SERVE__...", "a setting", "A setting of `party serve`, named as the table of settings says."),
        ("PARTY_TOKEN", "a token or API key", "Who asks, for commands with `--hub`. Without it a token is signed with the key beside `--db`."),
        ("PARTY_TRACE", "`1`", "Adds the stack trace to the message of a failure."),
    ];

    /// <summary>The page.</summary>
    public static string Write()
    {
        var page = new MarkdownText();
        page.Heading(1, "Configuration reference")
            .Paragraph("This page is written by the tests from the program itself, and one of them fails where it is not what the program says.")
            .Heading(2, "Settings of a hub that serves")
            .Paragraph(
                "A setting comes from a JSON file (`--config hub.json`, `{\"hub\": {\"most-waiting\": 100}}`), an environment variable, or the command line (`--set hub.most-waiting=100`), the "
                + "later winning. Lists are arrays in the file and separated by semicolons elsewhere. Durations are a number and `ms`, `s`, `m`, `h` or `d`. A name that is not known, or a value out of bounds, stops the start.")
            .Table(
                ["setting", "environment variable", "takes", "default", "effect"],
                ServiceSettings.All.Select(RowOf))
            .Heading(3, "Settings of a silo")
            .Paragraph("A silo of the [Orleans engine](cluster.md) has these besides; of `hub.*` it has the name alone.")
            .Table(
                ["setting", "environment variable", "takes", "default", "effect"],
                SiloSettings.All.OrderBy(setting => setting.Name, StringComparer.Ordinal).Select(RowOf))
            .Paragraph(
                "What a hub is connected to stands in a file of its own (`connections.file`): [zones](zones.md), [streams](kafka.md), [sinks](sinks.md), [pipelines](pipelines.md). What decides its answers stands in "
                + "the bundle, among it masks and retention (`privacy`) and [contracts](sources.md).")
            .Heading(2, "Settings of a silo")
            .Paragraph("`party silo` takes these besides; of the settings above only `hub.most-waiting`, `hub.most-inputs-per-commit`, `hub.retry-after` and `hub.longest-retry` are not a silo's.")
            .Table(
                ["setting", "environment variable", "takes", "default", "effect"],
                SiloSettings.All.OrderBy(setting => setting.Name, StringComparer.Ordinal).Select(setting => new[]
                {
                    MarkdownText.Code(setting.Name), MarkdownText.Code(setting.Variable), setting.Takes, MarkdownText.Code(setting.Default), setting.Effect,
                }))
            .Heading(2, "Environment variables")
            .Table(["variable", "takes", "effect"], Variables.Select(variable => new[] { MarkdownText.Code(variable.Name), variable.Takes, variable.Effect }))
            .Heading(2, "Stores")
            .Paragraph("A program that embeds a store may set more than the commands do.");
        foreach (Type options in new[] { typeof(SqliteStoreOptions), typeof(PostgreSqlStoreOptions) })
        {
            page.Heading(3, options.Name).Paragraph(XmlSummaries.OfType(options)).Table(
                ["option", "meaning"],
                options.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.Name, StringComparer.Ordinal)
                    .Select(property => new[] { MarkdownText.Code(property.Name), XmlSummaries.OfProperty(property) }));
        }

        page.Heading(2, "Commands").Paragraph("Every command understands `--help` and `--json`. Exit codes stand in the [README](../README.md).");
        foreach (Command command in CommandLine.Create().Subcommands.Where(command => !command.Hidden).OrderBy(command => command.Name, StringComparer.Ordinal))
        {
            Describe(page, command, "party");
        }

        return page.ToString();
    }

    private static string[] RowOf(Setting setting) =>
        [MarkdownText.Code(setting.Name), MarkdownText.Code(setting.Variable), setting.Takes, MarkdownText.Code(setting.Default), setting.Effect];

    private static void Describe(MarkdownText page, Command command, string parents)
    {
        string name = $"{parents} {command.Name}";
        string arguments = string.Concat(command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{NameOf(argument)}]" : $" {NameOf(argument)}"));
        page.Heading(3, name).Paragraph($"`{name}{arguments}`: {command.Description}").Table(
            ["argument or option", "value", "default", "meaning"],
            command.Arguments.Select(argument => new[] { MarkdownText.Code(NameOf(argument)), "", "", argument.Description ?? "" })
                .Concat(command.Options.Where(option => !option.Hidden).OrderBy(option => option.Name, StringComparer.Ordinal).Select(option => new[]
                {
                    string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name).Select(MarkdownText.Code)),
                    MarkdownText.Code(option.HelpName ?? ""),
                    option.HasDefaultValue ? MarkdownText.Code(DefaultOf(option)) : option.Required ? "required" : "",
                    option.Description ?? "",
                })));
        foreach (Command sub in command.Subcommands.Where(sub => !sub.Hidden).OrderBy(sub => sub.Name, StringComparer.Ordinal))
        {
            Describe(page, sub, name);
        }
    }

    private static string NameOf(Argument argument) => argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "..." : argument.Name;

    private static string DefaultOf(Option option) => option.GetDefaultValue() switch
    {
        null or false => "",
        IEnumerable<string> many => string.Join(", ", many),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString()!.Replace('\\', '/'),
    };
}
