using System.Runtime.CompilerServices;

namespace PartyOrleans.Matching.Features;

/// <summary>A value that a term table lists.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Count">How often it occurs.</param>
internal readonly record struct ListedCount(int Id, double Count);

/// <content>Which of the values a term table lists, where the table was made of them: looking them up by text would wait for memory again.</content>
public sealed partial class ValueDictionary
{
    private readonly ConditionalWeakTable<IReadOnlyDictionary<string, double>, Listed> _listed = [];

    /// <summary>Remembers which values a table lists.</summary>
    /// <param name="counts">The table: all its texts are values.</param>
    /// <param name="listed">Its values, each once, in any order.</param>
    internal void Remember(IReadOnlyDictionary<string, double> counts, ListedCount[] listed) => _listed.AddOrUpdate(counts, new Listed(listed));

    /// <summary>The values that a table lists, in no given order.</summary>
    internal IReadOnlyCollection<ListedCount> ListedIn(IReadOnlyDictionary<string, double> counts)
    {
        if (_listed.TryGetValue(counts, out Listed? known))
        {
            return known.Values;
        }

        var listed = new List<ListedCount>(counts.Count);
        foreach ((string value, double count) in counts)
        {
            int id = Find(value);
            if (id != 0)
            {
                listed.Add(new ListedCount(id, count));
            }
        }

        return listed;
    }

    private sealed record Listed(ListedCount[] Values);
}
