using System.Collections;
using System.Text;
using System.Text.Json;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Pipelines;
using PartyOrleans.Local.Serving.Sinks;
using PartyOrleans.Local.Serving.Streams;
using PartyOrleans.Local.Zones;

namespace PartyOrleans.Local.Serving.Connections;

/// <summary>
/// The connections file: which systems a hub is connected to, and where they are. What their data means is the bundle's. JSON, checked in full
/// before anything is opened; a name that is not known stops the start.
/// </summary>
internal static class ConnectionsFile
{
    /// <summary>The format that this code reads.</summary>
    public const string Format = "party-hub/connections/1";

    /// <summary>The sections, in the order in which their connections are made.</summary>
    public static IReadOnlyList<ConnectionSection> Sections { get; } = [ZoneSection.Section, StreamSection.Section, SinkSection.Section, PipelineSection.Section];

    /// <summary>What messages call a text that is given in place of a file.</summary>
    internal const string TextName = "connections.file";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, or its text, which begins with a brace.</param>
    /// <param name="environment">Where secrets are taken from.</param>
    /// <exception cref="CommandException">It cannot be read, or says something that makes no sense; the message names the place and what is allowed there.</exception>
    public static IReadOnlyList<MakeConnection> Read(string path, IDictionary environment) => Read(path, Sections, environment);

    /// <summary>Reads a file, some of its sections in another way.</summary>
    /// <param name="path">The file, or its text, which begins with a brace.</param>
    /// <param name="sections">The sections that may be in it.</param>
    /// <param name="environment">Where secrets are taken from.</param>
    /// <exception cref="CommandException">It cannot be read, or says something that makes no sense.</exception>
    public static IReadOnlyList<MakeConnection> Read(string path, IReadOnlyList<ConnectionSection> sections, IDictionary environment)
    {
        if (path.AsSpan().TrimStart().StartsWith("{"))
        {
            return Parse(Encoding.UTF8.GetBytes(path), TextName, sections, environment);
        }

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--connections: {path} cannot be read: {failure.Message}", failure);
        }

        return Parse(bytes, path, sections, environment);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="sections">The sections that may be in it.</param>
    /// <param name="environment">Where secrets are taken from.</param>
    /// <exception cref="CommandException">It says something that makes no sense.</exception>
    public static IReadOnlyList<MakeConnection> Parse(ReadOnlyMemory<byte> utf8, string name, IReadOnlyList<ConnectionSection> sections, IDictionary environment)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException failure)
        {
            throw new CommandException(ExitCode.Usage, $"{name}: line {(failure.LineNumber ?? 0) + 1}: this is not valid JSON.", failure);
        }

        using (document)
        {
            var root = new ConnectionNode(name, "$", document.RootElement, environment);
            if (root.Text("format") is var format && !string.Equals(format, Format, StringComparison.Ordinal))
            {
                throw root.Wrong("format", $"\"{Format}\"");
            }

            var made = new List<MakeConnection>();
            foreach (ConnectionSection section in sections)
            {
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (ConnectionNode item in root.Items(section.Name))
                {
                    made.Add(section.Read(item));
                    if (!names.Add(item.Text("name")))
                    {
                        throw item.Wrong("name", $"a name that no other of {section.Name} has");
                    }

                    item.End();
                }
            }

            root.End();
            return made;
        }
    }
}
