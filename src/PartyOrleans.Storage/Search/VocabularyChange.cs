using System.Runtime.InteropServices;

namespace PartyOrleans.Storage.Search;

/// <summary>By how much the numbers of parties that hold each word change while parties are written.</summary>
internal sealed class VocabularyChange
{
    private readonly Dictionary<string, (int Names, int Addresses)> _changes = new(StringComparer.Ordinal);

    /// <summary>The words whose numbers change, sorted.</summary>
    public IEnumerable<VocabularyWord> Words => _changes
        .Where(change => change.Value != default)
        .OrderBy(change => change.Key, StringComparer.Ordinal)
        .Select(change => new VocabularyWord(change.Key, change.Value.Names, change.Value.Addresses));

    /// <summary>Counts the words of a party that comes (1) or goes (-1).</summary>
    public void Count(string terms, int by)
    {
        foreach (Range range in terms.AsSpan().Split(' '))
        {
            ReadOnlySpan<char> term = terms.AsSpan()[range];
            if (term.Length < 2 || term[0] is not (SearchTerms.Name or SearchTerms.Address) || !WordGrams.IsWord(term[1..]))
            {
                continue;
            }

            ref (int Names, int Addresses) change = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _changes.GetAlternateLookup<ReadOnlySpan<char>>(), term[1..], out _);
            if (term[0] == SearchTerms.Name)
            {
                change.Names += by;
            }
            else
            {
                change.Addresses += by;
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _changes.Clear();
}
