using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary>What a user names on the command line: a party by its id, or a record by <c>source/record id</c>.</summary>
internal static class PartySubject
{
    /// <summary>The key that a text names; null where it has no slash. The source ends at the first one, so record ids may hold slashes.</summary>
    public static RecordKey? AsKey(string text) =>
        text.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && slash < text.Length - 1
            ? new RecordKey(text[..slash], text[(slash + 1)..])
            : null;

    /// <summary>The key that a text names.</summary>
    /// <exception cref="CommandException">It names none.</exception>
    public static RecordKey RequireKey(string text) =>
        AsKey(text) ?? throw new CommandException(ExitCode.Usage, $"'{text}' names no record; a record is named source/record id.");

    /// <summary>A current record.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task<StoredRecord> FindRecordAsync(IPartyStore store, RecordKey key, CancellationToken cancellationToken) =>
        await store.FindRecordAsync(key, cancellationToken)
            ?? throw new CommandException(ExitCode.NotFound, $"there is no record {key} in the store.");

    /// <summary>The golden record of the party that is named, or whose record is named; retired parties lead to their successors.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task<GoldenRecord> FindAsync(IPartyStore store, string subject, CancellationToken cancellationToken)
    {
        PartyId party = AsKey(subject) is { } key
            ? (await FindRecordAsync(store, key, cancellationToken)).Party
            : new PartyId(subject);
        return await store.FindGoldenAsync(party, cancellationToken)
            ?? throw new CommandException(ExitCode.NotFound, $"there is no party {party} in the store, and none that it redirects to.");
    }
}
