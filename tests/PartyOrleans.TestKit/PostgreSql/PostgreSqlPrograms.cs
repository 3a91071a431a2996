using System.Globalization;

namespace PartyOrleans.TestKit.PostgreSql;

/// <summary>Finds PostgreSQL's programs: on the PATH, or where distributions put them.</summary>
public static class PostgreSqlPrograms
{
    private static readonly string[] Programs = ["initdb", "postgres", "pg_ctl", "pg_isready"];

    /// <summary>The folder of <c>initdb</c>, <c>postgres</c>, <c>pg_ctl</c> and <c>pg_isready</c>, the newest version there is; null where PostgreSQL is not installed.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Why tests that need PostgreSQL cannot run here; null where they can.</summary>
    public static string? WhyAbsent { get; } =
        OperatingSystem.IsWindows() ? "PostgreSQL for the tests is started on Unix only"
        : Folder is null ? "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        : Environment.IsPrivilegedProcess && ServerUser() is null ? "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody'"
        : null;

    /// <summary>A command as the user who runs the server: the present one, or another where that is root, as whom PostgreSQL refuses to run.</summary>
    public static string[] AsServerUser(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["runuser", "-u", ServerUser()!, "--", .. command] : command;

    private static string? Find()
    {
        IEnumerable<string> onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
        IEnumerable<string> installed = roots
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root, root.EndsWith("opt", StringComparison.Ordinal) ? "postgresql@*" : "*"))
            .OrderByDescending(Version)
            .Select(folder => Path.Combine(folder, "bin"));
        return onPath.Concat(installed).Append("/usr/local/pgsql/bin")
            .Select(folder => Path.Combine(folder, "initdb"))
            .Where(File.Exists)
            .Select(program => Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!)
            .FirstOrDefault(folder => Programs.All(program => File.Exists(Path.Combine(folder, program))));
    }

    private static int Version(string folder) =>
        int.TryParse(Path.GetFileName(folder).Split('@')[^1], CultureInfo.InvariantCulture, out int version) ? version : 0;

    private static string? ServerUser()
    {
        string[] users = File.Exists("/etc/passwd") ? [.. File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0])] : [];
        return new[] { "postgres", "nobody" }.FirstOrDefault(user => users.Contains(user, StringComparer.Ordinal));
    }
}
