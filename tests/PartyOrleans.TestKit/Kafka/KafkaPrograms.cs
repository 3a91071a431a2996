using PartyOrleans.Kafka;
using Xunit;

namespace PartyOrleans.TestKit.Kafka;

/// <summary>What of the real Kafka is on this machine: the native client, which holds brokers of its own, and Apache Kafka 0.9; see set-up.sh beside this file.</summary>
public static class KafkaPrograms
{
    static KafkaPrograms()
    {
        Folder = FindFolder();
        string? library = Folder is null ? null : Directory.EnumerateFiles(Folder, "librdkafka-*.so").Order(StringComparer.Ordinal).LastOrDefault();
        if (library is not null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(KafkaLibrary.PathVariable)))
        {
            Environment.SetEnvironmentVariable(KafkaLibrary.PathVariable, library); // also for the hubs that tests start
        }

        WhyNoLibrary = KafkaLibrary.WhyAbsent;
        WhyNoBroker = WhyNoLibrary
            ?? (BrokerFolder is null ? "Apache Kafka 0.9 is not here (tests/PartyOrleans.TestKit/Kafka/set-up.sh broker)." : null)
            ?? (Java is null ? "There is no java on the PATH, which Apache Kafka needs." : null);
    }

    /// <summary>Why the native client cannot be used; null where it can.</summary>
    public static string? WhyNoLibrary { get; }

    /// <summary>Why Apache Kafka 0.9 cannot be used; null where it can.</summary>
    public static string? WhyNoBroker { get; }

    /// <summary>Where set-up.sh puts things; null where there is nothing.</summary>
    public static string? Folder { get; }

    /// <summary>Where Apache Kafka is; null where it is not.</summary>
    public static string? BrokerFolder => Folder is null ? null : Directory.EnumerateDirectories(Folder, "kafka-0.9*").FirstOrDefault();

    /// <summary>The Java program; null where there is none.</summary>
    public static string? Java => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "java")).FirstOrDefault(File.Exists);

    private static string? FindFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PartyOrleans.sln")))
            {
                string kafka = Path.Combine(folder.FullName, "artifacts", "kafka");
                return Directory.Exists(kafka) ? kafka : null;
            }
        }

        return null;
    }
}

/// <summary>A fact on the brokers inside librdkafka; skipped, saying why, where the native library is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MockBrokerFactAttribute : FactAttribute
{
    /// <summary>Looks for the library.</summary>
    public MockBrokerFactAttribute() => Skip = KafkaPrograms.WhyNoLibrary;
}

/// <summary>A theory of the same kind.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MockBrokerTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for the library.</summary>
    public MockBrokerTheoryAttribute() => Skip = KafkaPrograms.WhyNoLibrary;
}

/// <summary>A fact on Apache Kafka 0.9; skipped, saying why, where it or the native library is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Kafka09FactAttribute : FactAttribute
{
    /// <summary>Looks for both.</summary>
    public Kafka09FactAttribute() => Skip = KafkaPrograms.WhyNoBroker;
}
