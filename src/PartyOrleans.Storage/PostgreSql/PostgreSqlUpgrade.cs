using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>
/// What the owner of a store's tables does, so that a hub can run as a lesser user: brings them up to date, and gives that user what a hub needs of
/// them. A hub that runs as the owner does the first by itself.
/// </summary>
public static class PostgreSqlUpgrade
{
    /// <summary>Makes the tables, or brings them to the version of this program; where there is something to do no hub may be serving the store.</summary>
    /// <param name="location">The database, as the user whom the tables are to belong to.</param>
    /// <param name="time">Clock of the times at which migrations were applied.</param>
    /// <param name="cancellationToken">Stops between two migrations.</param>
    /// <returns>The version that was found (0: no tables), and the one that is there now.</returns>
    /// <exception cref="StoreException">A hub serves it, it is newer than this program, or the user may not.</exception>
    public static Task<(int From, int To)> ApplyAsync(string location, TimeProvider time, CancellationToken cancellationToken) => WithAsync(
        location,
        async (source, connection, name) =>
        {
            int from = await PostgreSqlMigrations.FindAsync(connection, name, cancellationToken);
            if (from < PostgreSqlMigrations.Known)
            {
                await using PostgreSqlOwner owner = await PostgreSqlOwner.TakeAsync(source, name, new PostgreSqlStoreOptions(), cancellationToken);
                await PostgreSqlMigrations.ApplyAsync(owner.Connection, name, time, cancellationToken);
            }

            return (from, PostgreSqlMigrations.Known);
        },
        cancellationToken);

    /// <summary>Makes a user where there is none of its name, and gives it what a hub needs of the tables that are there; a hub may be serving.</summary>
    /// <param name="location">The database, as the owner of its tables.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops; nothing was given then.</param>
    /// <exception cref="StoreException">There is no store, or the user may not give what is to be given.</exception>
    public static Task GrantAsync(string location, LesserUser user, CancellationToken cancellationToken) => WithAsync(
        location,
        async (_, connection, name) =>
        {
            await PostgreSqlMigrations.RequireAsync(connection, name, cancellationToken);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync("NameUser", cancellationToken, Parameter.Of(user.Name));
            await connection.ExecuteAsync("MakeUser", cancellationToken);
            if (user.SignsInByIam)
            {
                await connection.ExecuteAsync("SignInByIam", cancellationToken);
            }

            await connection.ExecuteAsync("GrantUse", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    private static async Task<T> WithAsync<T>(string location, Func<NpgsqlDataSource, NpgsqlConnection, string, Task<T>> work, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder settings = PostgreSqlLocation.Parse(location);
        string name = PostgreSqlLocation.Describe(settings);
        await using NpgsqlDataSource source = PostgreSqlPool.Open(settings, connections: 2, "party-hub migrate");
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
            return await work(source, connection, name);
        }
        catch (NpgsqlException failure)
        {
            throw PostgreSqlFailure.Of(name, failure);
        }
    }
}

/// <summary>A user of the database that a hub runs as and that does not own its tables.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SignsInByIam">Whether it signs in by AWS IAM (Amazon RDS and Aurora) instead of a password.</param>
public readonly record struct LesserUser(string Name, bool SignsInByIam);
