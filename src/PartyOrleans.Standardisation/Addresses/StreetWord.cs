namespace PartyOrleans.Standardisation;

/// <summary>What a word can be in a street line.</summary>
[Flags]
internal enum StreetWordKind
{
    /// <summary>Only a shorter spelling of another word.</summary>
    None = 0,
    /// <summary>Street type that ends an English street name.</summary>
    Type = 1,
    /// <summary>Street type that is as often part of a name: park, hill.</summary>
    WeakType = 2,
    /// <summary>Street type that leads the name: rue, via, calle.</summary>
    LeadingType = 4,
    /// <summary>Street type of Slavic addresses that stands on either side and is moved to the end.</summary>
    MovingType = 8,
    /// <summary>Point of the compass, long or with two letters.</summary>
    Direction = 16,
    /// <summary>Ordinal or tens word; the canonical form is its number.</summary>
    Number = 32,
    /// <summary>Flat, suite, apartment: the identifier follows.</summary>
    Unit = 64,
    /// <summary>Floor: the number stands on either side.</summary>
    Floor = 128,
    /// <summary>Building or block: the identifier follows.</summary>
    Building = 256,
    /// <summary>Says that a house number follows: no, nr, dom.</summary>
    HouseMarker = 512,
    /// <summary>Starts a remark on where the house lies: between, near, opposite.</summary>
    Remark = 1024,
    /// <summary>Words after which a number is the road's own: highway 50.</summary>
    Numbered = 2048,
    /// <summary>A unit that needs no identifier: penthouse, basement.</summary>
    BareUnit = 4096,
    /// <summary>One letter that is a direction at either end of a street only.</summary>
    ShortDirection = 8192,
    /// <summary>Post box, where a number follows.</summary>
    PostBox = 16384,
}

/// <summary>A known word of street lines with its one form.</summary>
internal sealed record StreetWord(string Canonical, StreetWordKind Kind)
{
    /// <summary>Whether the word has any of the kinds.</summary>
    internal bool Is(StreetWordKind kinds) => (Kind & kinds) != 0;
}
