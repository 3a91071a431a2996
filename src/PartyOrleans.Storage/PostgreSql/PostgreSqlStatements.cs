using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Runs the statements of Sql/*.sql by name.</summary>
internal static class PostgreSqlStatements
{
    /// <summary>A command that runs a statement with its parameters in order.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(SqlText.PostgreSql.Statements[statement], connection);
        foreach (NpgsqlParameter parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Adds a statement with its parameters in order.</summary>
    public static void Add(this NpgsqlBatch batch, string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(SqlText.PostgreSql.Statements[statement]);
        foreach (NpgsqlParameter parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>Runs a statement that gives nothing back.</summary>
    public static async Task<int> ExecuteAsync(
        this NpgsqlConnection connection, string statement, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using NpgsqlCommand command = connection.Command(statement, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The one number that a statement gives.</summary>
    public static async Task<long> NumberAsync(
        this NpgsqlConnection connection, string statement, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using NpgsqlCommand command = connection.Command(statement, parameters);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The bytes of a column; rows are buffered whole, so nothing is waited for.</summary>
    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>The bytes of a column, or null.</summary>
    public static byte[]? BytesOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Bytes(column);

    /// <summary>A text that a column keeps as UTF-8 bytes; empty for null.</summary>
    public static string Utf8(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? "" : Encoding.UTF8.GetString(row.Bytes(column));
}

/// <summary>Makes parameters of statements.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Of(short value) => new NpgsqlParameter<short> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Smallint };

    public static NpgsqlParameter Of(int value) => new NpgsqlParameter<int> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Integer };

    public static NpgsqlParameter Of(long value) => new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Of(double value) => new NpgsqlParameter<double> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Double };

    public static NpgsqlParameter Of(bool value) => new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean };

    public static NpgsqlParameter Of(string value) => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Of(byte[] value) => new NpgsqlParameter<byte[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea };

    public static NpgsqlParameter Of(byte[][] value) => new NpgsqlParameter<byte[][]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

    public static NpgsqlParameter Of(string[] value) => new NpgsqlParameter<string[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    public static NpgsqlParameter Of(long[] value) => new NpgsqlParameter<long[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    public static NpgsqlParameter Of(long?[] value) => new NpgsqlParameter<long?[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    public static NpgsqlParameter Of(int[] value) => new NpgsqlParameter<int[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };

    public static NpgsqlParameter Of(short[] value) => new NpgsqlParameter<short[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint };

    public static NpgsqlParameter Of(double[] value) => new NpgsqlParameter<double[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double };

    /// <summary>A text as UTF-8 bytes.</summary>
    public static NpgsqlParameter Utf8(string value) => Of(Encoding.UTF8.GetBytes(value));
}
