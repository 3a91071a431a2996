using System.Diagnostics;
using System.Globalization;
using Npgsql;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.TestKit.PostgreSql;

/// <summary>
/// A real PostgreSQL server of a test run's own: a new cluster in a temporary folder, reached through a socket in that folder alone.
/// A shell keeps watch over it and ends when its standard input does; so the server and its folder go when this process ends, however it ends.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string User = "party";

    private static readonly Lock SharedGate = new();
    private static Task<PostgreSqlServer>? shared;
    private static int databases;

    private readonly string _folder;
    private Process _watch;

    private PostgreSqlServer(string folder, Process watch) => (_folder, _watch) = (folder, watch);

    /// <summary>The server that all tests of this process share; ends with the process.</summary>
    public static Task<PostgreSqlServer> SharedAsync()
    {
        lock (SharedGate)
        {
            return shared ??= StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Starts a server of one's own, for tests that stop and kill it.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or the server did not start.</exception>
    public static Task<PostgreSqlServer> StartAsync(CancellationToken cancellationToken) => StartAsync([], cancellationToken);

    /// <summary>Starts a server of one's own with settings besides the usual ones, each a line of <c>postgresql.conf</c> without double quotes.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or the server did not start.</exception>
    public static async Task<PostgreSqlServer> StartAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        string bin = PostgreSqlPrograms.Folder ?? throw new InvalidOperationException(PostgreSqlPrograms.WhyAbsent);
        string folder = Path.Combine(Path.GetTempPath(), $"party-postgres-{Path.GetRandomFileName()}");
        await RunAsync($"umask 077; mkdir '{folder}' && exec '{bin}/initdb' -D '{folder}/data' -U {User} --auth=trust -E UTF8 --locale=C --no-sync", cancellationToken);
        await RunAsync($"printf '%s\\n' \"listen_addresses = ''\" \"unix_socket_directories = '{folder}'\" 'max_connections = 200' 'shared_buffers = 64MB' 'fsync = on' >> '{folder}/data/postgresql.conf'", cancellationToken);
        if (settings.Count > 0)
        {
            await RunAsync($"printf '%s\\n' {string.Join(' ', settings.Select(setting => $"\"{setting}\""))} >> '{folder}/data/postgresql.conf'", cancellationToken);
        }

        var server = new PostgreSqlServer(folder, Watch(bin, folder));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Stop();
        await server.WaitUntilReadyAsync(cancellationToken);
        return server;
    }

    /// <summary>Makes an empty database, and gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref databases)}");
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name} STRATEGY file_copy", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionTo(name);
    }

    /// <summary>Makes a database with an empty store in it, and gives its connection string for a user that does not own its tables, as hubs are to run.</summary>
    public async Task<string> CreateDatabaseForLesserUserAsync(CancellationToken cancellationToken)
    {
        string location = await CreateDatabaseAsync(cancellationToken);
        string user = "hub_of_" + new NpgsqlConnectionStringBuilder(location).Database;
        await PostgreSqlUpgrade.ApplyAsync(location, TimeProvider.System, cancellationToken);
        await PostgreSqlUpgrade.GrantAsync(location, new LesserUser(user, SignsInByIam: false), cancellationToken);
        return location + ";Username=" + user;
    }

    /// <summary>The connection string of a database of this server.</summary>
    public string ConnectionTo(string database) => $"Host={_folder};Username={User};Database={database}";

    /// <summary>Kills the server as a crash of its machine would: nothing is written any more, and clients are cut off. Then starts it again.</summary>
    public async Task CrashAndRestartAsync(CancellationToken cancellationToken)
    {
        await CrashAsync(cancellationToken);
        await RestartAsync(cancellationToken);
    }

    /// <summary>Kills the server and leaves it so.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken)
    {
        await RunAsync($"exec '{PostgreSqlPrograms.Folder!}/pg_ctl' stop -m immediate -D '{_folder}/data'", cancellationToken);
        await _watch.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Starts it again after <see cref="CrashAsync"/>.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        _watch.Dispose();
        _watch = Watch(PostgreSqlPrograms.Folder!, _folder);
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private void Stop()
    {
        try
        {
            _watch.StandardInput.Close();
            _watch.WaitForExit(10_000);
        }
        catch (InvalidOperationException)
        {
            // Stopped before.
        }
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        // -W 60: fails after a minute; the program itself waits, so nothing here has to.
        string bin = PostgreSqlPrograms.Folder!;
        await RunAsync(
            $"i=0; until '{bin}/pg_isready' -q -h '{_folder}' -U {User}; do i=$((i+1)); [ $i -lt 600 ] || {{ cat '{_folder}/log' >&2; exit 1; }}; sleep 0.1; done",
            cancellationToken);
    }

    /// <summary>
    /// Starts the server below a shell that waits for the end of its input, then stops it and removes the folder; where the server ends by
    /// itself, the shell ends too and leaves the folder.
    /// </summary>
    private static Process Watch(string bin, string folder) => Start(
        $"exec 3<&0; '{bin}/postgres' -D '{folder}/data' >>'{folder}/log' 2>&1 3<&- & server=$!; "
        + "(while read -r line <&3; do :; done; : > '" + folder + "/ended'; kill -INT $server 2>/dev/null) & "
        + $"wait $server; [ -e '{folder}/ended' ] && rm -rf '{folder}'; exec 3<&-; kill $! 2>/dev/null; true");

    private static async Task RunAsync(string script, CancellationToken cancellationToken)
    {
        using Process process = Start(script);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"PostgreSQL for the tests: exit code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}. {await output}{errors}");
        }
    }

    private static Process Start(string script)
    {
        string[] command = PostgreSqlPrograms.AsServerUser("sh", "-c", script);
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (string argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
