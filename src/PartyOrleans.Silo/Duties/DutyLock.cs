using Npgsql;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Silo.Duties;

/// <summary>
/// An advisory lock on a connection of its own. Every holder counts the term on, so that one who lost the lock and got it again knows whether
/// another one had it meanwhile.
/// </summary>
internal sealed class DutyLock : IAsyncDisposable
{
    /// <summary>The server notices within half a minute that the machine of a holder is gone; that of a process that died is noticed at once.</summary>
    private const string SetUp = """
        SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false),
               set_config('idle_session_timeout', '0', false)
        """;

    private const string Take = "SELECT pg_try_advisory_lock(hashtextextended('party hub duties ' || current_schema(), 0))";

    private const string Count = """
        INSERT INTO cluster_duty AS d (name, term, since, address) VALUES ('all', 1, now(), $1)
        ON CONFLICT (name) DO UPDATE SET term = d.term + 1, since = excluded.since, address = excluded.address
        RETURNING term
        """;

    private readonly NpgsqlDataSource _source;
    private NpgsqlConnection? _connection;

    /// <summary>Makes it; nothing is connected yet.</summary>
    public DutyLock(string database) => _source = PostgreSqlPool.Open(database, connections: 2, "party-hub duties");

    /// <summary>Takes the lock.</summary>
    /// <param name="address">Where other silos reach the API of this one.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The term; null where another silo has it.</returns>
    /// <exception cref="NpgsqlException">The server cannot be reached.</exception>
    public async Task<long?> TryTakeAsync(string address, CancellationToken cancellationToken)
    {
        if (_connection is not { State: System.Data.ConnectionState.Open })
        {
            await CloseAsync();
            _source.Clear();
            _connection = await _source.OpenConnectionAsync(cancellationToken);
            await RunAsync(SetUp, cancellationToken);
        }

        return (bool)(await RunAsync(Take, cancellationToken))! ? (long)(await RunAsync(Count, cancellationToken, address))! : null;
    }

    /// <summary>Asks again and again whether the connection is there; ends once it is not.</summary>
    public async Task KeepAsync(TimeSpan beat, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(beat, time, cancellationToken);
            try
            {
                await RunAsync("SELECT 1", cancellationToken);
            }
            catch (NpgsqlException)
            {
                await CloseAsync();
                throw;
            }
        }
    }

    /// <summary>Gives the lock up: by its name, since the server takes its time to notice the end of a connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { State: System.Data.ConnectionState.Open })
        {
            try
            {
                await RunAsync("SELECT pg_advisory_unlock_all()", CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // It goes with the connection.
            }
        }

        await CloseAsync();
        await _source.DisposeAsync();
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
            _source.Clear(); // a pooled connection would keep the lock
        }
    }

    private async Task<object?> RunAsync(string text, CancellationToken cancellationToken, params string[] parameters)
    {
        await using var command = new NpgsqlCommand(text, _connection) { CommandTimeout = 5 };
        foreach (string parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
        }

        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
