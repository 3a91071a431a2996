using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace PartyOrleans.Kafka;

/// <summary>
/// The native library that speaks to brokers, librdkafka. A file that <see cref="PathVariable"/> names comes first, then the one that lies with the
/// program, then the system's.
/// </summary>
public static class KafkaLibrary
{
    /// <summary>Environment variable that names the file.</summary>
    public const string PathVariable = "PARTY_LIBRDKAFKA";

    /// <summary>The name that native methods go by.</summary>
    internal const string Name = "librdkafka";

    private static readonly Lazy<string?> Absence = new(Load);

    /// <summary>Why it cannot be used; null where it can. The first call loads it.</summary>
    public static string? WhyAbsent => Absence.Value;

    /// <summary>Loads it, where that was not done yet.</summary>
    /// <exception cref="KafkaTransportException">It is not here.</exception>
    public static void Require()
    {
        if (WhyAbsent is { } reason)
        {
            throw new KafkaTransportException(reason, isTransient: false);
        }
    }

    private static string? Load()
    {
        string? path = Environment.GetEnvironmentVariable(PathVariable);
        if (!string.IsNullOrEmpty(path))
        {
            if (!NativeLibrary.TryLoad(path, out nint chosen))
            {
                return $"{PathVariable}: {path} is no library that can be loaded; it must be librdkafka {Wanted} for this system.";
            }

            IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search) => string.Equals(name, Name, StringComparison.Ordinal) ? chosen : 0;
            NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(KafkaLibrary).Assembly, Resolve);
        }

        try
        {
            string found = Library.VersionString;
            return found.StartsWith(Wanted, StringComparison.Ordinal) ? null : $"librdkafka is here in version {found}, and must be {Wanted}.";
        }
        catch (Exception failure) when (failure is DllNotFoundException or InvalidOperationException or TypeInitializationException or KafkaException)
        {
            return $"librdkafka {Wanted} is not here. It comes with the package Confluent.Kafka where the registry holds librdkafka.redist; elsewhere let {PathVariable} name its file (docs/kafka.md).";
        }
    }

    /// <summary>The version that the client was made for, such as 2.15.1.</summary>
    private static string Wanted => typeof(Library).Assembly.GetName().Version is { } version ? $"{version.Major}.{version.Minor}.{version.Build}" : "";
}
