using System.Data;
using Npgsql;
using NpgsqlTypes;
using PartyOrleans.Storage.Audit;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>The audit log in a table of the store's database. A lock within each commit keeps the chain whole where several processes append.</summary>
public sealed class PostgreSqlAuditLog : GroupedAuditLog
{
    private readonly GuardConnections _connections;
    private readonly NpgsqlDataSource _source;
    private NpgsqlConnection? _connection;

    private PostgreSqlAuditLog(GuardConnections connections)
        : base(connections.Name) => (_connections, _source) = (connections, connections.Source);

    /// <summary>Opens the log of a store that is there.</summary>
    /// <exception cref="StoreException">There is no store, it is of another version, or the server cannot be reached.</exception>
    public static Task<PostgreSqlAuditLog> OpenAsync(string location, CancellationToken cancellationToken) => OpenAsync(location, pool: null, cancellationToken);

    /// <summary>Opens the same over connections that are shared with others, see <see cref="PostgreSqlPool"/>; null for connections of its own.</summary>
    /// <exception cref="StoreException">There is no store, it is of another version, or the server cannot be reached.</exception>
    public static async Task<PostgreSqlAuditLog> OpenAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken) =>
        new(await PostgreSqlGuard.OpenAsync(location, pool, cancellationToken));

    /// <inheritdoc />
    public override async Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var pager = new AuditPager(query);
        await ReadAsync("AuditReadBack", (sequence, body, hash) =>
        {
            pager.Add(sequence, body, hash);
            return !pager.IsFull;
        }, cancellationToken, Parameter.Of(pager.Before), Parameter.Of((long)AuditPager.MostScanned));
        return pager.Page;
    }

    /// <inheritdoc />
    public override async Task<AuditProof> VerifyAsync(CancellationToken cancellationToken)
    {
        var chain = new AuditChain();
        await ReadAsync("AuditReadOn", (sequence, body, hash) => chain.Add(sequence, body, hash), cancellationToken);
        return chain.Proof;
    }

    private protected override void Commit(IReadOnlyList<byte[]> bodies)
    {
        try
        {
            NpgsqlConnection connection = Connection();
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            (long sequence, byte[] hash) = Head(connection);
            (long[] sequences, byte[][] hashes) = Continue(sequence, hash, bodies);
            using NpgsqlCommand insert = connection.Command(
                "AuditInsert", new NpgsqlParameter { Value = sequences, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                Parameter.Of([.. bodies]), Parameter.Of(hashes));
            insert.ExecuteNonQuery();
            transaction.Commit();
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailure.Of(Name, failure);
        }
    }

    private protected override void Close()
    {
        _connection?.Dispose();
        _connections.Dispose();
    }

    private static (long Sequence, byte[] Hash) Head(NpgsqlConnection connection)
    {
        using var batch = new NpgsqlBatch(connection);
        batch.Add("AuditLock");
        batch.Add("AuditHead");
        using NpgsqlDataReader rows = batch.ExecuteReader();
        rows.NextResult();
        return rows.Read() ? (rows.GetInt64(0), rows.Bytes(1)) : (0, NoHash());
    }

    /// <summary>The writer's connection; a new one where the last broke.</summary>
    private NpgsqlConnection Connection()
    {
        if (_connection is not { State: ConnectionState.Open })
        {
            _connection?.Dispose();
            _connection = null;
            _connection = _source.OpenConnection();
        }

        return _connection;
    }

    private async Task ReadAsync(string statement, Func<long, byte[], byte[], bool> take, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        try
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
            await using NpgsqlCommand command = connection.Command(statement, parameters);
            await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken) && take(rows.GetInt64(0), rows.Bytes(1), rows.Bytes(2)))
            {
            }
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailure.Of(Name, failure);
        }
    }
}
