using System.CommandLine;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Local.Commands;

/// <summary>Opens the store that a command line names.</summary>
internal static class StoreAccess
{
    /// <summary>For commands that only look; may run beside the hub that owns the store.</summary>
    public static Task<SqlitePartyStore> OpenToReadAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        SqlitePartyStore.OpenReadOnlyAsync(arguments.GetRequiredValue(SharedOptions.Database), new SqliteStoreOptions(), cancellationToken);

    /// <summary>For commands that change it; makes it where there is none.</summary>
    public static Task<SqlitePartyStore> OpenToWriteAsync(string path, CancellationToken cancellationToken) =>
        SqlitePartyStore.OpenAsync(path, new SqliteStoreOptions(), TimeProvider.System, cancellationToken);
}
