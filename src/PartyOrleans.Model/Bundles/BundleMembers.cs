using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace PartyOrleans.Model.Bundles;

/// <summary>Numbers that a member of a bundle may hold.</summary>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
/// <param name="IsOpen">Whether the bounds themselves are left out.</param>
internal readonly record struct NumberRange(double Least, double Most, bool IsOpen = false)
{
    /// <summary>Weights, bits.</summary>
    public static readonly NumberRange Bits = new(-100, 100);

    /// <summary>A probability that has a logarithm and whose complement has one.</summary>
    public static readonly NumberRange Probability = new(0, 1, IsOpen: true);

    /// <summary>Whether a number is one of them.</summary>
    public bool Holds(double value) => IsOpen ? value > Least && value < Most : value >= Least && value <= Most;

    /// <summary>The range in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"between {Least} and {Most}{(IsOpen ? " exclusive" : "")}");
}

/// <summary>The members of one JSON object of a bundle; what is unknown, missing or of the wrong kind becomes a problem.</summary>
internal readonly struct BundleMembers
{
    private const int MostCharacters = 200;
    private readonly Dictionary<string, JsonElement>? _members;
    private readonly List<BundleProblem> _problems;

    /// <summary>Reads the members of an element that must be an object with no other members than the known ones.</summary>
    public BundleMembers(JsonElement element, string path, List<BundleProblem> problems, params ReadOnlySpan<string> known)
    {
        Path = path;
        _problems = problems;
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new BundleProblem(path, $"{ShapeOf(element)} is not an object with {string.Join(", ", known)}"));
            return;
        }

        _members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                problems.Add(new BundleProblem(PathOf(member.Name), $"is unknown; known here are {string.Join(", ", known)}"));
            }
            else if (!_members.TryAdd(member.Name, member.Value))
            {
                problems.Add(new BundleProblem(PathOf(member.Name), "stands there twice; once is allowed"));
            }
        }
    }

    /// <summary>JSON path of the object; empty for the document.</summary>
    public string Path { get; }

    /// <summary>JSON path of a member.</summary>
    public string PathOf(string member) => Path.Length == 0 ? member : $"{Path}.{member}";

    /// <summary>Adds a problem with a member.</summary>
    public void Refuse(string member, string message) => _problems.Add(new BundleProblem(PathOf(member), message));

    /// <summary>A member, or null where there is none; a problem unless it may be absent.</summary>
    public JsonElement? Find(string member, string needed, bool isOptional = false)
    {
        if (_members is null)
        {
            return null;
        }

        if (_members.TryGetValue(member, out JsonElement element))
        {
            return element;
        }

        if (!isOptional)
        {
            Refuse(member, $"is missing; {needed} is needed");
        }

        return null;
    }

    /// <summary>A number within a range; NaN after a problem.</summary>
    public double Number(string member, NumberRange range, double? absent = null) =>
        Find(member, $"a number {range}", absent is not null) is { } element
            ? NumberOf(element, PathOf(member), range, _problems)
            : absent ?? double.NaN;

    /// <summary>A whole number within a range; the least one after a problem.</summary>
    public int WholeNumber(string member, int least, int most, int? absent = null)
    {
        if (Find(member, $"a whole number between {least} and {most}", absent is not null) is not { } element)
        {
            return absent ?? least;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(member, $"{FoundIn(element)} is not a whole number between {least} and {most}");
        return least;
    }

    /// <summary>A name: one to 200 characters, none of them a control character; empty after a problem.</summary>
    public string Text(string member)
    {
        const string Needed = "a text of 1 to 200 characters";
        return Find(member, Needed) is { } element ? TextOf(element, PathOf(member), _problems) : "";
    }

    /// <summary>A duration that is not negative; zero after a problem.</summary>
    public TimeSpan Duration(string member, TimeSpan absent)
    {
        if (Find(member, "a duration", isOptional: true) is not { } element)
        {
            return absent;
        }

        if (element.ValueKind == JsonValueKind.String && TryDuration(element.GetString()!, out TimeSpan duration) && duration >= TimeSpan.Zero)
        {
            return duration;
        }

        Refuse(member, $"{ShapeOf(element)} is not a duration of zero or more, such as \"P365D\" or \"365.00:00:00\"");
        return TimeSpan.Zero;
    }

    /// <summary>The items of an array with their paths; none after a problem.</summary>
    public List<(JsonElement Element, string Path)> Items(string member, string needed, bool isOptional = false)
    {
        var items = new List<(JsonElement, string)>();
        if (Find(member, needed, isOptional) is not { } element)
        {
            return items;
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            Refuse(member, $"{ShapeOf(element)} is not {needed}");
            return items;
        }

        string path = PathOf(member);
        foreach (JsonElement item in element.EnumerateArray())
        {
            items.Add((item, $"{path}[{items.Count}]"));
        }

        return items;
    }

    /// <summary>A number within a range; NaN after a problem.</summary>
    public static double NumberOf(JsonElement element, string path, NumberRange range, List<BundleProblem> problems)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number) && range.Holds(number))
        {
            return number;
        }

        string kind = element.ValueKind == JsonValueKind.Number ? "" : "a number ";
        problems.Add(new BundleProblem(path, $"{FoundIn(element)} is not {kind}{range}"));
        return double.NaN;
    }

    /// <summary>A name: one to 200 characters, none of them a control character; empty after a problem.</summary>
    public static string TextOf(JsonElement element, string path, List<BundleProblem> problems)
    {
        if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 and <= MostCharacters } text && !text.Any(char.IsControl))
        {
            return text;
        }

        problems.Add(new BundleProblem(path, $"{ShapeOf(element)} is not a text of 1 to {MostCharacters} characters, none of them a control character"));
        return "";
    }

    /// <summary>What kind of value an element is, without the value.</summary>
    public static string ShapeOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => string.Create(CultureInfo.InvariantCulture, $"an array of {element.GetArrayLength()}"),
        JsonValueKind.String => string.Create(CultureInfo.InvariantCulture, $"a text of {element.GetString()!.Length} characters"),
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static string FoundIn(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : ShapeOf(element);

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration))
        {
            return true;
        }

        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return false;
        }
    }
}
