using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Makes the values of a row that several columns make together.</summary>
internal static class RowCompletion
{
    /// <summary>Adds joined values and relations, and clears the parts.</summary>
    /// <returns>Whether a value was added that can be matched on.</returns>
    public static bool Complete(RecordPlan plan, string[] parts, List<AttributeValue> values, string source)
    {
        Relate(plan, parts, values, source);
        bool added = Join(plan, parts, values);
        Array.Fill(parts, "");
        return added;
    }

    /// <summary>Adds the relations of a row or object, and clears their parts.</summary>
    public static void Relate(RecordPlan plan, string[] parts, List<AttributeValue> values, string source)
    {
        foreach ((RelatedColumns relation, int key, int sourceAt, int role) in plan.Relations)
        {
            string pointed = Take(parts, key);
            string named = Take(parts, sourceAt);
            string told = Take(parts, role);
            if (pointed.Length > 0)
            {
                string name = told.Length > 0 ? RelationRole.Of(told) : relation.Role;
                values.Add(new AttributeValue(Attributes.RelationPrefix + name, $"{(named.Length > 0 ? named : source)}/{pointed}"));
            }
        }
    }

    private static bool Join(RecordPlan plan, string[] parts, List<AttributeValue> values)
    {
        bool added = false;
        foreach ((JoinedColumns join, int[] columns) in plan.Joins)
        {
            string joined = Join(join, columns, parts);
            if (joined.Length > 0)
            {
                values.Add(new AttributeValue(join.Attribute, joined, join.Group));
                added = true;
            }
            else if (plan.KeepPayload)
            {
                KeepParts(columns, plan, parts, values);
            }
        }

        return added;
    }

    private static string Take(string[] parts, int at)
    {
        if (at < 0)
        {
            return "";
        }

        string part = parts[at];
        parts[at] = "";
        return part;
    }

    private static string Join(JoinedColumns join, int[] columns, string[] parts)
    {
        bool isDate = join.Attribute.StartsWith("date.", StringComparison.Ordinal);
        string joined = "";
        foreach (int column in columns)
        {
            string part = column < 0 ? "" : parts[column];
            if (part.Length > 0)
            {
                joined = joined.Length == 0 ? part
                    : string.Concat(joined, join.Separator, isDate && part.Length == 1 && char.IsAsciiDigit(part[0]) ? "0" + part : part);
            }
            else if (isDate)
            {
                // A month without its year, or a day without its month, is no date.
                break;
            }
        }

        return joined;
    }

    private static void KeepParts(int[] columns, RecordPlan plan, string[] parts, List<AttributeValue> values)
    {
        foreach (int column in columns)
        {
            if (column >= 0 && parts[column].Length > 0)
            {
                values.Add(new AttributeValue(plan.Header[column], parts[column]));
            }
        }
    }
}

/// <summary>Names of relation roles.</summary>
internal static class RelationRole
{
    /// <summary>A role in lower case with hyphens for blanks: <c>Owns 60%</c> gives <c>owns-60%</c>.</summary>
    public static string Of(string role) => role.Trim().ToLowerInvariant().Replace(' ', '-').Replace('.', '-');
}
