using System.Globalization;
using PartyOrleans.Storage;
using PartyOrleans.Storage.CrashProbe;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Sqlite;

// Commits numbered changes to the store args[0] from number args[1] on, and says each number once its commit is acknowledged,
// until it is killed. A small log bound makes it copy the log often, so that a kill also falls into that.
var options = new PartyStoreOptions
{
    Sqlite = new SqliteStoreOptions { CheckpointBytes = 256 << 10 },
    PostgreSql = new PostgreSqlStoreOptions { Keys = new UnwrappedKeys() },
};
await using IPartyStore store = await PartyStores.OpenAsync(args[0], options, TimeProvider.System, CancellationToken.None);
if (args.Length > 2 && args[2] == "rotate")
{
    // Says the number of each exchange of keys before it is begun.
    for (int number = 1; ; number++)
    {
        Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        await ((IStoreKeyring)store).RotateAsync(CancellationToken.None);
    }
}

if (args.Length > 2 && args[2] == "erase")
{
    // Erases the first record of each numbered change, and says the number before it does.
    for (int number = int.Parse(args[1], CultureInfo.InvariantCulture); ; number++)
    {
        Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        await store.CommitAsync(NumberedChange.Erasing(number), CancellationToken.None);
    }
}

for (int number = int.Parse(args[1], CultureInfo.InvariantCulture); ; number++)
{
    await store.CommitAsync(NumberedChange.Of(number), CancellationToken.None);
    Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
}
