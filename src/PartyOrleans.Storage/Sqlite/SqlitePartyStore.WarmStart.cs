using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

public sealed partial class SqlitePartyStore
{
    private const int SpanRows = 16384;

    /// <inheritdoc />
    public async IAsyncEnumerable<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
        bool withPayload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<List<StoredRecord>>(new BoundedChannelOptions(64) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<SqliteSession> sessions = await OpenSnapshotsAsync(cancellationToken);
        Task producer = Task.Run(() => PumpRecordsAsync(sessions, withPayload, batches.Writer, stop.Token), CancellationToken.None);
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

    /// <summary>Sessions that all see the same state: the owner opens them between two commits; who only looks makes do with one.</summary>
    private async Task<List<SqliteSession>> OpenSnapshotsAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(
                () =>
                {
                    var sessions = new List<SqliteSession>();
                    int count = _writer is null ? 1 : _options.Parallelism;
                    for (int i = 0; i < count; i++)
                    {
                        SqliteSession session = Rent();
                        sessions.Add(session);
                        session.Run("BEGIN");
                        RowSpan(session, "ReadRecordSpan");
                    }

                    return sessions;
                },
                cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task PumpRecordsAsync(
        List<SqliteSession> sessions, bool withPayload, ChannelWriter<List<StoredRecord>> to, CancellationToken cancellationToken)
    {
        try
        {
            SymbolTable.Snapshot symbols = SymbolsOf(sessions[0]);
            StoreKeys keys = KeysOf(sessions[0]);
            PartyId[] parties = await ReadPartyNamesAsync(sessions, cancellationToken);
            (long first, long last) = RowSpan(sessions[0], "ReadRecordSpan");
            long next = first;
            await Task.WhenAll(sessions.Select(session => Task.Run(
                async () =>
                {
                    for (long from; (from = Interlocked.Add(ref next, SpanRows) - SpanRows) <= last;)
                    {
                        List<StoredRecord> batch = ReadRecordSpan(session, from, withPayload, symbols, parties, keys);
                        if (batch.Count > 0)
                        {
                            await to.WriteAsync(batch, cancellationToken);
                        }
                    }
                },
                cancellationToken)));
            to.Complete();
        }
        catch (Exception failure)
        {
            to.TryComplete(failure);
        }
        finally
        {
            // Not kept for others: what each mapped, together the whole table, would count as memory of the process for as long as it runs.
            sessions.ForEach(static session => session.Dispose());
        }
    }

    private static async Task<PartyId[]> ReadPartyNamesAsync(List<SqliteSession> sessions, CancellationToken cancellationToken)
    {
        (_, long last) = RowSpan(sessions[0], "ReadPartySpan");
        var names = new PartyId[last + 1];
        long next = 0;
        await Task.WhenAll(sessions.Select(session => Task.Run(
            () =>
            {
                SqliteStatement read = session.Statement("ReadPartyNames");
                for (long from; (from = Interlocked.Add(ref next, SpanRows) - SpanRows) <= last;)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    read.Bind(1, from);
                    read.Bind(2, from + SpanRows - 1);
                    while (read.Step())
                    {
                        names[read.Long(0)] = new PartyId(read.Text(1));
                    }
                }
            },
            cancellationToken)));
        return names;
    }

    private List<StoredRecord> ReadRecordSpan(
        SqliteSession session, long from, bool withPayload, SymbolTable.Snapshot symbols, PartyId[] parties, StoreKeys keys)
    {
        SqliteStatement read = session.Statement(withPayload ? "ReadRecordsWithPayload" : "ReadRecords");
        read.Bind(1, from);
        read.Bind(2, from + SpanRows - 1);
        var batch = new List<StoredRecord>(SpanRows);
        while (read.Step())
        {
            var key = new RecordKey(symbols.NameOf((int)read.Long(0)), read.Text(1));
            batch.Add(RecordAt(key, read.Bytes(3), withPayload ? read.Bytes(4) : [], parties[read.Long(2)], keys));
        }

        return batch;
    }

    private static (long First, long Last) RowSpan(SqliteSession session, string statement)
    {
        SqliteStatement query = session.Statement(statement);
        query.Step();
        var span = (query.Long(0), query.Long(1));
        query.Reset();
        return span;
    }
}
