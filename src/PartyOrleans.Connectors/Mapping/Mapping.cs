using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Where the values of a column go.</summary>
/// <param name="Attribute">Canonical attribute.</param>
/// <param name="Group">Ties the parts of one name or one address together; 0 for the main one.</param>
public readonly record struct ColumnTarget(string Attribute, int Group = 0);

/// <summary>Several columns that make one value, such as year, month and day of birth.</summary>
/// <param name="Attribute">Canonical attribute.</param>
/// <param name="Columns">The columns, in order; parts that are empty are left out, of a date with all that follow.</param>
/// <param name="Separator">Text between the parts.</param>
/// <param name="Group">As in <see cref="ColumnTarget"/>.</param>
public sealed record JoinedColumns(string Attribute, IReadOnlyList<string> Columns, string Separator, int Group = 0);

/// <summary>Columns that point from a record to another one.</summary>
/// <param name="KeyColumn">Column with the record id of the other record, or with the record's own anchor key.</param>
/// <param name="SourceColumn">Column with the source of that record; null takes the record's own source.</param>
/// <param name="RoleColumn">Column with the role; null takes <paramref name="Role"/>.</param>
/// <param name="Role">Role where no column says it.</param>
public sealed record RelatedColumns(string KeyColumn, string? SourceColumn, string? RoleColumn, string Role);

/// <summary>Which columns of an input become which canonical attributes. Columns that it does not name are payload.</summary>
public sealed partial record Mapping
{
    /// <summary>Cells that mean nothing was given, unless a mapping says otherwise.</summary>
    public static readonly IReadOnlyList<string> DefaultNullValues =
        ["-", "N/A", "NA", "NULL", "NaN", "None", "\\N", "n/a", "nan", "none", "null"];

    /// <summary>Column of the record id; null takes the line number.</summary>
    public string? RecordId { get; init; }

    /// <summary>Column that names the source of each record; null takes the one source of the input.</summary>
    public string? Source { get; init; }

    /// <summary>Columns with their targets, in the order of the input.</summary>
    public IReadOnlyList<KeyValuePair<string, ColumnTarget>> Columns { get; init; } = [];

    /// <summary>Values made of several columns.</summary>
    public IReadOnlyList<JoinedColumns> Join { get; init; } = [];

    /// <summary>Relations to other records.</summary>
    public IReadOnlyList<RelatedColumns> Relations { get; init; } = [];

    /// <summary>Columns that are dropped, not even kept as payload.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Type of every record of the input; unknown leaves it to the record.</summary>
    public PartyType PartyType { get; init; }

    /// <summary>Cells that mean nothing was given.</summary>
    public IReadOnlyList<string> NullValues { get; init; } = DefaultNullValues;

    /// <summary>Proposes a mapping from column names and sample rows.</summary>
    /// <param name="header">Column names in the order of the input.</param>
    /// <param name="sample">Rows of trimmed cells; rows may be shorter than the header.</param>
    public static MappingProposal Propose(IReadOnlyList<string> header, IReadOnlyList<string[]> sample) =>
        ColumnRecogniser.Propose(header, sample);

    /// <summary>Whether an attribute takes several values out of one cell that separates them by a vertical bar.</summary>
    internal static bool TakesSeveral(string attribute) =>
        attribute is Attributes.NameFull or Attributes.NameOrganisation or Attributes.NameAlias or Attributes.AddressFull or Attributes.Phone
            or Attributes.Email or Attributes.Employer or Attributes.Website or Attributes.Country or Attributes.DateBirth
        || attribute.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal)
        || attribute.StartsWith(Attributes.RelationPrefix, StringComparison.Ordinal);
}
