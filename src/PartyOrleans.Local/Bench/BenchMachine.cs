using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace PartyOrleans.Local.Bench;

/// <summary>The machine and the build that figures belong to; names no host and no person.</summary>
internal static class BenchMachine
{
    /// <summary>Version of the program with its commit.</summary>
    public static string Version { get; } =
        typeof(BenchMachine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>First seven digits of the commit; <c>unknown</c> where the build did not know it.</summary>
    public static string Commit { get; } = Version.IndexOf('+', StringComparison.Ordinal) is var plus and > 0
        ? Version[(plus + 1)..Math.Min(Version.Length, plus + 8)]
        : "unknown";

    /// <summary>Writes what the machine is.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("machine");
        json.WriteString("processor", Processor());
        json.WriteNumber("cores", Environment.ProcessorCount);
        json.WriteNumber("memory_bytes", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        json.WriteString("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteEndObject();
    }

    private static string Processor()
    {
        const string Field = "model name";
        const string Source = "/proc/cpuinfo";
        string? line = File.Exists(Source)
            ? File.ReadLines(Source).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))
            : null;
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
