namespace PartyOrleans.Connectors;

/// <summary>One input to read.</summary>
/// <param name="Path">Its path; <c>-</c> is standard input.</param>
public sealed record InputFile(string Path)
{
    /// <summary>Whether it is standard input.</summary>
    public bool IsStandardInput => string.Equals(Path, "-", StringComparison.Ordinal);

    /// <summary>What messages call it.</summary>
    public string Name => IsStandardInput ? "standard input" : Path;

    /// <summary>The file name without folder and extensions; <c>stdin</c> for standard input.</summary>
    public string BareName
    {
        get
        {
            if (IsStandardInput)
            {
                return "stdin";
            }

            string name = System.IO.Path.GetFileName(Path);
            int dot = name.IndexOf('.', 1 < name.Length ? 1 : 0);
            return dot > 0 ? name[..dot] : name;
        }
    }
}

/// <summary>Finds the inputs that paths stand for.</summary>
public static class InputFiles
{
    private static readonly string[] Extensions = [".csv", ".tsv", ".tab", ".psv", ".json", ".jsonl", ".ndjson"];

    /// <summary>
    /// Files as they are named, folders as the data files below them, sorted by path (ordinal), <c>-</c> as standard input.
    /// In a folder, files with a data extension (with or without .gz) count; names that start with a dot or underscore do not.
    /// </summary>
    /// <exception cref="InputException">No path, a path that does not exist or cannot be read, a folder without data files, or standard input twice.</exception>
    public static IReadOnlyList<InputFile> Expand(IEnumerable<string> paths)
    {
        var files = new List<InputFile>();
        foreach (string path in paths)
        {
            if (string.Equals(path, "-", StringComparison.Ordinal))
            {
                if (files.Exists(file => file.IsStandardInput))
                {
                    throw new InputException("Standard input (-) is named twice; it can be read once.");
                }

                files.Add(new InputFile("-"));
            }
            else if (Directory.Exists(path))
            {
                files.AddRange(Below(path));
            }
            else if (File.Exists(path))
            {
                files.Add(new InputFile(path));
            }
            else
            {
                throw new InputException($"{path}: there is no such file or folder. Allowed are files, folders and - for standard input.");
            }
        }

        return files.Count > 0 ? files : throw new InputException("No input is named. Allowed are files, folders and - for standard input.");
    }

    private static List<InputFile> Below(string folder)
    {
        List<string> found;
        try
        {
            found = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => IsData(folder, file))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: the folder cannot be read: {error.Message}", error);
        }

        if (found.Count == 0)
        {
            throw new InputException($"{folder}: the folder holds no data files. Looked for {string.Join(", ", Extensions)}, each also with .gz.");
        }

        found.Sort(StringComparer.Ordinal);
        return found.ConvertAll(file => new InputFile(file));
    }

    private static bool IsData(string folder, string file)
    {
        foreach (string part in Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar))
        {
            if (part.StartsWith('.') || part.StartsWith('_'))
            {
                return false;
            }
        }

        string name = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return Array.Exists(Extensions, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
    }
}
