using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Storage;
using PartyOrleans.Api.Security;
using PartyOrleans.Grains;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Loads;
using PartyOrleans.Grains.Streams;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Streams;
using PartyOrleans.Silo.Dashboard;
using PartyOrleans.Silo.Security;
using PartyOrleans.Storage;
using ClusterOptions = PartyOrleans.Grains.Intake.ClusterOptions;
using SiloOptions = PartyOrleans.Local.Serving.SiloOptions;

namespace PartyOrleans.Silo.Clustering;

/// <summary>Makes the Orleans part of a silo: members, reminders and grain states in the store's database, over the connections that the silo shares.</summary>
internal static class SiloHost
{
    private const string Invariant = "Npgsql";

    /// <summary>Probes that a silo must miss before it is taken for dead.</summary>
    private const int MissedProbes = 3;

    /// <summary>Makes it; it joins the cluster once it is started.</summary>
    /// <exception cref="CommandException">The silo's address cannot be found, or its certificate not be used.</exception>
    public static async Task<(IHost Silo, IServiceCollection Services)> BuildAsync(ServiceOptions options, NpgsqlDataSource pool, ClusterStores stores, HubSurroundings surroundings, CancellationToken cancellationToken)
    {
        SiloOptions silo = options.Silo;
        IPAddress address = await AddressAsync(options, cancellationToken);
        IReadOnlyList<KafkaStreamOptions> streams = StreamsOf(options);
        var certificates = SiloCertificates.Open(silo, surroundings.Time, surroundings.Logs.CreateLogger<SiloCertificates>());
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "party-silo" });
        HubLogs.Configure(builder.Logging, options);
        builder.Logging.AddFilter("Orleans", options.LogLevel < LogLevel.Warning ? LogLevel.Warning : options.LogLevel);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error); // its first look takes the time since the machine started for a pause
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = silo.HandOverTime);
        builder.Services.AddSingleton(surroundings.Time);
        builder.Services.AddSingleton(surroundings.Instruments);
        builder.UseOrleans(orleans =>
        {
            orleans.Configure<Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (silo.ClusterId, silo.ServiceId));
            orleans.ConfigureEndpoints(address, silo.SiloPort, silo.GatewayPort);
            if (certificates is not null)
            {
                SiloTls.AddTo(orleans, certificates);
            }

            orleans.Configure<ClusterMembershipOptions>(membership =>
            {
                membership.NumMissedProbesLimit = MissedProbes;
                membership.ProbeTimeout = silo.FailureTime / MissedProbes;
                membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
            });
            orleans.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (Invariant, pool));
            orleans.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.DataSource) = (Invariant, pool));
            orleans.AddAdoNetGrainStorageAsDefault(states => states.Configure<IServiceProvider>((storage, services) =>
            {
                (storage.Invariant, storage.DataSource, storage.DeleteStateOnClear) = (Invariant, pool, true);
                storage.GrainStorageSerializer = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(services);
            }));
            if (silo.HasDashboard)
            {
                orleans.AddDashboard(ClusterDashboard.Configure);
            }

            orleans.Services.AddSingleton(new ClusterLoadOptions
            {
                Folder = options.LoadFolder,
                UploadFolder = silo.UploadFolder ?? (options.Api.Urls.All(ListenPolicy.IsLocal) ? PartyStores.LocalPathOf(options.Database) + ".uploads" : null),
            });
            orleans.Services.AddPartyCluster(EngineOptions(options), stores);
            if (streams.Count > 0)
            {
                orleans.AddHubStreams(streams);
            }

            orleans.Services.AddSingleton<LedgerStoreFactory>(_ => stop => StoreAccess.OpenToWriteAsync(options.Database, pool, stop));
        });
        return (builder.Build(), builder.Services);
    }

    /// <summary>The address at which other silos reach this one.</summary>
    /// <exception cref="CommandException">A name leads nowhere.</exception>
    public static async Task<IPAddress> AddressAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        if (options.Silo.Address.Length == 0 && options.Api.Urls.All(ListenPolicy.IsLocal))
        {
            return IPAddress.Loopback;
        }

        string name = options.Silo.Address.Length == 0 ? Dns.GetHostName() : options.Silo.Address;
        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(name, cancellationToken);
            return found.FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (SocketException failure)
        {
            throw new CommandException(ExitCode.Usage, $"cluster.address: '{name}' leads to no address: {failure.Message}", failure);
        }
    }

    /// <summary>The streams of the connections file, which the silos of a cluster share out.</summary>
    /// <exception cref="CommandException">The file makes no sense, or the native library is not here.</exception>
    private static IReadOnlyList<KafkaStreamOptions> StreamsOf(ServiceOptions options)
    {
        IReadOnlyList<KafkaStreamOptions> streams = options.ConnectionsFile is { } file ? StreamSection.ReadAll(file, Environment.GetEnvironmentVariables()) : [];
        foreach (KafkaStreamOptions stream in streams)
        {
            try
            {
                stream.Connection.RequireSound();
            }
            catch (Exception wrong) when (wrong is ArgumentException or KafkaTransportException)
            {
                throw new CommandException(ExitCode.Usage, $"{options.ConnectionsFile}: stream {stream.Name}: {wrong.Message}", wrong);
            }
        }

        return streams;
    }

    private static ClusterOptions EngineOptions(ServiceOptions options) => new()
    {
        Store = options.Database,
        Shards = options.Silo.Shards,
        MostHeldRecords = options.Silo.MostHeldRecords,
        MostHeldContents = options.Silo.MostHeldContents,
        MostMemberBytes = (long)options.Silo.MemberMiB << 20,
        MemberIdleTime = options.Silo.MemberIdleTime,
        MostTurns = options.Silo.MostTurns,
        TurnTime = options.Silo.TurnTime,
        RetryTime = options.Silo.RetryTime,
    };
}
