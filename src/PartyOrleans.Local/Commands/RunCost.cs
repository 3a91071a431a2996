using System.Diagnostics;
using System.Text.Json;

namespace PartyOrleans.Local.Commands;

/// <summary>What a run of the program cost so far.</summary>
internal static class RunCost
{
    /// <summary>Members <c>seconds</c>, <c>cpu_seconds</c> (processor time of the process so far) and <c>peak_bytes</c> (its greatest resident memory).</summary>
    public static void Write(Utf8JsonWriter json, TimeSpan elapsed)
    {
        using Process self = Process.GetCurrentProcess();
        json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
        json.WriteNumber("cpu_seconds", Math.Round(self.TotalProcessorTime.TotalSeconds, 3));
        json.WriteNumber("peak_bytes", self.PeakWorkingSet64);
    }
}
