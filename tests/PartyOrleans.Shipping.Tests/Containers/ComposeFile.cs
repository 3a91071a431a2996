using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace PartyOrleans.Shipping.Tests.Containers;

/// <summary>A service of the compose file.</summary>
internal sealed partial class ComposeService(string name, YamlNode node)
{
    /// <summary>Its name, which is its host name too.</summary>
    public string Name { get; } = name;

    /// <summary>All of it.</summary>
    public YamlNode Node { get; } = node;

    /// <summary>The image.</summary>
    public string Image => Node.Text("image") ?? "";

    /// <summary>Whether the image is one of the hub's own, which the file builds.</summary>
    public bool IsOurs => Image.StartsWith("party-hub", StringComparison.Ordinal);

    /// <summary>Whether it is a silo of the cluster.</summary>
    public bool IsSilo => Image.StartsWith("party-hub-silo", StringComparison.Ordinal);

    /// <summary>The command's words.</summary>
    public string[] Command => Node.Find("command").Texts();

    /// <summary>Environment variables, with what stands for a variable of the user's replaced by its default.</summary>
    public IReadOnlyDictionary<string, string> Environment => Node.Find("environment").Members()
        .ToDictionary(member => member.Name, member => Default().Replace(((YamlScalarNode)member.Value).Value!, "${default}"), StringComparer.Ordinal);

    /// <summary>Mounts: what is mounted, where, and whether it can only be read.</summary>
    public IEnumerable<(string From, string To, bool ReadOnly)> Volumes => Node.Find("volumes").Texts().Select(text => text.Split(':'))
        .Select(parts => (parts[0], parts[1], parts.Length == 3 && string.Equals(parts[2], "ro", StringComparison.Ordinal)));

    /// <summary>What it waits for.</summary>
    public IEnumerable<string> DependsOn => Node.Find("depends_on") is YamlSequenceNode list ? list.Texts() : Node.Find("depends_on").Members().Select(member => member.Name);

    /// <summary>Profiles that it belongs to; none is in every one.</summary>
    public string[] Profiles => Node.Find("profiles").Texts();

    [GeneratedRegex(@"\$\{[A-Z_0-9]+:-(?<default>[^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Default();
}

/// <summary>The compose file.</summary>
internal static class ComposeFile
{
    /// <summary>Its name.</summary>
    public const string Name = "docker-compose.yml";

    /// <summary>The whole.</summary>
    public static YamlMappingNode Root { get; } = Yaml.Read(Name);

    /// <summary>Its services.</summary>
    public static IReadOnlyList<ComposeService> Services { get; } = [.. Root.Find("services").Members().Select(member => new ComposeService(member.Name, member.Value))];

    /// <summary>A service.</summary>
    public static ComposeService Service(string name) => Services.Single(service => string.Equals(service.Name, name, StringComparison.Ordinal));
}
