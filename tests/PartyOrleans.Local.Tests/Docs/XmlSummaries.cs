using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>What the code says of its own types and members: the summaries that the compiler writes beside the assemblies.</summary>
internal static partial class XmlSummaries
{
    private static readonly Dictionary<string, Dictionary<string, XElement>> ByAssembly = new(StringComparer.Ordinal);

    /// <summary>The summary of a field, constant or value of an enumeration.</summary>
    public static string OfField(FieldInfo field) => Find(field.DeclaringType!.Assembly, $"F:{NameOf(field.DeclaringType)}.{field.Name}");

    /// <summary>The summary of a property.</summary>
    public static string OfProperty(PropertyInfo property) => Find(property.DeclaringType!.Assembly, $"P:{NameOf(property.DeclaringType)}.{property.Name}");

    /// <summary>The summary of a type.</summary>
    public static string OfType(Type type) => Find(type.Assembly, $"T:{NameOf(type)}");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string Find(Assembly assembly, string member)
    {
        lock (ByAssembly)
        {
            if (!ByAssembly.TryGetValue(assembly.GetName().Name!, out Dictionary<string, XElement>? members))
            {
                members = XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml")).Descendants("member")
                    .Where(one => one.Element("summary") is not null)
                    .ToDictionary(one => one.Attribute("name")!.Value, one => one.Element("summary")!, StringComparer.Ordinal);
                ByAssembly.Add(assembly.GetName().Name!, members);
            }

            return members.TryGetValue(member, out XElement? summary) ? Space().Replace(string.Concat(summary.Nodes().Select(TextOf)), " ").Trim() : "";
        }
    }

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see => (see.Attribute("cref")?.Value ?? see.Attribute("langword")?.Value ?? "").Split('.', ':')[^1],
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => string.Concat(other.Nodes().Select(TextOf)),
        _ => "",
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
