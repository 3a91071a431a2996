using Confluent.Kafka;

namespace PartyOrleans.KafkaStreams;

/// <summary>How clients of Kafka are made.</summary>
internal static class KafkaClient
{
    /// <summary>Puts brokers and settings into the configuration of a client.</summary>
    public static T Configure<T>(T configuration, KafkaStreamsOptions options)
        where T : ClientConfig
    {
        configuration.BootstrapServers = options.Brokers;
        configuration.SocketKeepaliveEnable = true;
        configuration.ReconnectBackoffMaxMs = 5_000;
        foreach ((string name, string value) in options.ClientSettings.OrderBy(static setting => setting.Key, StringComparer.Ordinal))
        {
            configuration.Set(name, value);
        }

        return configuration;
    }

    /// <summary>Makes a client; settings that it does not know become the caller's error.</summary>
    /// <exception cref="ArgumentException">A setting is unknown or has a value that it cannot have.</exception>
    public static T Checked<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new ArgumentException($"{nameof(KafkaStreamsOptions.ClientSettings)}: {failure.Message}", failure);
        }
    }
}
