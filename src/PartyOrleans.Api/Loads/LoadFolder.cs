namespace PartyOrleans.Api.Loads;

/// <summary>The one folder on the server that files may be loaded from; nothing outside it can be named, by whatever path or link.</summary>
public static class LoadFolder
{
    /// <summary>The file that a caller's path names.</summary>
    /// <param name="folder">The folder; null where none is allowed.</param>
    /// <param name="path">The caller's path.</param>
    /// <exception cref="LoadRefusedException">It is not in the folder, or not there.</exception>
    public static string FileOf(string? folder, string path)
    {
        if (folder is null)
        {
            throw new LoadRefusedException("This hub loads no files of the server (--load-folder names the folder that it may load from); send the file instead.");
        }

        string[] parts = path.Split('/', '\\');
        if (path.Length is 0 or > 1000 || path.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(path)
            || Array.Exists(parts, part => part.Trim() is "" or "." or ".."))
        {
            throw new LoadRefusedException("path must name a file below the folder for loads, without '..' and not from the root.");
        }

        string at = Path.GetFullPath(folder);
        foreach (string part in parts)
        {
            at = Path.Combine(at, part);
            FileSystemInfo entry = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (!entry.Exists || entry.LinkTarget is not null)
            {
                throw new LoadRefusedException("There is no such file in the folder for loads.");
            }
        }

        return File.Exists(at) ? at : throw new LoadRefusedException("path must name a file, not a folder.");
    }

    /// <summary>A name for a file that was sent: its last part, and of that only what a file name may hold everywhere.</summary>
    /// <exception cref="LoadRefusedException">Nothing is left of it.</exception>
    public static string NameOf(string name)
    {
        string last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        string kept = new([.. last.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_').Take(100)]);
        kept = kept.TrimStart('.');
        return kept.Length > 0 ? kept : throw new LoadRefusedException("name must hold letters or digits.");
    }
}
