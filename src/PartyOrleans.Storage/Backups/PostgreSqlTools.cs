using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace PartyOrleans.Storage.Backups;

/// <summary>Runs PostgreSQL's own programs on the database that connection settings name. Passwords go through the environment, where other users do not see them.</summary>
internal static class PostgreSqlTools
{
    private const int MostErrorCharacters = 400;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name, such as <c>pg_dump</c>.</param>
    /// <param name="settings">The database.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="StoreException">It is not installed, or failed.</exception>
    public static async Task<string> RunAsync(string program, NpgsqlConnectionStringBuilder settings, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(program))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        SetUp(start.Environment, settings);
        using Process process = Process.Start(start) ?? throw new StoreException($"{program} did not start.", isTransient: false);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        string said = (await errors).ReplaceLineEndings(" ").Trim();
        return process.ExitCode == 0
            ? await output
            : throw new StoreException(
                $"{program} failed with exit code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}: {(said.Length > MostErrorCharacters ? said[..MostErrorCharacters] : said)}",
                isTransient: false);
    }

    private static string Find(string program)
    {
        string name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        IEnumerable<string> onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        // Where distributions put them, the newest version first: a program dumps servers of its own version and older ones.
        IEnumerable<string> installed = new[] { "/usr/lib/postgresql" }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"));
        return installed.Concat(onPath).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new StoreException($"{program} is not installed: install PostgreSQL's client programs (Debian: postgresql-client), or put them on the PATH.", isTransient: false);
    }

    private static void SetUp(IDictionary<string, string?> environment, NpgsqlConnectionStringBuilder settings)
    {
        Set("PGHOST", settings.Host);
        Set("PGPORT", settings.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGDATABASE", settings.Database ?? settings.Username);
        Set("PGUSER", settings.Username);
        Set("PGPASSWORD", settings.Password);
        Set("PGPASSFILE", settings.Passfile);
        Set("PGSSLROOTCERT", settings.RootCertificate);
        Set("PGSSLCERT", settings.SslCertificate);
        Set("PGSSLKEY", settings.SslKey);
        Set("PGSSLMODE", settings.SslMode switch
        {
            SslMode.Disable => "disable",
            SslMode.Allow => "allow",
            SslMode.Require => "require",
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            _ => "prefer",
        });

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                environment[name] = value;
            }
        }
    }
}
