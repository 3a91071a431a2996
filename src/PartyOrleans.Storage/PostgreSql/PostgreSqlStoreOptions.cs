using Npgsql;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>How a PostgreSQL store uses its server.</summary>
public sealed record PostgreSqlStoreOptions
{
    /// <summary>
    /// What the store's own keys are wrapped by. Without it a new store uses the file <c>party-hub/store.keys</c> in the user's folder for
    /// application data, and an existing one what it was made with. See <see cref="LocalKeyFile"/> on keeping that file.
    /// </summary>
    public IKeyProvider? Keys { get; init; }

    /// <summary>
    /// What an acknowledged commit survives. Default <see cref="Durability.Full"/>; <see cref="Durability.Normal"/> lets the server acknowledge
    /// before its log is on disk: the last changes may then be lost, whole and in order, when the server crashes.
    /// </summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>Greatest number of connections in use at once; default 32, at least 2. One of them belongs to the writer; a read that finds none
    /// free waits for one. The server must allow as many.</summary>
    public int MaxConnections { get; init; } = 32;

    /// <summary>
    /// Connections that the store shares with others, made by <see cref="PostgreSqlPool"/> for the same location; whoever made them closes them. Null, the
    /// default, has the store open its own.
    /// </summary>
    public NpgsqlDataSource? Pool { get; init; }

    /// <summary>How long opening waits for another hub to let go of the database, one that was just killed say; default 1 s, at least 1 ms.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows of one table and change from which they are streamed with COPY rather than sent with the statement; default 400, at least 1.
    /// COPY costs two round trips and less per row.</summary>
    public int CopyRows { get; init; } = 400;

    /// <summary>Parties up to which a commit writes the search index itself; default 1000, 0 or more. One that changes more leaves the index behind, to catch up later.</summary>
    public int SearchInlineParties { get; init; } = 1000;

    /// <summary>Threads that encode and decode rows of large commits and reads; default the number of processors, 1 to 64.</summary>
    public int Parallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);
}
