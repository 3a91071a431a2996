namespace PartyOrleans.Local.Tests.Serving;

/// <summary>A test that needs bash and curl; skipped, saying so, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !IsThere("bash") || !IsThere("curl"))
        {
            Skip = "bash or curl is not on the PATH.";
        }
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
