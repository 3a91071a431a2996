using PartyOrleans.Connectors;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Replays;

/// <summary>Which inputs a replay reads: those that are named, and of these those that were loaded in a time.</summary>
internal static class ReplayRange
{
    /// <summary>Selects inputs by the manifest of what was loaded.</summary>
    /// <param name="files">Inputs that are named.</param>
    /// <param name="store">The store that they were loaded into.</param>
    /// <param name="from">Only those of which the last was committed at this time or later; null for any.</param>
    /// <param name="until">Only those of which the last was committed before this time; null for any.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="InputException">None is left.</exception>
    public static async Task<IReadOnlyList<InputFile>> SelectAsync(
        IReadOnlyList<InputFile> files, IPartyStore store, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if (from is null && until is null)
        {
            return files;
        }

        var loaded = new HashSet<string>(StringComparer.Ordinal);
        await foreach (KeptCheckpoint kept in store.ReadCheckpointsAsync("", cancellationToken))
        {
            if ((from is null || kept.CommittedAt >= from) && (until is null || kept.CommittedAt < until))
            {
                loaded.Add(kept.Checkpoint.Input);
            }
        }

        InputFile[] selected = [.. files.Where(file => loaded.Contains(file.InZone is null && !file.IsStandardInput ? Path.GetFullPath(file.Path) : file.Path))];
        return selected.Length > 0
            ? selected
            : throw new InputException($"None of the {files.Count} inputs named was loaded in that time.");
    }
}
