using System.Data;
using Npgsql;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Storage.Backups;

/// <summary>Backups of a PostgreSQL store by <c>pg_dump</c> and <c>pg_restore</c>, of the one snapshot that the manifest describes.</summary>
internal static class PostgreSqlBackup
{
    /// <summary>The kind of store as manifests name it.</summary>
    public const string Kind = "postgresql";

    private const string DumpName = "store.pgdump";
    private const string ListName = "restore.list";

    /// <summary>Dumps the schema in which the store lies.</summary>
    public static async Task<BackupManifest> TakeAsync(string location, string folder, DateTimeOffset at, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder settings = Settings(location, out string name);
        await StoreSecrets.ResolveAsync(settings, cancellationToken);
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await PostgreSqlMigrations.RequireAsync(connection, name, cancellationToken);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            string snapshot = await TextAsync(connection, "ExportSnapshot", cancellationToken);
            BackupManifest manifest = await DescribeAsync(connection, at, cancellationToken);
            await PostgreSqlTools.RunAsync(
                "pg_dump",
                settings,
                // What is sealed does not become smaller by trying harder.
                [
                    "--format=custom", "--compress=1", "--no-owner", "--no-privileges", $"--snapshot={snapshot}", $"--schema={Quoted(manifest.Schema)}",
                    // Made again from the records where they are missing.
                    $"--exclude-table-data={Quoted(manifest.Schema)}.block_page", $"--exclude-table-data={Quoted(manifest.Schema)}.block_shard",
                    $"--file={Path.Combine(folder, DumpName)}",
                ],
                cancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(folder, DumpName), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return manifest with { Files = [await BackupFile.OfAsync(folder, DumpName, SqliteBackup.Store, cancellationToken)] };
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailure.Of(name, failure);
        }
    }

    /// <summary>Makes the tables in an empty schema of the backup's name, in one transaction.</summary>
    public static async Task RestoreAsync(string folder, BackupManifest manifest, string location, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder settings = Settings(location, out string name);
        await StoreSecrets.ResolveAsync(settings, cancellationToken);
        string list = Path.Combine(Path.GetTempPath(), $"party-{Path.GetRandomFileName()}-{ListName}");
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using (var make = new NpgsqlCommand($"CREATE SCHEMA IF NOT EXISTS {Quoted(manifest.Schema)}", connection))
            {
                await make.ExecuteNonQueryAsync(cancellationToken);
            }

            if (await TextAsync(connection, "FindSchema", cancellationToken) is var schema && schema != manifest.Schema)
            {
                throw new StoreException($"{name}: the backup is of the schema {manifest.Schema}, and {schema} comes first in the search path: add Search Path={Quoted(manifest.Schema)}.", isTransient: false);
            }

            if (await connection.NumberAsync("HasSchemaVersion", cancellationToken) + await connection.NumberAsync("CountForeignTables", cancellationToken) > 0)
            {
                throw new StoreException($"{name} holds tables already: name a database or schema that is empty.", isTransient: false);
            }

            await connection.ExecuteAsync("AddExtensions", cancellationToken);
            string dump = Path.Combine(folder, DumpName);
            string contents = await PostgreSqlTools.RunAsync("pg_restore", settings, ["--list", dump], cancellationToken);
            // The schema is there; a dump that names one makes it all the same.
            await File.WriteAllLinesAsync(list, contents.Split('\n').Where(line => !line.Contains(" SCHEMA - ", StringComparison.Ordinal)), cancellationToken);
            await PostgreSqlTools.RunAsync(
                "pg_restore",
                settings,
                [$"--dbname={settings.Database ?? settings.Username}", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", $"--use-list={list}", dump],
                cancellationToken);
            await connection.ExecuteAsync("Analyze", cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailure.Of(name, failure);
        }
        finally
        {
            File.Delete(list);
        }
    }

    private static NpgsqlConnectionStringBuilder Settings(string location, out string name)
    {
        NpgsqlConnectionStringBuilder settings = PostgreSqlLocation.Parse(location);
        name = PostgreSqlLocation.Describe(settings);
        settings.Pooling = false;
        settings.CommandTimeout = 0;
        settings.Username ??= Environment.UserName;
        return settings;
    }

    /// <summary>A name as SQL and search paths take it, whatever is in it.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<string> TextAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.Command(statement);
        return await command.ExecuteScalarAsync(cancellationToken) as string ?? "";
    }

    private static async Task<BackupManifest> DescribeAsync(NpgsqlConnection connection, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        await using (NpgsqlCommand read = connection.Command("ReadKeys"))
        await using (NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                keys.Add(row.GetString(2));
            }
        }

        await using NpgsqlCommand findHead = connection.Command("FindNewestHead");
        byte[] head = (byte[]?)await findHead.ExecuteScalarAsync(cancellationToken) ?? [];
        long commit = await connection.NumberAsync("FindLastCommit", cancellationToken);
        string schema = await TextAsync(connection, "FindSchema", cancellationToken);
        await using NpgsqlCommand count = connection.Command("Count");
        await using NpgsqlDataReader counts = await count.ExecuteReaderAsync(cancellationToken);
        await counts.ReadAsync(cancellationToken);
        return new BackupManifest
        {
            Store = Kind,
            Schema = schema,
            SchemaVersion = PostgreSqlMigrations.Known,
            CreatedAt = at,
            Commit = commit,
            Head = Convert.ToHexStringLower(head),
            Counts = new StoreCounts(counts.GetInt64(0), counts.GetInt64(1), counts.GetInt64(2), counts.GetInt64(3), counts.GetInt64(4), counts.GetInt64(5)),
            KeysWrappedBy = [.. keys],
            Files = [],
        };
    }
}
