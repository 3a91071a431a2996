namespace PartyOrleans.TestKit;

/// <summary>A kind of store that a test runs on.</summary>
public enum StoreKind
{
    /// <summary>A SQLite file.</summary>
    Sqlite,

    /// <summary>A database of a real PostgreSQL server.</summary>
    PostgreSql,
}
