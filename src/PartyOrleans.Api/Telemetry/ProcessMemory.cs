using System.Diagnostics;
using System.Globalization;

namespace PartyOrleans.Api.Telemetry;

/// <summary>Memory of a process, as the operating system counts it.</summary>
public static class ProcessMemory
{
    private const string Anonymous = "RssAnon:";

    /// <summary>
    /// Resident memory of a process's own, bytes: on Linux without pages of files, which the system takes back when it needs them, and which count once for each
    /// connection that has the store mapped; elsewhere its working set.
    /// </summary>
    /// <param name="processId">A process that is running.</param>
    public static long OwnBytes(int processId)
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status");
        if (File.Exists(status) && File.ReadLines(status).FirstOrDefault(static line => line.StartsWith(Anonymous, StringComparison.Ordinal)) is { } line)
        {
            return long.Parse(line[Anonymous.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
        }

        using Process process = Process.GetProcessById(processId);
        return process.WorkingSet64;
    }
}
