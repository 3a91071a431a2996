using PartyOrleans.Local.Commands;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Backups;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Local.Backups;

/// <summary>The key file of a store that is backed up: it is never part of the backup, and copied apart only where that is asked for.</summary>
internal static class BackupKeys
{
    /// <summary>Whether a backup needs a key file to be read.</summary>
    public static bool AreInAFile(BackupManifest manifest) => manifest.KeysWrappedBy.Any(key => key.StartsWith(LocalKeyFile.Prefix, StringComparison.Ordinal));

    /// <summary>The provider that a verification opens the store with: the file named, what the environment names, else what is beside a database's user.</summary>
    /// <exception cref="CommandException">The backup needs a key file, and none is named.</exception>
    public static IKeyProvider? ForReading(BackupManifest manifest, string? file)
    {
        IKeyProvider? named = file is not null ? new LocalKeyFile(Path.GetFullPath(file)) : KeyChoice.FromEnvironment();
        return named is null && AreInAFile(manifest) && manifest.Store == "sqlite"
            ? throw new CommandException(ExitCode.Usage, $"the backup is protected by {string.Join(", ", manifest.KeysWrappedBy)}: name the copy of the key file with --keys FILE.")
            : named;
    }

    /// <summary>Copies the keys of the file that a store is protected by into one that is kept apart; keys that are there stay.</summary>
    /// <exception cref="StoreException">One of the files cannot be used.</exception>
    public static void Keep(string database, string copy) => new LocalKeyFile(copy).Include(InUse(database), isNewer: true);

    /// <summary>Brings kept keys back into the file that a store is to be protected by; keys that are there stay, and stay the newest.</summary>
    /// <exception cref="StoreException">One of the files cannot be used.</exception>
    public static void BringBack(string copy, string database) => new LocalKeyFile(InUse(database)).Include(copy, isNewer: false);

    private static string InUse(string database) => KeyChoice.FileFromEnvironment() ?? PartyStores.KeyFileOf(database);
}
