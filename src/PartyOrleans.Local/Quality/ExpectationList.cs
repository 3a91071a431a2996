using System.Collections;
using System.Text.Json;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Quality;

namespace PartyOrleans.Local.Quality;

/// <summary>Expectations as files have them: <c>{"kind":"completeness","attribute":"date.birth","party_type":"person","warn":0.9,"fail":0.5}</c>.</summary>
internal static class ExpectationList
{
    /// <summary>The format of a file of expectations alone.</summary>
    public const string Format = "party-hub/expectations/1";

    private static readonly (string Name, ExpectationKind Value)[] Kinds = [.. Enum.GetValues<ExpectationKind>().Select(kind => (Expectation.NameOf(kind), kind))];

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Reads the member <c>expectations</c>; the usual ones where it is not there.</summary>
    public static IReadOnlyList<Expectation> Of(ConnectionNode node) => node.Has("expectations") ? [.. node.Items("expectations").Select(Read)] : Expectation.Usual;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandException">It cannot be read, or says something that makes no sense.</exception>
    public static IReadOnlyList<Expectation> Load(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = new ConnectionNode(path, "$", document.RootElement, new Hashtable());
            if (!string.Equals(root.Text("format"), Format, StringComparison.Ordinal))
            {
                throw root.Wrong("format", $"\"{Format}\"");
            }

            IReadOnlyList<Expectation> expectations = Of(root);
            root.End();
            return expectations;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException(ExitCode.Input, $"--expectations: {path} cannot be read: {failure.Message}", failure);
        }
    }

    private static Expectation Read(ConnectionNode node)
    {
        node.Text("kind");
        ExpectationKind kind = node.Choice("kind", default, Kinds);
        bool needsAttribute = kind is ExpectationKind.Completeness or ExpectationKind.Validity or ExpectationKind.Uniqueness;
        bool isAge = kind == ExpectationKind.Freshness;
        var expectation = new Expectation(kind)
        {
            Attribute = needsAttribute ? node.Text("attribute") : "",
            PartyType = kind == ExpectationKind.Completeness ? node.Choice("party_type", "", ("person", "person"), ("organisation", "organisation"), ("unknown", "unknown")) : "",
            Source = kind is ExpectationKind.Freshness or ExpectationKind.DeadLetters ? node.TextOrNull("source") ?? "" : "",
            Warn = BoundOf(node, "warn", isAge),
            Fail = BoundOf(node, "fail", isAge),
        };
        if (expectation is { Warn: null, Fail: null })
        {
            throw node.Wrong("warn", "a bound here, or as fail");
        }

        if (expectation is { Warn: { } warn, Fail: { } fail } && (expectation.MoreIsBetter ? fail > warn : fail < warn))
        {
            throw node.Wrong("fail", "a bound that is not reached before that of warn");
        }

        node.End();
        return expectation;
    }

    private static double? BoundOf(ConnectionNode node, string name, bool isAge) =>
        !node.Has(name) ? null
        : isAge ? node.Duration(name, TimeSpan.Zero, TimeSpan.FromSeconds(1), Longest).TotalSeconds
        : node.Number(name, 0, 0, 1e12);
}
