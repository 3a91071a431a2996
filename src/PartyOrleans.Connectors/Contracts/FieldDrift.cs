namespace PartyOrleans.Connectors.Contracts;

/// <summary>How a field differs from what the contract of its source says.</summary>
public enum FieldDriftKind : byte
{
    /// <summary>The contract does not know it. The record is taken, unless the contract allows no further fields; the field is kept as payload.</summary>
    Unknown = 1,

    /// <summary>It holds another kind of value, such as a number for a text. The record is refused.</summary>
    Retyped = 2,

    /// <summary>It is required and not there. The record is refused.</summary>
    Missing = 3,

    /// <summary>The kind of value is right and the value is not: too long, not in the list, not of the form. The record is refused.</summary>
    Invalid = 4,
}

/// <summary>A field that differs from its contract, with its first sample.</summary>
/// <param name="Field">Dotted path; elements of arrays count as if they stood in the array's place.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Input">File or stream of the first sample.</param>
/// <param name="Place">Line (from 1) or offset of the first sample.</param>
/// <param name="Shape">What the first sample looks like, without what it says: <c>text Aa+ 9+</c>, <c>number</c>; empty for a missing field.</param>
/// <param name="Count">Records that have it.</param>
public sealed record FieldDrift(string Field, FieldDriftKind Kind, string Input, long Place, string Shape, long Count);
