using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Commands;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Bundles;

/// <summary>Which bundle decides. A store keeps the one that its answers come from; it is never exchanged behind the user's back.</summary>
internal static class BundleChoice
{
    /// <summary>
    /// How much the prior of two persons being one falls where records double, bits. It would be 1 if duplicates grew as records do; in larger
    /// sets each person has more of them.
    /// </summary>
    private const double PriorBitsPerDoubling = 0.4;

    /// <summary>log2 of the records up to which the prior is the shipped one.</summary>
    private const double SmallDoublings = 12;

    /// <summary>What the prior falls by at most, bits.</summary>
    private const double MostPriorBits = 6;

    /// <summary>The bundle named on the command line, else the one shipped.</summary>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    /// <exception cref="BundleException">The file is no bundle, or was altered.</exception>
    public static async Task<Bundle> ForAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return DefaultBundle.Create();
        }

        try
        {
            return await BundleFile.LoadAsync(path, ContractsInForce.Vocabulary, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Input, $"{path}: the bundle cannot be read: {error.Message}", error);
        }
    }

    /// <summary>
    /// The shipped bundle for a number of records: its compound keys hold log2 of the records less 3 bits, so that a block of a large load
    /// holds as few records by chance as one of a small load, up to some 130,000 records as it is. And two persons drawn from many records
    /// are less often one, or of one household, than from few: from 4,096 on the prior of either falls by 0.4 bits each time the records double.
    /// </summary>
    public static Bundle ShippedFor(long records)
    {
        Bundle shipped = DefaultBundle.Create();
        double doublings = Math.Log2(Math.Max(1, records));
        double fewerBits = Math.Round(Math.Clamp(PriorBitsPerDoubling * (doublings - SmallDoublings), 0, MostPriorBits), 1);
        MatchModel persons = shipped.Persons;
        return shipped with
        {
            Blocking = shipped.Blocking with { KeyBits = Math.Max(shipped.Blocking.KeyBits, Math.Round(doublings - 3, 1)) },
            Persons = persons with
            {
                PriorBits = persons.PriorBits - fewerBits,
                Alternatives = [.. persons.Alternatives.Select(other => other with { PriorBits = other.PriorBits - fewerBits })],
            },
        };
    }

    /// <summary>The bundle that is active in a store; null where none is.</summary>
    public static async Task<Bundle?> FindActiveAsync(IPartyStore store, CancellationToken cancellationToken) =>
        await store.FindActiveBundleAsync(cancellationToken) is { } json ? BundleFile.Parse(json, "the store's bundle", ContractsInForce.Vocabulary) : null;

    /// <summary>The bundle that is active in a store, else the one asked for, which then is activated.</summary>
    /// <param name="store">The store, owned.</param>
    /// <param name="path">The bundle named on the command line, if any.</param>
    /// <param name="train">Makes a bundle of the one named; null where no training is asked for.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="CommandException">The store's answers come from another bundle than the one asked for.</exception>
    public static async Task<Bundle> ForStoreAsync(
        IPartyStore store, string? path, Func<Bundle, Task<Bundle>>? train, CancellationToken cancellationToken)
    {
        string? active = await store.FindActiveBundleAsync(cancellationToken);
        bool holdsRecords = (await store.CountAsync(cancellationToken)).Records > 0;
        if (train is not null && holdsRecords)
        {
            throw new CommandException(ExitCode.Usage, "--train is for a store without records; this one's answers come from the bundle it was begun with.");
        }

        if (active is not null && holdsRecords)
        {
            Bundle bundle = BundleFile.Parse(active, "the store's bundle", ContractsInForce.Vocabulary);
            if (path is not null && !string.Equals(BundleFile.ToJson(await ForAsync(path, cancellationToken)), active, StringComparison.Ordinal))
            {
                throw new CommandException(ExitCode.Usage, $"{path} is not the bundle that the store was begun with ({bundle.Name}); load into a new store (--db) to use it.");
            }

            return bundle;
        }

        Bundle chosen = await ForAsync(path, cancellationToken);
        if (train is not null)
        {
            chosen = await train(chosen);
        }

        string json = BundleFile.ToJson(chosen);
        await store.ActivateBundleAsync(BundleFile.Sha256Of(json), json, cancellationToken);
        return chosen;
    }
}
