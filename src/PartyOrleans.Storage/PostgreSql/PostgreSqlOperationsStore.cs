using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Small documents in a table of the store's database.</summary>
public sealed class PostgreSqlOperationsStore : IOperationsStore
{
    private readonly GuardConnections _connections;
    private readonly NpgsqlDataSource _source;
    private readonly string _name;

    private PostgreSqlOperationsStore(GuardConnections connections) => (_connections, _source, _name) = (connections, connections.Source, connections.Name);

    /// <summary>Opens the documents of a store that is there.</summary>
    /// <exception cref="StoreException">There is no store, it is of another version, or the server cannot be reached.</exception>
    public static Task<PostgreSqlOperationsStore> OpenAsync(string location, CancellationToken cancellationToken) => OpenAsync(location, pool: null, cancellationToken);

    /// <summary>Opens the same over connections that are shared with others, see <see cref="PostgreSqlPool"/>; null for connections of its own.</summary>
    /// <exception cref="StoreException">There is no store, it is of another version, or the server cannot be reached.</exception>
    public static async Task<PostgreSqlOperationsStore> OpenAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken) =>
        new(await PostgreSqlGuard.OpenAsync(location, pool, cancellationToken));

    /// <inheritdoc />
    public async Task<OperationsDocument?> FindAsync(string area, string name, CancellationToken cancellationToken) =>
        (await DocumentsAsync("OperationsFind", area, [Parameter.Of(area), Parameter.Of(name)], cancellationToken)).FirstOrDefault();

    /// <inheritdoc />
    public async Task<IReadOnlyList<OperationsDocument>> ReadAsync(string area, string after, int most, CancellationToken cancellationToken) =>
        await DocumentsAsync("OperationsRead", area, [Parameter.Of(area), Parameter.Of(after), Parameter.Of(most)], cancellationToken);

    /// <inheritdoc />
    public async Task PutAsync(IReadOnlyList<OperationsDocument> documents, CancellationToken cancellationToken)
    {
        OperationsBounds.Check(documents);
        if (documents.Count == 0)
        {
            return;
        }

        await RunAsync(
            async connection =>
            {
                // A batch outside a transaction is one transaction.
                await using var batch = new NpgsqlBatch(connection);
                foreach (OperationsDocument document in documents)
                {
                    batch.Add(
                        "OperationsPut", Parameter.Of(document.Area), Parameter.Of(document.Name), Parameter.Of(document.Json),
                        Parameter.Of(document.UpdatedAt.UtcTicks));
                }

                return await batch.ExecuteNonQueryAsync(cancellationToken);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public async Task<bool> DeleteAsync(string area, string name, CancellationToken cancellationToken) => await RunAsync(
        connection => connection.ExecuteAsync("OperationsDelete", cancellationToken, Parameter.Of(area), Parameter.Of(name)), cancellationToken) > 0;

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _connections.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<List<OperationsDocument>> DocumentsAsync(
        string statement, string area, NpgsqlParameter[] parameters, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            var documents = new List<OperationsDocument>();
            await using NpgsqlCommand read = connection.Command(statement, Array.ConvertAll(parameters, parameter => parameter.Clone()));
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                documents.Add(new OperationsDocument(area, row.GetString(0), row.GetString(1), new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero)));
            }

            return documents;
        },
        cancellationToken);

    /// <summary>Everything here may be done twice, so a pooled connection that turns out to be broken is no reason to fail.</summary>
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        for (bool again = false; ; again = true)
        {
            try
            {
                await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
                return await work(connection);
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
}
