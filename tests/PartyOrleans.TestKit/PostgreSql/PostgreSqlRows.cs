using Npgsql;

namespace PartyOrleans.TestKit.PostgreSql;

/// <summary>What a database's tables hold, for tests that look for what must not be there.</summary>
public static class PostgreSqlRows
{
    /// <summary>Every row of every table as COPY gives it in its binary form, in which texts and bytes stand as they are.</summary>
    public static async Task<byte[]> ReadAllAsync(string location, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(location + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename", connection))
        await using (NpgsqlDataReader row = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                tables.Add(row.GetString(0));
            }
        }

        using var bytes = new MemoryStream();
        foreach (string table in tables)
        {
            await using NpgsqlRawCopyStream rows = await connection.BeginRawBinaryCopyAsync($"COPY \"{table}\" TO STDOUT (FORMAT binary)", cancellationToken);
            await rows.CopyToAsync(bytes, cancellationToken);
        }

        return bytes.ToArray();
    }
}
