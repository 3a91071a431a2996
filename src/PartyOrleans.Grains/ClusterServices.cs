using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Versions.Compatibility;
using Orleans.Versions.Selector;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Breakers;
using PartyOrleans.Grains.Bundles;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Loads;
using PartyOrleans.Grains.Report;
using PartyOrleans.Grains.Sources;
using PartyOrleans.Grains.Telemetry;
using PartyOrleans.Storage;
using ClusterOptions = PartyOrleans.Grains.Intake.ClusterOptions;

namespace PartyOrleans.Grains;

/// <summary>Registration of what a silo of a hub needs.</summary>
public static class ClusterServices
{
    /// <summary>The grain storage that a silo must have: what loads and sources keep. Reminders must be there too.</summary>
    public const string StorageName = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;

    /// <summary>Adds the engine's services to a silo.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="options">How the hub is spread; the same on every silo.</param>
    /// <param name="stores">The store, open for looking only; owned by the caller.</param>
    public static IServiceCollection AddPartyCluster(this IServiceCollection services, ClusterOptions options, ClusterStores stores)
    {
        var store = new PartyStoreOptions();
        services.AddSingleton(options);
        services.Configure<GrainVersioningOptions>(versions =>
        {
            versions.DefaultCompatibilityStrategy = nameof(BackwardCompatible);
            versions.DefaultVersionSelectorStrategy = nameof(AllCompatibleVersions);
        });
        services.AddSingleton(stores);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ClusterInstruments>();
        services.TryAddSingleton(_ => new HubInstruments(HubInstruments.DefaultMeterName));
        services.AddSingleton<LedgerStoreFactory>(provider => cancellationToken =>
            PartyStores.OpenAsync(options.Store, store, provider.GetRequiredService<TimeProvider>(), cancellationToken));
        services.AddSingleton<IBlockSource, StoreBlocks>();
        services.AddSingleton<SiloLeaving>();
        services.AddSingleton<ILifecycleParticipant<Orleans.Runtime.ISiloLifecycle>>(provider => provider.GetRequiredService<SiloLeaving>());
        services.AddSingleton<ShardMemory>();
        services.AddSingleton<ClusterSources>();
        services.AddSingleton<ILifecycleParticipant<Orleans.Runtime.ISiloLifecycle>>(provider => provider.GetRequiredService<ClusterSources>());
        services.AddSingleton<ClusterBreakers>();
        services.AddSingleton<ILifecycleParticipant<Orleans.Runtime.ISiloLifecycle>>(provider => provider.GetRequiredService<ClusterBreakers>());
        services.AddSingleton<ClusterIntake>();
        services.TryAddSingleton(new ClusterLoadOptions());
        services.TryAddSingleton<SourceLedger>();
        services.AddSingleton(provider => new ClusterLoadParts(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterIntake>(), stores, provider.GetRequiredService<ClusterLoadOptions>(),
            provider.GetRequiredService<TimeProvider>())
        {
            Sources = provider.GetRequiredService<SourceLedger>(),
            Silos = provider.GetRequiredService<Orleans.Runtime.ISiloStatusOracle>(),
        });
        services.AddSingleton<ClusterKeys>();
        services.AddSingleton<ClusterLoads>();
        services.AddSingleton(provider => new ClusterLoadTargets(provider.GetRequiredService<ClusterLoadParts>()));
        services.AddSingleton<ClusterReport>();
        services.TryAddSingleton(new BundleOptions());
        services.AddSingleton<ClusterBundles>();
        services.AddSingleton<Orleans.ILifecycleParticipant<Orleans.Runtime.ISiloLifecycle>, LoadKeeper>();
        services.AddSingleton(provider => new ClusterHub(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterIntake>(), stores, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ClusterHub>>()));
        return services;
    }
}
