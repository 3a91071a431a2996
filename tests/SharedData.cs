namespace PartyOrleans.Tests;

/// <summary>Finds the public labelled data that lies beside the project (../shared/data) or where PARTY_DATA says.</summary>
internal static class SharedData
{
    /// <summary>The path of a file or folder of the shared data, or null where it is absent.</summary>
    public static string? Find(string relativePath)
    {
        string? root = Environment.GetEnvironmentVariable("PARTY_DATA");
        if (string.IsNullOrEmpty(root))
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PartyOrleans.sln")))
            {
                folder = folder.Parent;
            }

            root = folder is null ? null : Path.Combine(folder.FullName, "..", "shared", "data");
        }

        string? path = root is null ? null : Path.GetFullPath(Path.Combine(root, relativePath));
        return path is not null && Path.Exists(path) ? path : null;
    }

    /// <summary>The path of a file that a <see cref="SharedDataFactAttribute"/> has made sure of.</summary>
    public static string Require(string relativePath) =>
        Find(relativePath) ?? throw new FileNotFoundException($"Shared data {relativePath} is absent.", relativePath);
}

/// <summary>A fact that needs shared data and is skipped, saying so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string relativePath)
    {
        if (SharedData.Find(relativePath) is null)
        {
            Skip = $"../shared/data/{relativePath} is absent";
        }
    }
}

/// <summary>A theory that needs shared data and is skipped, saying so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string relativePath)
    {
        if (SharedData.Find(relativePath) is null)
        {
            Skip = $"../shared/data/{relativePath} is absent";
        }
    }
}
