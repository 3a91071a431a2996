namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <summary>A fact on hubs with faults side by side, which wants a machine for itself: skipped, saying so, unless it is asked for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FaultFactAttribute : FactAttribute
{
    /// <summary>Set to 1 it asks for these tests.</summary>
    public const string Variable = "PARTY_FAULTS";

    public FaultFactAttribute() => Skip = WhySkipped;

    /// <summary>Why such tests do not run here; null where they do.</summary>
    public static string? WhySkipped => Environment.GetEnvironmentVariable(Variable) == "1"
        ? LiveFactAttribute.WhySkipped
        : $"they want a machine for themselves: {Variable}=1 dotnet test tests/PartyOrleans.Monitoring.Tests";
}
