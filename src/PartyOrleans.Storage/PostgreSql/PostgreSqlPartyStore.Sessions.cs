using System.Runtime.CompilerServices;
using Npgsql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

public sealed partial class PostgreSqlPartyStore
{
    /// <summary>What rows are read with.</summary>
    private readonly record struct RowContext(SymbolTable.Snapshot Symbols, StoreKeys Keys);

    /// <summary>What a row becomes.</summary>
    /// <returns>Null where the row was shredded: it is passed over.</returns>
    private delegate T? RowReader<out T>(NpgsqlDataReader row, RowContext context);

    /// <summary>
    /// A connection to read with, and the symbols that its rows may use. The owner knows all symbols, and each of its statements sees one
    /// state; who only looks reads the symbols first, in a transaction that sees the same state throughout.
    /// </summary>
    private async Task<(NpgsqlConnection Connection, RowContext Context)> BeginReadAsync(bool snapshot, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            if (_owner is null || snapshot)
            {
                await using var begin = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", connection);
                await begin.ExecuteNonQueryAsync(cancellationToken);
            }

            return (connection, _owner is null ? await ReadContextAsync(connection, cancellationToken) : new RowContext(_state!.Symbols.Current, _state.Keys));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the owner may have added since a looker opened the store.</summary>
    private async Task<RowContext> ReadContextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        StoreState state = _state!;
        if (await connection.NumberAsync("FindLastKey", cancellationToken) is long last && last > _lastKey)
        {
            StoreKeys keys = await UnwrapAsync(await ReadKeysAsync(connection, cancellationToken), cancellationToken);
            _state = state = state with { Keys = keys };
            _lastKey = (int)last;
        }

        return new RowContext(await ReadSymbolsAsync(connection, cancellationToken), state.Keys);
    }

    private static async Task<SymbolTable.Snapshot> ReadSymbolsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await using NpgsqlCommand read = connection.Command("ReadSymbols");
        await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            names.Add(row.Utf8(0));
        }

        return SymbolTable.Snapshot.Of(names);
    }

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, RowContext, Task<T>> read, CancellationToken cancellationToken) => RetryAsync(
        async () =>
        {
            (NpgsqlConnection connection, RowContext context) = await BeginReadAsync(snapshot: false, cancellationToken);
            await using (connection)
            {
                try
                {
                    return await read(connection, context);
                }
                catch (StoreException) when (!ReferenceEquals(context.Keys, _state!.Keys))
                {
                    // Keys were exchanged while it read; all of its rows are read with the keys of now.
                    return await read(connection, context with { Keys = _state.Keys });
                }
            }
        });

    /// <summary>Reads, once more where a pooled connection turns out to be broken.</summary>
    private async Task<T> RetryAsync<T>(Func<Task<T>> read)
    {
        for (bool again = false; ; again = true)
        {
            try
            {
                return await read();
            }
            catch (NpgsqlException failure) when (!again && PostgreSqlFailure.IsBrokenConnection(failure))
            {
                _source.Clear();
            }
            catch (NpgsqlException failure)
            {
                throw PostgreSqlFailure.Of(_name, failure);
            }
        }
    }

    private async IAsyncEnumerable<T> SortedAsync<T>(
        string statement, RowReader<T> read, Comparison<T> order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<T> items = await ReadAsync(
            async (connection, context) =>
            {
                var found = new List<T>();
                await using NpgsqlCommand command = connection.Command(statement);
                await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    if (read(row, context) is { } item)
                    {
                        found.Add(item);
                    }
                }

                return found;
            },
            cancellationToken);
        items.Sort(order);
        foreach (T item in items)
        {
            yield return item;
        }
    }

    /// <summary>The rows of one statement as they come; left early, the server is told to stop.</summary>
    private async IAsyncEnumerable<T> StreamAsync<T>(
        string statement, NpgsqlParameter[] parameters, RowReader<T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using RowCursor cursor = await RetryAsync(() => OpenCursorAsync(statement, parameters, cancellationToken));
        while (await NextAsync(cursor, cancellationToken))
        {
            if (read(cursor.Row, cursor.Context) is { } item)
            {
                yield return item;
            }
        }
    }

    private async Task<RowCursor> OpenCursorAsync(string statement, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        (NpgsqlConnection connection, RowContext context) = await BeginReadAsync(snapshot: false, cancellationToken);
        try
        {
            NpgsqlCommand command = connection.Command(statement, Array.ConvertAll(parameters, parameter => parameter.Clone()));
            return new RowCursor(connection, command, await command.ExecuteReaderAsync(cancellationToken), context);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<bool> NextAsync(RowCursor cursor, CancellationToken cancellationToken)
    {
        try
        {
            return await cursor.NextAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailure.Of(_name, failure);
        }
    }

    /// <summary>The rows of a running statement.</summary>
    private sealed class RowCursor(NpgsqlConnection connection, NpgsqlCommand command, NpgsqlDataReader row, RowContext context) : IAsyncDisposable
    {
        private bool _ended;

        public NpgsqlDataReader Row => row;

        public RowContext Context => context;

        public async Task<bool> NextAsync(CancellationToken cancellationToken)
        {
            bool more = await row.ReadAsync(cancellationToken);
            _ended = !more;
            return more;
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (!_ended)
                {
                    command.Cancel(); // closing would otherwise read all rows that are still to come
                }

                await row.DisposeAsync();
            }
            catch (NpgsqlException)
            {
                // What was left early ends with an error of the server, as asked; a broken connection ends as well.
            }

            await command.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
