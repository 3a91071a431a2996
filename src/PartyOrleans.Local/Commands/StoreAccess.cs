using System.CommandLine;
using Npgsql;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Local.Commands;

/// <summary>Opens the store that a command line names: a SQLite file or a PostgreSQL database.</summary>
internal static class StoreAccess
{
    /// <summary>For commands that only look; may run beside the hub that owns the store.</summary>
    public static Task<IPartyStore> OpenToReadAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        OpenToReadAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken);

    /// <summary>For work that only looks; may run beside the hub that owns the store.</summary>
    public static Task<IPartyStore> OpenToReadAsync(string location, CancellationToken cancellationToken) =>
        PartyStores.OpenReadOnlyAsync(location, Options(KeyChoice.FromEnvironment(), pool: null), cancellationToken);

    /// <summary>For work that only looks, over connections that are shared with others.</summary>
    public static Task<IPartyStore> OpenToReadAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken) =>
        PartyStores.OpenReadOnlyAsync(location, Options(KeyChoice.FromEnvironment(), pool), cancellationToken);

    /// <summary>For commands that change it; makes it where there is none.</summary>
    public static Task<IPartyStore> OpenToWriteAsync(string location, CancellationToken cancellationToken) =>
        OpenToWriteAsync(location, pool: null, cancellationToken);

    /// <summary>For work that changes it, over connections that are shared with others.</summary>
    public static Task<IPartyStore> OpenToWriteAsync(string location, NpgsqlDataSource? pool, CancellationToken cancellationToken) =>
        PartyStores.OpenAsync(location, Options(KeyChoice.FromEnvironment(), pool), TimeProvider.System, cancellationToken);

    /// <summary>For work that only looks, with keys of its own choice.</summary>
    public static Task<IPartyStore> OpenToReadAsync(string location, IKeyProvider? keys, CancellationToken cancellationToken) =>
        PartyStores.OpenReadOnlyAsync(location, Options(keys, pool: null), cancellationToken);

    private static PartyStoreOptions Options(IKeyProvider? keys, NpgsqlDataSource? pool)
    {
        var options = new PartyStoreOptions();
        return options with { Sqlite = options.Sqlite with { Keys = keys }, PostgreSql = options.PostgreSql with { Keys = keys, Pool = pool } };
    }

    /// <summary>The search of a store.</summary>
    /// <exception cref="CommandException">Stores of its kind have none.</exception>
    public static IPartySearch SearchOf(IPartyStore store) => store as IPartySearch ?? throw NoSearch();

    /// <summary>The search index of a store.</summary>
    /// <exception cref="CommandException">Stores of its kind have none.</exception>
    public static ISearchProjection ProjectionOf(IPartyStore store) => store as ISearchProjection ?? throw NoSearch();

    /// <summary>What was erased from a store.</summary>
    /// <exception cref="CommandException">Stores of its kind cannot erase.</exception>
    public static IErasures ErasuresOf(IPartyStore store) =>
        store as IErasures ?? throw new CommandException(ExitCode.Usage, "this kind of store cannot erase.");

    /// <summary>The proof of a store.</summary>
    /// <exception cref="CommandException">Stores of its kind have none.</exception>
    public static IStoreProof ProofOf(IPartyStore store) =>
        store as IStoreProof ?? throw new CommandException(ExitCode.Usage, "this kind of store has no proof of its history.");

    /// <summary>The keys of a store.</summary>
    /// <exception cref="CommandException">Stores of its kind cannot exchange them.</exception>
    public static IStoreKeyring KeyringOf(IPartyStore store) =>
        store as IStoreKeyring ?? throw new CommandException(ExitCode.Usage, "this kind of store has no keys of its own.");

    /// <summary>The past of a store.</summary>
    /// <exception cref="CommandException">Stores of its kind have none.</exception>
    public static IPartyTimeline TimelineOf(IPartyStore store) =>
        store as IPartyTimeline ?? throw new CommandException(ExitCode.Usage, "this kind of store does not keep its past.");

    private static CommandException NoSearch() => new(ExitCode.Usage, "this kind of store cannot search.");
}
