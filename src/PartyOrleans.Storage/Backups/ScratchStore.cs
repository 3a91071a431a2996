using System.Globalization;
using Npgsql;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Storage.Backups;

/// <summary>A place to restore a backup into for as long as it is looked at: a folder of its own, or a database of its own on a server.</summary>
public sealed class ScratchStore : IAsyncDisposable
{
    private readonly string? _folder;
    private readonly NpgsqlConnectionStringBuilder? _server;
    private readonly string _database = "";

    private ScratchStore(string location, string folder) => (Location, _folder) = (location, folder);

    private ScratchStore(NpgsqlConnectionStringBuilder server, string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database };
        (Location, _server, _database) = (settings.ConnectionString, server, database);
    }

    /// <summary>The store, as <see cref="PartyStores"/> names it; nothing is there yet.</summary>
    public string Location { get; }

    /// <summary>Makes a place that fits a backup.</summary>
    /// <param name="manifest">The backup.</param>
    /// <param name="place">Of a file: the folder in which to make one, null for the one of temporary files. Of a database: a database of the
    /// server on which to make another one; its user needs the right to.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="StoreException">It cannot be made.</exception>
    public static async Task<ScratchStore> MakeAsync(BackupManifest manifest, string? place, CancellationToken cancellationToken)
    {
        if (manifest.Store != PostgreSqlBackup.Kind)
        {
            string folder = Path.Combine(place ?? Path.GetTempPath(), $"party-verify-{Path.GetRandomFileName()}");
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"{folder} cannot be made: {failure.Message}", isTransient: false, failure);
            }

            return new ScratchStore(Path.Combine(folder, "store.db"), folder);
        }

        if (place is null || !PartyStores.IsServer(place))
        {
            throw new StoreException("The backup is of a PostgreSQL store: name a database of a server on which another one may be made for the time of the verification.", isTransient: false);
        }

        NpgsqlConnectionStringBuilder server = PostgreSqlLocation.Parse(place);
        server.Pooling = false;
        await StoreSecrets.ResolveAsync(server, cancellationToken);
        string database = string.Create(CultureInfo.InvariantCulture, $"party_verify_{manifest.Commit}_{Environment.ProcessId}");
        await RunAsync(server, $"CREATE DATABASE \"{database}\"", cancellationToken);
        server.SearchPath = manifest.Schema.Length > 0 && manifest.Schema != "public" ? $"{PostgreSqlBackup.Quoted(manifest.Schema)},public" : null;
        return new ScratchStore(server, database);
    }

    /// <summary>Removes the place with all that it holds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
        else if (_server is not null)
        {
            await RunAsync(_server, $"DROP DATABASE \"{_database}\" WITH (FORCE)", CancellationToken.None);
        }
    }

    private static async Task RunAsync(NpgsqlConnectionStringBuilder server, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailure.Of(PostgreSqlLocation.Describe(server), failure);
        }
    }
}
