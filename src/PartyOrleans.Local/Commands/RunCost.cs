using System.Diagnostics;
using System.Text.Json;

namespace PartyOrleans.Local.Commands;

/// <summary>What a run of the program cost so far.</summary>
internal static class RunCost
{
    /// <summary>Members <c>seconds</c> and <c>peak_bytes</c> (greatest resident memory of the process).</summary>
    public static void Write(Utf8JsonWriter json, TimeSpan elapsed)
    {
        using Process self = Process.GetCurrentProcess();
        json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
        json.WriteNumber("peak_bytes", self.PeakWorkingSet64);
    }
}
