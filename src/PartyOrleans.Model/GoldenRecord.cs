namespace PartyOrleans.Model;

/// <summary>One surviving cell of a golden record, with its lineage.</summary>
/// <param name="Attribute">Canonical attribute.</param>
/// <param name="Value">The surviving value, as the source gave it.</param>
/// <param name="Group">Ties the parts of one name or address together, as in <see cref="AttributeValue"/>.</param>
/// <param name="From">The record the value comes from.</param>
/// <param name="Rule">The survivorship rule that decided: <c>trust</c>, <c>recency</c>, <c>consensus</c>, <c>completeness</c>, <c>only</c>, <c>all</c>, <c>tie</c>.</param>
public readonly record struct GoldenCell(string Attribute, string Value, int Group, RecordKey From, string Rule);

/// <summary>What the hub holds to be true of one party. A pure function of its records, the judgements and the bundle, but for the id.</summary>
/// <param name="Party">Its stable name.</param>
/// <param name="Type">Person or organisation.</param>
/// <param name="Records">The records it stands for, sorted by key.</param>
/// <param name="Cells">The surviving cells, sorted by attribute order, group and value.</param>
/// <param name="ContentHash">First 16 bytes of the SHA-256 of type, records and cells (not of the id).</param>
public sealed record GoldenRecord(PartyId Party, PartyType Type, IReadOnlyList<RecordKey> Records, IReadOnlyList<GoldenCell> Cells, byte[] ContentHash);
