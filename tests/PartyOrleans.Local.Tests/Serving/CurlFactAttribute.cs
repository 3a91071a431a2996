namespace PartyOrleans.Local.Tests.Serving;

/// <summary>A test that needs bash and curl; skipped, saying so, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute() => Skip = ShellPrograms.WhyAbsent;
}

/// <summary>A theory of the same kind.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlTheoryAttribute : TheoryAttribute
{
    public CurlTheoryAttribute() => Skip = ShellPrograms.WhyAbsent;
}

/// <summary>The programs that commands of pages need.</summary>
internal static class ShellPrograms
{
    /// <summary>Why such commands cannot be run here; null where they can.</summary>
    public static string? WhyAbsent { get; } = OperatingSystem.IsLinux() && IsThere("bash") && IsThere("curl") ? null : "bash or curl is not on the PATH.";

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
