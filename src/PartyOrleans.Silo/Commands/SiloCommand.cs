using System.CommandLine;
using System.CommandLine.Help;
using Npgsql;
using PartyOrleans.Grains.Telemetry;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Configuration;
using PartyOrleans.Silo.Clustering;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Silo.Commands;

/// <summary><c>party silo</c>: one machine of a hub that runs on several.</summary>
internal static class SiloCommand
{
    private static readonly Option<bool> Settings = new("--settings")
    {
        Description = "Lists all settings with what each takes, and ends.",
    };

    private static readonly (Option Option, string Setting)[] Shortcuts =
    [
        (new Option<string?>("--cluster-id") { Description = "Names the cluster: silos of one id over one database are one cluster.", HelpName = "NAME" }, "cluster.id"),
        (new Option<string?>("--address") { Description = "Where other silos reach this one: an IP address or host name.", HelpName = "HOST" }, "cluster.address"),
        (new Option<string?>("--silo-port") { Description = "Port at which other silos reach this one; default 11111.", HelpName = "PORT" }, "cluster.silo-port"),
    ];

    private static ServiceConfiguration Configuration { get; } = new(ServiceSettings.OfSilo, "party silo");

    /// <summary>Parses the arguments and runs the silo until it is stopped.</summary>
    public static Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("One silo of a hub that runs as a cluster over a PostgreSQL database: the same API as party serve, in every silo. Silos of one --cluster-id over one --db find each other.")
        {
            SharedOptions.Json,
            SharedOptions.Database,
            SharedOptions.Bundle,
            Settings,
        };
        foreach (Option option in ServeOptions.All.Concat(Shortcuts.Select(shortcut => shortcut.Option)))
        {
            root.Options.Add(option);
        }

        root.Does(RunAsync);
        root.Subcommands.Add(MigrateCommand.Create(async (database, cancellationToken) =>
        {
            await using NpgsqlDataSource pool = PostgreSqlPool.Open(database, connections: 2, "party silo migrate");
            await ClusterTables.ApplyAsync(pool, cancellationToken);
        }));
        return CommandLine.RunAsync(root, "party silo", arguments);
    }

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Settings))
        {
            return SettingsTable.Write(console, ServiceSettings.OfSilo);
        }

        ServiceOptions options = ServeOptions.Of(arguments, Configuration, Shortcuts, Environment.GetEnvironmentVariables());
        options = options with { Telemetry = options.Telemetry with { MoreMeters = [ClusterInstruments.MeterName, "Microsoft.Orleans"] } };
        return await ServeCommand.RunAsync(options, ClusterEngine.OpenAsync, console, cancellationToken);
    }
}
