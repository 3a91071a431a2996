using YamlDotNet.RepresentationModel;

namespace PartyOrleans.Shipping.Tests;

/// <summary>Reads YAML files: aliases and merge keys (what a mapping has itself wins) are resolved, and a key that comes twice is an error.</summary>
internal static class Yaml
{
    private static readonly YamlScalarNode Merge = new("<<");

    /// <summary>The root of a file.</summary>
    public static YamlMappingNode Read(string name)
    {
        using var reader = new StringReader(Project.Read(name));
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    /// <summary>A member; null where there is none.</summary>
    public static YamlNode? Find(this YamlNode node, string key) => node is not YamlMappingNode mapping ? null
        : mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value
        : mapping.Children.TryGetValue(Merge, out YamlNode? merged) ? merged.Find(key)
        : null;

    /// <summary>A member's text; null where there is none.</summary>
    public static string? Text(this YamlNode node, string key) => (node.Find(key) as YamlScalarNode)?.Value;

    /// <summary>The members of a mapping in their order, those merged into it last; none where it is absent or a list.</summary>
    public static IEnumerable<(string Name, YamlNode Value)> Members(this YamlNode? node) => node is not YamlMappingNode mapping ? []
        : mapping.Children.Where(child => !child.Key.Equals(Merge)).Select(child => (((YamlScalarNode)child.Key).Value!, child.Value))
            .Concat(mapping.Children.TryGetValue(Merge, out YamlNode? merged) ? merged.Members() : []).DistinctBy(member => member.Item1, StringComparer.Ordinal);

    /// <summary>The elements of a list; none where it is absent.</summary>
    public static IEnumerable<YamlNode> Elements(this YamlNode? node) => node is YamlSequenceNode sequence ? sequence.Children : [];

    /// <summary>The texts of a list; none where it is absent.</summary>
    public static string[] Texts(this YamlNode? node) => [.. node.Elements().Cast<YamlScalarNode>().Select(element => element.Value!)];

    /// <summary>Every mapping below a node, itself included.</summary>
    public static IEnumerable<YamlMappingNode> Mappings(this YamlNode? node) => node switch
    {
        YamlMappingNode mapping => [mapping, .. mapping.Children.Values.SelectMany(Mappings)],
        YamlSequenceNode sequence => sequence.Children.SelectMany(Mappings),
        _ => [],
    };
}
