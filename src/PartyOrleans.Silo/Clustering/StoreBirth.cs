using Npgsql;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Commands;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Silo.Clustering;

/// <summary>
/// Makes sure that the store is there, of this program's version and with a bundle, before a silo joins. Of silos that start together one does it;
/// while a cluster is at work its ledger owns the store, which has all of that then.
/// </summary>
internal static class StoreBirth
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Opens the store for looking only, once it is there.</summary>
    /// <returns>The store and its active bundle.</returns>
    /// <exception cref="CommandException">The store's answers come from another bundle than the one asked for.</exception>
    /// <exception cref="StoreException">It cannot be opened, or is of an older version while others work on it.</exception>
    public static async Task<(IPartyStore Reader, Bundle Bundle)> OpenAsync(
        string location, string? bundlePath, NpgsqlDataSource pool, TimeProvider time, CancellationToken cancellationToken)
    {
        long since = time.GetTimestamp();
        while (true)
        {
            try
            {
                IPartyStore reader = await StoreAccess.OpenToReadAsync(location, pool, cancellationToken);
                if (await BundleChoice.FindActiveAsync(reader, cancellationToken) is { } bundle)
                {
                    await RequireSameAsync(reader, bundlePath, cancellationToken);
                    return (reader, bundle);
                }

                await reader.DisposeAsync();
            }
            catch (StoreException) when (time.GetElapsedTime(since) <= Patience)
            {
                // It is not there yet, or of an older version: made below, or by another silo.
            }

            if (await TryMakeAsync(location, bundlePath, pool, cancellationToken) is not { } taken)
            {
                continue;
            }

            if (time.GetElapsedTime(since) > Patience)
            {
                throw taken;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Makes the store, or brings it up to date; gives why not where another one owns it.</summary>
    private static async Task<StoreException?> TryMakeAsync(string location, string? bundlePath, NpgsqlDataSource pool, CancellationToken cancellationToken)
    {
        try
        {
            await using IPartyStore store = await StoreAccess.OpenToWriteAsync(location, pool, cancellationToken);
            await BundleChoice.ForStoreAsync(store, bundlePath, train: null, cancellationToken);
            return null;
        }
        catch (StoreException owned) when (owned.IsTransient)
        {
            return owned;
        }
    }

    private static async Task RequireSameAsync(IPartyStore reader, string? bundlePath, CancellationToken cancellationToken)
    {
        if (bundlePath is not null
            && !string.Equals(BundleFile.ToJson(await BundleChoice.ForAsync(bundlePath, cancellationToken)), await reader.FindActiveBundleAsync(cancellationToken), StringComparison.Ordinal))
        {
            await reader.DisposeAsync();
            throw new CommandException(ExitCode.Usage, $"--bundle: {bundlePath} is not the bundle that the store's answers come from; start without it, and exchange the bundle by the API.");
        }
    }
}
