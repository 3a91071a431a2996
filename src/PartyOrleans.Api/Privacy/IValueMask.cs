using PartyOrleans.Model;

namespace PartyOrleans.Api.Privacy;

/// <summary>Decides how a value leaves the hub for one caller. Every value goes through it, wherever it stands.</summary>
public interface IValueMask
{
    /// <summary>
    /// Whether what may tell any value may be seen: raw lines of records and dead letters, and hashes of content, from which a hidden value
    /// could be found by trying.
    /// </summary>
    bool ShowsRaw { get; }

    /// <summary>The value as the caller may see it.</summary>
    /// <param name="attribute">Canonical attribute, or the source's own name of a payload column.</param>
    /// <param name="value">The value.</param>
    string Apply(string attribute, string value);

    /// <summary>Whether values of an attribute leave as they are; only then may it be searched or matched by, since a hit would tell the value.</summary>
    bool Shows(string attribute);

    /// <summary>Notes that values of a party leave.</summary>
    void Tell(PartyId party);

    /// <summary>Notes that values of a record leave.</summary>
    void Tell(RecordKey record);
}
