using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Npgsql;
using PartyOrleans.Model;

namespace PartyOrleans.Storage.PostgreSql;

public sealed partial class PostgreSqlPartyStore
{
    private const int SpanRows = 16384;

    /// <inheritdoc />
    public async IAsyncEnumerable<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
        bool withPayload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<List<StoredRecord>>(new BoundedChannelOptions(16) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (List<NpgsqlConnection> connections, RowContext context) = await RetryAsync(() => OpenSnapshotAsync(cancellationToken));
        Task producer = Task.Run(() => PumpRecordsAsync(connections, context, withPayload, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (List<StoredRecord> batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                yield return batch;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await producer;
        }
    }

    /// <summary>Connections that all see the same state: the first exports what it sees, the others take it over.</summary>
    private async Task<(List<NpgsqlConnection> Connections, RowContext Context)> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            (NpgsqlConnection first, RowContext context) = await BeginReadAsync(snapshot: true, cancellationToken);
            connections.Add(first);
            await using NpgsqlCommand export = first.Command("ExportSnapshot");
            var snapshot = (string)(await export.ExecuteScalarAsync(cancellationToken))!;
            int count = Math.Clamp(Math.Min(_options.Parallelism, _options.MaxConnections / 4), 1, 64);
            while (connections.Count < count)
            {
                NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
                connections.Add(connection);
                // The name of a snapshot is the server's own, and cannot be a parameter.
                await using var begin = new NpgsqlCommand(
                    $"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '{snapshot}'", connection);
                await begin.ExecuteNonQueryAsync(cancellationToken);
            }

            return (connections, context);
        }
        catch
        {
            await CloseAsync(connections);
            throw;
        }
    }

    private async Task PumpRecordsAsync(
        List<NpgsqlConnection> connections,
        RowContext context,
        bool withPayload,
        ChannelWriter<List<StoredRecord>> to,
        CancellationToken cancellationToken)
    {
        try
        {
            PartyId[] parties = await ReadPartyNamesAsync(connections, cancellationToken);
            (long first, long last) = await ReadSpanAsync(connections[0], "ReadRecordSpan", cancellationToken);
            long next = first;
            await Task.WhenAll(connections.Select(connection => Task.Run(
                async () =>
                {
                    for (long from; (from = Interlocked.Add(ref next, SpanRows) - SpanRows) <= last;)
                    {
                        List<StoredRecord> batch = await ReadRecordSpanAsync(connection, from, withPayload, context, parties, cancellationToken);
                        if (batch.Count > 0)
                        {
                            await to.WriteAsync(batch, cancellationToken);
                        }
                    }
                },
                cancellationToken)));
            to.Complete();
        }
        catch (NpgsqlException failure)
        {
            to.TryComplete(PostgreSqlFailure.Of(_name, failure));
        }
        catch (Exception failure)
        {
            to.TryComplete(failure);
        }
        finally
        {
            await CloseAsync(connections);
        }
    }

    private static async Task<PartyId[]> ReadPartyNamesAsync(List<NpgsqlConnection> connections, CancellationToken cancellationToken)
    {
        (_, long last) = await ReadSpanAsync(connections[0], "ReadPartySpan", cancellationToken);
        var names = new PartyId[last + 1];
        long next = 0;
        await Task.WhenAll(connections.Select(connection => Task.Run(
            async () =>
            {
                for (long from; (from = Interlocked.Add(ref next, SpanRows) - SpanRows) <= last;)
                {
                    await using NpgsqlCommand read = connection.Command("ReadPartyNames", Parameter.Of(from), Parameter.Of(from + SpanRows - 1));
                    await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
                    while (await row.ReadAsync(cancellationToken))
                    {
                        names[row.GetInt64(0)] = new PartyId(row.GetString(1));
                    }
                }
            },
            cancellationToken)));
        return names;
    }

    private async Task<List<StoredRecord>> ReadRecordSpanAsync(
        NpgsqlConnection connection, long from, bool withPayload, RowContext context, PartyId[] parties, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand read = connection.Command(
            withPayload ? "ReadRecordsWithPayload" : "ReadRecords", Parameter.Of(from), Parameter.Of(from + SpanRows - 1));
        await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
        var batch = new List<StoredRecord>(SpanRows);
        while (await row.ReadAsync(cancellationToken))
        {
            var key = new RecordKey(context.Symbols.NameOf(row.GetInt32(0)), row.Utf8(1));
            byte[]? payload = withPayload ? row.BytesOrNull(4) : null;
            batch.Add(RecordAt(key, row.Bytes(3), payload, parties[row.GetInt64(2)], context.Keys));
        }

        return batch;
    }

    private static async Task<(long First, long Last)> ReadSpanAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand read = connection.Command(statement);
        await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private static async Task CloseAsync(List<NpgsqlConnection> connections)
    {
        foreach (NpgsqlConnection connection in connections)
        {
            await connection.DisposeAsync();
        }
    }
}
