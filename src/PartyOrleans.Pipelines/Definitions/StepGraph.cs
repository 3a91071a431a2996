using System.Globalization;

namespace PartyOrleans.Pipelines.Definitions;

/// <summary>What steps wait for: names that are there, and no circle.</summary>
internal static class StepGraph
{
    /// <summary>The first fault, in the order of the steps; null where there is none.</summary>
    public static DefinitionFault? FindFault(IReadOnlyList<StepDefinition> steps)
    {
        if (steps.Count == 0)
        {
            return new DefinitionFault("steps", "at least one step");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < steps.Count; i++)
        {
            if (!names.Add(steps[i].Name))
            {
                return new DefinitionFault(At(i, "name"), $"a name that no other step has, and not '{steps[i].Name}' again");
            }
        }

        for (int i = 0; i < steps.Count; i++)
        {
            foreach (string before in steps[i].After)
            {
                if (!names.Contains(before))
                {
                    return new DefinitionFault(At(i, "after"), $"steps of this pipeline ({string.Join(", ", names.Order(StringComparer.Ordinal))}), and not '{before}'");
                }
            }
        }

        return FindCircle(steps);
    }

    /// <summary>Puts steps in an order in which each comes after those that it waits for; what is left is, or hangs on, a circle.</summary>
    private static DefinitionFault? FindCircle(IReadOnlyList<StepDefinition> steps)
    {
        var placed = new HashSet<string>(StringComparer.Ordinal);
        while (placed.Count < steps.Count)
        {
            StepDefinition? next = steps.FirstOrDefault(step => !placed.Contains(step.Name) && step.After.All(placed.Contains));
            if (next is null)
            {
                StepDefinition[] left = [.. steps.Where(step => !placed.Contains(step.Name))];
                List<string> circle = CircleOf(left);
                int at = steps.ToList().FindIndex(step => string.Equals(step.Name, circle[0], StringComparison.Ordinal));
                return new DefinitionFault(At(at, "after"), $"no circle, and these steps wait for each other: {string.Join(" after ", circle)} after {circle[0]}");
            }

            placed.Add(next.Name);
        }

        return null;
    }

    /// <summary>Each step that is left waits for another one that is left, so following them comes round.</summary>
    private static List<string> CircleOf(StepDefinition[] left)
    {
        Dictionary<string, StepDefinition> byName = left.ToDictionary(step => step.Name, StringComparer.Ordinal);
        var walked = new List<string>();
        string at = left[0].Name;
        while (!walked.Contains(at, StringComparer.Ordinal))
        {
            walked.Add(at);
            at = byName[at].After.First(byName.ContainsKey);
        }

        return walked[walked.IndexOf(at)..];
    }

    private static string At(int step, string member) => string.Create(CultureInfo.InvariantCulture, $"steps[{step}].{member}");
}
