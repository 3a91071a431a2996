using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Makes the values of a row that several columns make together.</summary>
internal static class RowCompletion
{
    /// <summary>Adds joined values and relations, and clears the parts.</summary>
    /// <returns>Whether a value was added that can be matched on.</returns>
    public static bool Complete(RecordPlan plan, string[] parts, List<AttributeValue> values, string source)
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

        foreach ((RelatedColumns relation, int key, int sourceAt, int role) in plan.Relations)
        {
            if (key >= 0 && parts[key].Length > 0)
            {
                string target = sourceAt >= 0 && parts[sourceAt].Length > 0 ? parts[sourceAt] : source;
                string name = role >= 0 && parts[role].Length > 0 ? RelationRole.Of(parts[role]) : relation.Role;
                values.Add(new AttributeValue(Attributes.RelationPrefix + name, $"{target}/{parts[key]}"));
            }
        }

        Array.Fill(parts, "");
        return added;
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
