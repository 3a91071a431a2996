namespace PartyOrleans.Local.Tests.Docs;

/// <summary>The project's pages.</summary>
internal static class DocsFolder
{
    private static readonly HashSet<string> PassedOver = new(["bin", "obj", "artifacts", "node_modules", ".git", ".terraform"], StringComparer.Ordinal);

    /// <summary>The project's folder.</summary>
    public static string Top { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    /// <summary>Everything that is written in Markdown, as paths below the project's folder, sorted.</summary>
    public static IReadOnlyList<string> Pages { get; } =
        [.. Below(Top).Select(path => Path.GetRelativePath(Top, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The text of a page.</summary>
    public static string Read(string page) => File.ReadAllText(Path.Combine(Top, page)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder, "*.md").Concat(
        Directory.EnumerateDirectories(folder).Where(path => !PassedOver.Contains(Path.GetFileName(path))).SelectMany(Below));
}
