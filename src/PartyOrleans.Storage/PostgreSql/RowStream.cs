using System.Buffers.Binary;
using Npgsql;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>
/// Sends the rows of a change: those of a short table wait in a batch, which is one round trip for all tables; a long table is streamed
/// with COPY. Statements reach the server in the order in which they were given.
/// </summary>
/// <param name="connection">The connection, in a transaction.</param>
/// <param name="copyRows">Rows of one table from which it is streamed.</param>
internal sealed class RowStream(NpgsqlConnection connection, int copyRows) : IAsyncDisposable
{
    private const int FlushBytes = 256 << 10;

    /// <summary>Rows after which an array per column is sent, so that memory and messages stay bounded.</summary>
    private const int ArrayRows = 8192;

    /// <summary>COPY's signature, flags and length of header extension.</summary>
    private static readonly byte[] CopyHeader = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly RowBuffer _bytes = new(4096);
    private NpgsqlBatch _batch = new(connection);
    private Stream? _copy;

    /// <summary>The statements that wait to be sent.</summary>
    public NpgsqlBatch Batch => _batch;

    /// <summary>Sends rows where many have gathered; more of the same table follow.</summary>
    /// <param name="rows">The rows; empty afterwards where they were sent.</param>
    /// <param name="copy">The COPY statement of the table; null where it has none and rows always go as arrays.</param>
    /// <param name="statement">The statement that takes one array per column.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async ValueTask OfferAsync(TableRows rows, string? copy, string statement, CancellationToken cancellationToken)
    {
        if (copy is null)
        {
            if (rows.Count >= ArrayRows)
            {
                Queue(rows, statement);
                await SendAsync(cancellationToken);
            }
        }
        else if (rows.Count >= copyRows)
        {
            await CopyAsync(rows, copy, cancellationToken);
        }
    }

    /// <summary>Sends or queues the last rows of a table.</summary>
    public async ValueTask EndAsync(TableRows rows, string? copy, string statement, CancellationToken cancellationToken)
    {
        await OfferAsync(rows, copy, statement, cancellationToken);
        if (_copy is not null)
        {
            await CopyAsync(rows, copy!, cancellationToken);
            Span<byte> trailer = stackalloc byte[2];
            BinaryPrimitives.WriteInt16BigEndian(trailer, -1);
            _bytes.Write(trailer);
            await FlushAsync(cancellationToken);
            await _copy.DisposeAsync();
            _copy = null;
        }
        else if (rows.Count > 0)
        {
            Queue(rows, statement);
        }
    }

    /// <summary>Sends what waits.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_batch.BatchCommands.Count > 0)
        {
            await _batch.ExecuteNonQueryAsync(cancellationToken);
            await _batch.DisposeAsync();
            _batch = new NpgsqlBatch(connection);
        }
    }

    /// <summary>Gives a stream up that did not come to its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync();
        if (_copy is NpgsqlRawCopyStream unfinished)
        {
            await unfinished.CancelAsync();
            await unfinished.DisposeAsync();
        }
    }

    private void Queue(TableRows rows, string statement)
    {
        _batch.Add(statement, rows.ToParameters());
        rows.Clear();
    }

    private async ValueTask CopyAsync(TableRows rows, string copy, CancellationToken cancellationToken)
    {
        if (_copy is null)
        {
            await SendAsync(cancellationToken);
            _copy = await connection.BeginRawBinaryCopyAsync(SqlText.PostgreSql.Statements[copy], cancellationToken);
            _bytes.Write(CopyHeader);
        }

        rows.WriteTo(_bytes);
        rows.Clear();
        if (_bytes.Written.Length >= FlushBytes)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _copy!.WriteAsync(_bytes.Written, cancellationToken);
        _bytes.Clear();
    }
}
