using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Connectors;

/// <summary>One input to read.</summary>
/// <param name="Path">Its path, <c>-</c> for standard input; of an object in a zone its location and key.</param>
public sealed record InputFile(string Path)
{
    /// <summary>The object of a zone that it is; null (the default) for a file or standard input.</summary>
    public ZoneInput? InZone { get; private init; }

    /// <summary>Source of its records that name none themselves; null (the default) for what the options say, or its bare name.</summary>
    public string? Source { get; init; }

    /// <summary>An object of a zone as an input.</summary>
    /// <param name="zone">The zone; it stays open until the input is read.</param>
    /// <param name="target">The object, in the version that is to be read.</param>
    public static InputFile Of(IObjectZone zone, ZoneObject target) => new(zone.Location.TextOf(target.Key)) { InZone = new ZoneInput(zone, target) };

    /// <summary>Whether it is standard input.</summary>
    public bool IsStandardInput => string.Equals(Path, "-", StringComparison.Ordinal);

    /// <summary>What messages and dead letters call it; null (the default) for its path.</summary>
    public string? Called { get; init; }

    /// <summary>What messages call it.</summary>
    public string Name => Called ?? (IsStandardInput ? "standard input" : Path);

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

/// <summary>An object of a zone, in the version that is to be read.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Target">The object.</param>
public sealed record ZoneInput(IObjectZone Zone, ZoneObject Target);

/// <summary>Finds the inputs that paths stand for.</summary>
public static class InputFiles
{
    private static readonly string[] Extensions = [".csv", ".tsv", ".tab", ".psv", ".json", ".jsonl", ".ndjson", ".parquet"];

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

    /// <summary>An object of a zone by its key, or the data files below a prefix, sorted by key.</summary>
    /// <param name="zone">The zone; it stays open until the inputs are read.</param>
    /// <param name="key">A key, or a prefix; empty for the whole zone. A slash at its end makes it a prefix.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="InputException">The zone cannot be read, or has nothing there.</exception>
    public static async Task<IReadOnlyList<InputFile>> ListAsync(IObjectZone zone, string key, CancellationToken cancellationToken)
    {
        try
        {
            if (ZoneKey.IsOne(key) && await zone.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } named)
            {
                return [InputFile.Of(zone, named)];
            }

            string prefix = key.Length == 0 || key.EndsWith('/') ? key : key + "/";
            var found = new List<InputFile>();
            await foreach (ZoneObject listed in zone.ListAsync(prefix, "", cancellationToken).ConfigureAwait(false))
            {
                if (listed.Size > 0 && IsData(listed.Key[prefix.Length..]))
                {
                    found.Add(InputFile.Of(zone, listed));
                }
            }

            return found.Count > 0 ? found : throw new InputException(
                $"{zone.Location.TextOf(key)}: there is no such object, and no data files below it. Looked for {string.Join(", ", Extensions)}, each also with .gz.");
        }
        catch (ZoneException failure)
        {
            throw new InputException(failure.Message, failure);
        }
    }

    /// <summary>Whether a key below a folder or prefix is that of a data file: a data extension, and no part that begins with a dot or underscore.</summary>
    public static bool IsData(string key)
    {
        foreach (string part in key.Split('/'))
        {
            if (part.StartsWith('.') || part.StartsWith('_'))
            {
                return false;
            }
        }

        string name = key.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? key[..^3] : key;
        return Array.Exists(Extensions, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
    }

    private static List<InputFile> Below(string folder)
    {
        List<string> found;
        try
        {
            found = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => IsData(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')))];
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
}
