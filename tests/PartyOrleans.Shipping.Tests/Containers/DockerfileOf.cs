using System.Text.Json;
using System.Text.RegularExpressions;

namespace PartyOrleans.Shipping.Tests.Containers;

/// <summary>The instructions of a Dockerfile, continued lines joined.</summary>
internal sealed partial class DockerfileOf
{
    private DockerfileOf(IReadOnlyList<(string Word, string What)> lines) => Lines = lines;

    /// <summary>Instruction and what follows it.</summary>
    public IReadOnlyList<(string Word, string What)> Lines { get; }

    /// <summary>Reads one.</summary>
    public static DockerfileOf Named(string name) => new(
    [
        .. Continued().Replace(string.Join('\n', Project.Read(name).Split('\n').Where(line => !line.StartsWith('#'))), " ").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1].Trim())),
    ]);

    /// <summary>The user that an image's program runs as.</summary>
    public static string User(string name) => Named(name).Of("USER").Single();

    /// <summary>What follows each instruction of a kind.</summary>
    public IEnumerable<string> Of(string word) => Lines.Where(line => string.Equals(line.Word, word, StringComparison.Ordinal)).Select(line => line.What);

    /// <summary>The words of an instruction in its JSON form.</summary>
    public static string[] Words(string rest) => JsonSerializer.Deserialize<string[]>(rest[rest.IndexOf('[', StringComparison.Ordinal)..])!;

    [GeneratedRegex(@"\s*\\\n\s*", RegexOptions.None, 1000)]
    private static partial Regex Continued();
}
