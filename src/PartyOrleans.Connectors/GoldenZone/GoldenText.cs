using System.Globalization;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>How enumerations and times are written in the golden zone's files, and read again.</summary>
public static class GoldenText
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>person, organisation or unknown.</summary>
    public static string Of(PartyType type) => type switch
    {
        PartyType.Person => "person",
        PartyType.Organisation => "organisation",
        _ => "unknown",
    };

    /// <summary>created, changed, merged, split or retired.</summary>
    public static string Of(PartyEventKind kind) => kind switch
    {
        PartyEventKind.Created => "created",
        PartyEventKind.Changed => "changed",
        PartyEventKind.Merged => "merged",
        PartyEventKind.Split => "split",
        PartyEventKind.Retired => "retired",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of event."),
    };

    /// <summary>superseded, merged or retired; null of what has not ended.</summary>
    public static string? Of(GoldenEnd end) => end switch
    {
        GoldenEnd.Superseded => "superseded",
        GoldenEnd.Merged => "merged",
        GoldenEnd.Retired => "retired",
        _ => null,
    };

    /// <summary>A time in UTC, ISO 8601, to 100 ns.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads <see cref="Of(PartyType)"/>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static PartyType TypeOf(string? text) => text switch
    {
        "person" => PartyType.Person,
        "organisation" => PartyType.Organisation,
        "unknown" => PartyType.Unknown,
        _ => throw new FormatException("expected person, organisation or unknown"),
    };

    /// <summary>Reads <see cref="Of(PartyEventKind)"/>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static PartyEventKind KindOf(string? text) => text switch
    {
        "created" => PartyEventKind.Created,
        "changed" => PartyEventKind.Changed,
        "merged" => PartyEventKind.Merged,
        "split" => PartyEventKind.Split,
        "retired" => PartyEventKind.Retired,
        _ => throw new FormatException("expected created, changed, merged, split or retired"),
    };

    /// <summary>Reads <see cref="Of(GoldenEnd)"/>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static GoldenEnd EndOf(string? text) => text switch
    {
        null => GoldenEnd.None,
        "superseded" => GoldenEnd.Superseded,
        "merged" => GoldenEnd.Merged,
        "retired" => GoldenEnd.Retired,
        _ => throw new FormatException("expected superseded, merged or retired"),
    };

    /// <summary>Reads <see cref="Of(DateTimeOffset)"/>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DateTimeOffset TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw new FormatException("expected a time in UTC, ISO 8601");
}
