namespace PartyOrleans.Monitoring.Tests;

/// <summary>Where the files lie that an operator mounts.</summary>
internal static class MonitoringFiles
{
    /// <summary>The folder of the solution.</summary>
    public static string Top { get; } = FindTop();

    /// <summary>The folder <c>grafana</c>.</summary>
    public static string Folder { get; } = Path.Combine(Top, "grafana");

    /// <summary>Files of a folder below it, sorted by name.</summary>
    public static IReadOnlyList<string> In(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, folder), pattern).Order(StringComparer.Ordinal)];

    private static string FindTop()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PartyOrleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not lie below the folder of PartyOrleans.sln.");
    }
}
