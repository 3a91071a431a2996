using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>
/// The types of events that leave the hub. The number at the end goes up where a consumer written for the type would break; members may be added
/// without that.
/// </summary>
public static class EventTypes
{
    /// <summary>A party came into being.</summary>
    public const string PartyCreated = "party.created.v1";

    /// <summary>A party's golden record changed.</summary>
    public const string PartyChanged = "party.changed.v1";

    /// <summary>A party took in records of another.</summary>
    public const string PartyMerged = "party.merged.v1";

    /// <summary>Some of a party's records left for another.</summary>
    public const string PartySplit = "party.split.v1";

    /// <summary>A party ended.</summary>
    public const string PartyRetired = "party.retired.v1";

    /// <summary>A pair of records waits for a steward.</summary>
    public const string ReviewOpened = "review.opened.v1";

    /// <summary>The weight of a pair that waits for a steward changed.</summary>
    public const string ReviewChanged = "review.changed.v1";

    /// <summary>A pair does not wait any more.</summary>
    public const string ReviewClosed = "review.closed.v1";

    private static readonly (string Type, string Kind)[] Parties =
        [("", ""), (PartyCreated, "created"), (PartyChanged, "changed"), (PartyMerged, "merged"), (PartySplit, "split"), (PartyRetired, "retired")];

    private static readonly string[] Reviews = ["", ReviewOpened, ReviewChanged, ReviewClosed];

    /// <summary>All of them, sorted.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Parties.Skip(1).Select(party => party.Type).Concat(Reviews.Skip(1)).Order(StringComparer.Ordinal)];

    /// <summary>The type of an entry.</summary>
    public static string Of(OutboxEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Happened is { } happened ? Parties[(int)happened.Kind].Type : Reviews[(int)entry.Review!.Kind];
    }

    internal static string KindOf(PartyEventKind kind) => Parties[(int)kind].Kind;

    /// <summary>Whether a pattern names a type: the type itself, <c>party.*</c> or <c>review.*</c>.</summary>
    public static bool Matches(string pattern, string type)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(type);
        return pattern.EndsWith(".*", StringComparison.Ordinal)
            ? type.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : string.Equals(pattern, type, StringComparison.Ordinal);
    }
}
