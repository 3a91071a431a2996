using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Providers;
using Orleans.Streams;
using PartyOrleans.KafkaStreams.Delivery;

namespace PartyOrleans.KafkaStreams;

/// <summary>Registration of stream providers over Kafka.</summary>
public static class KafkaStreamsHosting
{
    /// <summary>Adds a stream provider over Kafka to a silo.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">Name of the provider, the same on silos and clients.</param>
    /// <param name="configure">Sets the options; they are checked when the silo starts.</param>
    /// <param name="configureStreams">Sets what any persistent stream provider has: queue balancer, publish-subscribe, life cycle. What agents deliver and how often they try is the options' to say.</param>
    public static ISiloBuilder AddKafkaStreams(this ISiloBuilder builder, string name, Action<KafkaStreamsOptions> configure, Action<ISiloPersistentStreamConfigurator>? configureStreams = null)
    {
        builder.ConfigureServices(services =>
        {
            AddShared(services, name, configure);
            services.AddKeyedSingleton<IKafkaStreamsMonitor>(name, static (provider, key) => (IKafkaStreamsMonitor)provider.GetRequiredKeyedService<IQueueAdapterFactory>(key));
            services.AddKeyedSingleton<IMessageDeliveryBackoffProvider>(name, static (provider, key) => new DeliveryPauses(OptionsOf(provider, (string)key!)));
            services.AddOptions<StreamPullingAgentOptions>(name).PostConfigure<IOptionsMonitor<KafkaStreamsOptions>>(
                (agent, options) => agent.MaxEventDeliveryTime = DeliveryPauses.Patience(options.Get(name)));
            services.AddTransient(provider => KafkaStreamsOptionsValidator.Create(provider, name, isSilo: true));
        });
        return builder.AddPersistentStreams(name, KafkaAdapterFactory.OnSilo, configureStreams ?? (static _ => { }));
    }

    /// <summary>Adds a stream provider over Kafka to a client, which sends through it, and subscribes at the silos.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="name">Name of the provider, the same on silos and clients.</param>
    /// <param name="configure">Sets the options; they are checked when the client starts.</param>
    /// <param name="configureStreams">Sets what any persistent stream provider has.</param>
    public static IClientBuilder AddKafkaStreams(this IClientBuilder builder, string name, Action<KafkaStreamsOptions> configure, Action<IClusterClientPersistentStreamConfigurator>? configureStreams = null)
    {
        builder.ConfigureServices(services =>
        {
            AddShared(services, name, configure);
            services.AddTransient(provider => KafkaStreamsOptionsValidator.Create(provider, name, isSilo: false));
        });
        return builder.AddPersistentStreams(name, KafkaAdapterFactory.OnClient, configureStreams);
    }

    private static void AddShared(IServiceCollection services, string name, Action<KafkaStreamsOptions> configure)
    {
        services.TryAddSingleton<KafkaStreamsInstruments>();
        services.AddOptions<KafkaStreamsOptions>(name).Configure(configure);
    }

    private static KafkaStreamsOptions OptionsOf(IServiceProvider provider, string name) => provider.GetRequiredService<IOptionsMonitor<KafkaStreamsOptions>>().Get(name);
}
