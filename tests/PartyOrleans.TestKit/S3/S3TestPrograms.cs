using System.Runtime.InteropServices;

namespace PartyOrleans.TestKit.S3;

/// <summary>Finds the S3 server of the tests: below artifacts/ of the project, where <c>./party test</c> puts it, or where PARTY_S3_SERVER says.</summary>
public static class S3TestPrograms
{
    private const string Variable = "PARTY_S3_SERVER";

    /// <summary>The script that runs it; null where the project's sources are not around.</summary>
    public static string? Script { get; } = Root() is { } root ? Path.Combine(root, "tests", "PartyOrleans.TestKit", "S3", "server", "server.js") : null;

    /// <summary>The folder of its modules; null where it is not installed.</summary>
    public static string? Modules { get; } = FindModules();

    /// <summary>The Node that runs it, 24 or later; null where there is none.</summary>
    public static string? Node { get; } = FindNode();

    /// <summary>Why tests that need the server cannot run here; null where they can.</summary>
    public static string? WhyAbsent { get; } =
        Script is null || Modules is null ? "The S3 server of the tests is not installed (./party test installs it where npm is there)"
        : Node is null ? "The S3 server of the tests needs Node 24 or later"
        : null;

    private static string? Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PartyOrleans.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    private static string? FindModules()
    {
        string? folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
            : Root() is { } root ? Path.Combine(root, "artifacts", "s3-server")
            : null;
        return folder is not null && Directory.Exists(Path.Combine(folder, "node_modules", "@20minutes", "s3rver")) ? folder : null;
    }

    private static string? FindNode()
    {
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string own = Path.Combine(FindModules() ?? "", "node_modules", $"node-linux-{architecture}", "bin", "node");
        if (File.Exists(own))
        {
            return own;
        }

        // Without one that came along the machine's own is new enough: the launcher looked.
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "node"))
            .FirstOrDefault(File.Exists);
    }
}
