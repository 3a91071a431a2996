using System.Collections.Frozen;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>
/// The attribute columns of the golden zone: one for each canonical attribute, each a list of texts. A column's name is the attribute's with
/// underscores (<c>name_given</c>, <c>identifier_driving_licence</c>).
/// </summary>
public static class GoldenColumns
{
    /// <summary>The attributes with a column of their own, in the order of their columns.</summary>
    public static IReadOnlyList<string> Attributes { get; } =
    [
        .. Model.Attributes.Plain.Where(attribute => attribute != Model.Attributes.Employer),
        .. Model.Attributes.IdentifierTypes.Order(StringComparer.Ordinal).Select(type => Model.Attributes.IdentifierPrefix + type),
        Model.Attributes.Employer, // columns are added at the end, where readers of older files do not look for another
    ];

    /// <summary>The columns' names, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Attributes.Select(NameOf)];

    private static readonly FrozenDictionary<string, int> ByAttribute = Indexed(Attributes);
    private static readonly FrozenDictionary<string, int> ByName = Indexed(Names);

    /// <summary>The column of an attribute; -1 where it has none (relations), and stands among the other attributes.</summary>
    public static int IndexOf(string attribute) => ByAttribute.GetValueOrDefault(attribute, -1);

    /// <summary>The column of a name; -1 where there is none.</summary>
    public static int IndexOfName(string name) => ByName.GetValueOrDefault(name, -1);

    /// <summary>
    /// What an attribute is a part of: 1 of a name, 2 of an address, 0 of nothing. The parts of one name stand at the same place of their lists,
    /// as do those of one address.
    /// </summary>
    internal static int UnitOf(string attribute) => attribute switch
    {
        Model.Attributes.NameFull or Model.Attributes.NameGiven or Model.Attributes.NameMiddle or Model.Attributes.NameFamily or Model.Attributes.NameSuffix => 1,
        _ => attribute.StartsWith("address.", StringComparison.Ordinal) ? 2 : 0,
    };

    /// <summary>The column <c>party_type</c> is what the hub holds the party for; what sources state stands beside it.</summary>
    private static string NameOf(string attribute) =>
        attribute == Model.Attributes.PartyType ? "party_type_stated" : attribute.Replace('.', '_').Replace('-', '_');

    private static FrozenDictionary<string, int> Indexed(IReadOnlyList<string> names) =>
        names.Select((name, index) => KeyValuePair.Create(name, index)).ToFrozenDictionary(StringComparer.Ordinal);
}
