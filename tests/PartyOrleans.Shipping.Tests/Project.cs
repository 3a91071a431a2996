using System.CommandLine;
using System.Runtime.CompilerServices;
using PartyOrleans.Local.Commands;

namespace PartyOrleans.Shipping.Tests;

/// <summary>The project's own folder, and what its program takes.</summary>
internal static class Project
{
    /// <summary>The folder.</summary>
    public static string Top { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    /// <summary>A file's path.</summary>
    public static string PathOf(string name) => Path.GetFullPath(Path.Combine(Top, name));

    /// <summary>A file's text.</summary>
    public static string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>What the program finds wrong with a command line; nothing where it would run it.</summary>
    public static IEnumerable<string> WrongWith(IReadOnlyList<string> arguments) => CommandLine.Create().Parse(arguments).Errors.Select(error => error.Message);

    /// <summary>The same of a host: the silo takes the options of <c>party serve</c>, and its own program is not built with these tests.</summary>
    public static IEnumerable<string> WrongWith(string host, IReadOnlyList<string> arguments) =>
        WrongWith(host == "PartyOrleans.Silo" ? ["serve", .. arguments] : arguments);

    private static string Here([CallerFilePath] string path = "") => path;
}
