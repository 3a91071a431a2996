using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>A place in JSON objects, and what is done with the values there.</summary>
/// <param name="Name">Dotted path; empty for the object itself.</param>
/// <param name="Hash">Hash of the path.</param>
/// <param name="Column">Index among the columns of the plan; -1 for a path that the sample did not have.</param>
/// <param name="Plan">What is done with a value.</param>
/// <param name="IsTransparent">Whether its elements count as if they stood one level up.</param>
/// <param name="IsNameUsage">Whether its value says which name is the main one.</param>
internal sealed record JsonPath(string Name, ulong Hash, int Column, ColumnPlan Plan, bool IsTransparent, bool IsNameUsage)
{
    /// <summary>Shares its repeated values.</summary>
    public SpanPool Pool { get; } = new();
}

/// <summary>The paths that one parser has met. What a path stands for depends on its name and the plan alone.</summary>
internal sealed class JsonPaths
{
    private readonly RecordPlan plan;
    private readonly bool recogniseMore;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, JsonPath> known = [];

    public JsonPaths(RecordPlan plan, bool recogniseMore)
    {
        this.plan = plan;
        this.recogniseMore = recogniseMore;
        for (int i = 0; i < plan.Header.Length; i++)
        {
            columns.TryAdd(plan.Header[i], i);
        }
    }

    /// <summary>The object itself.</summary>
    public JsonPath Root { get; } = new("", 0, -1, default, IsTransparent: true, IsNameUsage: false);

    /// <summary>The dotted path of a key in an object.</summary>
    public static string Join(string parent, string key) => parent.Length == 0 ? key : $"{parent}.{key}";

    /// <summary>Whether a key holds the features of the Senzing form.</summary>
    public static bool IsFeatures(string parent, string key) => parent.Length == 0 && key.Equals("FEATURES", StringComparison.Ordinal);

    /// <summary>The path of a key in the object at a path.</summary>
    public JsonPath Child(JsonPath parent, ReadOnlySpan<byte> key)
    {
        ulong hash = StableHash.Of(key, parent.Hash + 1);
        if (!known.TryGetValue(hash, out JsonPath? path))
        {
            path = Make(parent, Encoding.UTF8.GetString(key), hash);
            known.Add(hash, path);
        }

        return path;
    }

    private JsonPath Make(JsonPath parent, string key, ulong hash)
    {
        if (IsFeatures(parent.Name, key))
        {
            return new JsonPath("", hash, -1, default, IsTransparent: true, IsNameUsage: false);
        }

        string name = Join(parent.Name, key);
        bool isUsage = key.EndsWith("NAME_TYPE", StringComparison.Ordinal);
        if (columns.TryGetValue(name, out int column))
        {
            return new JsonPath(name, hash, column, plan.Columns[column], IsTransparent: false, isUsage);
        }

        ColumnPlan unseen = recogniseMore && ColumnNames.Recognise(name) is { Role: ColumnRole.Attribute, Usage: "", Rank: < ColumnNames.LooseRank } meaning
            ? new ColumnPlan(ColumnUse.Value, meaning.Attribute, 0, Mapping.TakesSeveral(meaning.Attribute), IsPayload: false)
            : default;
        return new JsonPath(name, hash, -1, unseen, IsTransparent: false, isUsage);
    }
}

/// <summary>
/// Numbers the names and addresses of one record: the parts that stand in one object, with one usage, are one group. The first is 0, or for
/// names the one that its object calls primary. Further whole names become aliases.
/// </summary>
internal sealed class JsonGroups
{
    private readonly List<(int At, int Container, int Group, bool IsName)> notes = [];
    private readonly List<(int Container, int Group)> names = [];
    private readonly List<(int Container, int Group)> addresses = [];
    private int containers;
    private int primary;

    /// <summary>Begins a record.</summary>
    public void Clear()
    {
        notes.Clear();
        names.Clear();
        addresses.Clear();
        containers = 0;
        primary = -1;
    }

    /// <summary>Begins an object that holds names or addresses of its own.</summary>
    public int NewContainer() => ++containers;

    /// <summary>An object says what its name is used for.</summary>
    public void SayUsage(int container, ReadOnlySpan<byte> usage)
    {
        if (primary < 0 && Ascii.EqualsIgnoreCase(usage, "PRIMARY"u8))
        {
            primary = container;
        }
    }

    /// <summary>Takes note of a value.</summary>
    public void Note(int at, int container, in AttributeValue value)
    {
        bool isName = value.Attribute.StartsWith("name.", StringComparison.Ordinal) && value.Attribute != Attributes.NameAlias;
        if (isName || value.Attribute.StartsWith("address.", StringComparison.Ordinal))
        {
            notes.Add((at, container, value.Group, isName));
        }
    }

    /// <summary>Gives the values their groups.</summary>
    public void Apply(List<AttributeValue> values)
    {
        foreach ((_, int container, int group, bool isName) in notes)
        {
            List<(int, int)> groups = isName ? names : addresses;
            if (!groups.Contains((container, group)))
            {
                groups.Add((container, group));
            }
        }

        int main = names.IndexOf((primary, 0));
        if (main > 0)
        {
            (names[0], names[main]) = (names[main], names[0]);
        }

        foreach ((int at, int container, int group, bool isName) in notes)
        {
            AttributeValue value = values[at];
            int number = (isName ? names : addresses).IndexOf((container, group));
            values[at] = number > 0 && value.Attribute is Attributes.NameFull or Attributes.NameOrganisation && number > 0
                ? new AttributeValue(Attributes.NameAlias, value.Value)
                : value with { Group = number };
        }
    }
}
