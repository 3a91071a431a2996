using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Configuration;

namespace PartyOrleans.Local.Serving.Connections;

/// <summary>
/// An object of the connections file, read member by member. What was never asked for is refused by <see cref="End"/>, which names what may
/// be there. In texts <c>${env:NAME}</c> stands for an environment variable, so that no secret lies in the file.
/// </summary>
internal sealed class ConnectionNode
{
    private readonly string _file;
    private readonly JsonElement _element;
    private readonly IDictionary _environment;
    private readonly SortedSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Looks at an object.</summary>
    /// <exception cref="CommandException">It is no object.</exception>
    public ConnectionNode(string file, string path, JsonElement element, IDictionary environment)
    {
        (_file, Path, _environment) = (file, path, environment);
        _element = element.ValueKind == JsonValueKind.Object ? element.Clone() : throw WrongAt(path, "an object");
    }

    /// <summary>Where it is, such as <c>$.streams[0]</c>.</summary>
    public string Path { get; }

    /// <summary>Whether a member is there.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>A text that must be there.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw Wrong(name, "a text; it is missing");

    /// <summary>A text, or null where it is not there.</summary>
    public string? TextOrNull(string name) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? Filled(text, $"{Path}.{name}")
        : throw Wrong(name, "a text that is not empty");

    /// <summary>A secret that must be there: an environment variable, <c>${env:NAME}</c> and nothing besides, so that it never lies in the file.</summary>
    public string Secret(string name)
    {
        if (!TryGet(name, out JsonElement value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 7 } text
            || !text.StartsWith("${env:", StringComparison.Ordinal) || text.IndexOf('}', StringComparison.Ordinal) != text.Length - 1)
        {
            throw Wrong(name, "\"${env:NAME}\", the environment variable that holds the secret");
        }

        return Filled(text, $"{Path}.{name}");
    }

    /// <summary>One of some values by its name.</summary>
    public T Choice<T>(string name, T fallback, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        string? text = TextOrNull(name);
        if (text is null)
        {
            return fallback;
        }

        var names = new List<string>();
        foreach ((string choice, T value) in choices)
        {
            if (string.Equals(choice, text, StringComparison.Ordinal))
            {
                return value;
            }

            names.Add($"\"{choice}\"");
        }

        throw Wrong(name, $"one of {string.Join(", ", names)}");
    }

    /// <summary>Yes or no.</summary>
    public bool Flag(string name, bool fallback) =>
        !TryGet(name, out JsonElement value) ? fallback
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    /// <summary>A whole number.</summary>
    public long Whole(string name, long fallback, long least, long greatest) =>
        !TryGet(name, out JsonElement value) ? fallback
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= least && number <= greatest ? number
        : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {greatest}"));

    /// <summary>A number.</summary>
    public double Number(string name, double fallback, double least, double greatest) =>
        !TryGet(name, out JsonElement value) ? fallback
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= greatest ? number
        : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {greatest}"));

    /// <summary>A duration such as <c>30s</c>.</summary>
    public TimeSpan Duration(string name, TimeSpan fallback, TimeSpan least, TimeSpan greatest) =>
        TextOrNull(name) is not { } text ? fallback
        : DurationText.TryRead(text, out TimeSpan duration) && duration >= least && duration <= greatest ? duration
        : throw Wrong(name, $"a duration from {DurationText.Write(least)} to {DurationText.Write(greatest)}, such as 500ms, 30s, 15m, 2h or 30d");

    /// <summary>An address.</summary>
    public Uri? UriOrNull(string name, params ReadOnlySpan<string> schemes)
    {
        if (TextOrNull(name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && schemes.Contains(uri.Scheme) ? uri : throw Wrong(name, $"an address that begins with {string.Join(":// or ", schemes!)}://");
    }

    /// <summary>An object within, or null where it is not there.</summary>
    public ConnectionNode? Object(string name) => TryGet(name, out JsonElement value) ? new ConnectionNode(_file, $"{Path}.{name}", value, _environment) : null;

    /// <summary>The objects of an array; none where it is not there.</summary>
    public IReadOnlyList<ConnectionNode> Items(string name) =>
        [.. Elements(name).Select((item, index) => new ConnectionNode(_file, string.Create(CultureInfo.InvariantCulture, $"{Path}.{name}[{index}]"), item, _environment))];

    /// <summary>The texts of an array; none where it is not there.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        [.. Elements(name).Select((item, index) => item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } text
            ? Filled(text, string.Create(CultureInfo.InvariantCulture, $"{Path}.{name}[{index}]"))
            : throw WrongAt(string.Create(CultureInfo.InvariantCulture, $"{Path}.{name}[{index}]"), "a text that is not empty"))];

    /// <summary>An object of texts, numbers and flags as texts, in its order; none where it is not there.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Map(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return [];
        }

        return value.ValueKind != JsonValueKind.Object ? throw Wrong(name, "an object of texts") : [.. value.EnumerateObject().Select(member => KeyValuePair.Create(
            member.Name,
            member.Value.ValueKind switch
            {
                JsonValueKind.String => Filled(member.Value.GetString()!, $"{Path}.{name}.{member.Name}"),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => member.Value.GetRawText(),
                _ => throw WrongAt($"{Path}.{name}.{member.Name}", "a text"),
            }))];
    }

    /// <summary>Refuses what was not asked for.</summary>
    /// <exception cref="CommandException">There is such a member.</exception>
    public void End()
    {
        foreach (JsonProperty member in _element.EnumerateObject())
        {
            if (!_asked.Contains(member.Name))
            {
                throw Wrong(member.Name, $"one of {string.Join(", ", _asked)}");
            }
        }
    }

    /// <summary>Tells that a member is not what it should be.</summary>
    /// <param name="name">The member.</param>
    /// <param name="expected">What it should be.</param>
    public CommandException Wrong(string name, string expected) => WrongAt($"{Path}.{name}", expected);

    private CommandException WrongAt(string path, string expected) => new(ExitCode.Usage, $"{_file}: {path}: expected {expected}.");

    private bool TryGet(string name, out JsonElement value)
    {
        _asked.Add(name);
        return _element.TryGetProperty(name, out value);
    }

    private JsonElement.ArrayEnumerator Elements(string name) =>
        !TryGet(name, out JsonElement value) ? default
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw Wrong(name, "an array");

    /// <summary>Puts environment variables in.</summary>
    private string Filled(string text, string path)
    {
        const string Mark = "${env:";
        int at = text.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var filled = new StringBuilder();
        int done = 0;
        for (; at >= 0; at = text.IndexOf(Mark, done, StringComparison.Ordinal))
        {
            int end = text.IndexOf('}', at);
            if (end < 0)
            {
                throw WrongAt(path, "${env:NAME} to end with a brace");
            }

            string name = text[(at + Mark.Length)..end];
            filled.Append(text, done, at - done).Append(_environment[name] as string ?? throw WrongAt(path, $"the environment variable {name} to be set"));
            done = end + 1;
        }

        return filled.Append(text, done, text.Length - done).ToString();
    }
}
