using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>The short way for names of plain words, which most are.</summary>
public static partial class PersonNames
{
    private const int MostWords = 4;

    private static readonly FrozenSet<string> SpecialWords = NameWords.Titles
        .Concat(NameWords.PostNominals).Concat(NameWords.TrailingSuffixes).Concat(NameWords.Particles).Concat(NameWords.Placeholders)
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Special = SpecialWords.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TitleLookup =
        NameWords.Titles.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Parses "Given Middle Family" of two to four ASCII words in one style of case, none of them a title, suffix or particle.</summary>
    private static bool TryParsePlain(string full, string folded, out PersonName name)
    {
        name = default;
        Span<Range> words = stackalloc Range[MostWords + 1];
        int count = folded.AsSpan().Split(words, ' ');
        if (count is < 2 or > MostWords || full.Length != folded.Length || !IsInOneCase(full))
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (Special.Contains(folded.AsSpan(words[i])))
            {
                return false;
            }
        }

        if (count == 3 && IsPatronymic(folded.AsSpan(words[2])))
        {
            return false;
        }

        int middle = words[1].Start.Value;
        int family = words[count - 1].Start.Value;
        name = new PersonName(folded[words[0]], count == 2 ? "" : folded[middle..(family - 1)], folded[family..], "");
        return true;
    }

    /// <summary>Splits a cell of plain words at the first space.</summary>
    private static bool TrySplitPlain(string raw, string folded, out string first, out string rest)
    {
        first = rest = "";
        int space = folded.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || raw.Length != folded.Length || raw.AsSpan().ContainsAnyExcept(LettersAndSpace)
            || TitleLookup.Contains(folded.AsSpan(0, space)) || TitleLookup.Contains(folded.AsSpan(folded.LastIndexOf(' ') + 1)))
        {
            return false;
        }

        first = folded[..space];
        rest = folded[(space + 1)..];
        return true;
    }

    /// <summary>Whether the text is ASCII words, all in capitals or none but initials: then capitals do not mark the family name.</summary>
    private static bool IsInOneCase(string text)
    {
        bool capitalWord = false;
        bool otherWord = false;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != ' ')
            {
                if (!char.IsAsciiLetter(text[i]))
                {
                    return false;
                }

                continue;
            }

            ReadOnlySpan<char> word = text.AsSpan(start, i - start);
            if (word.Length > 1)
            {
                bool capitals = !word.ContainsAnyExceptInRange('A', 'Z');
                capitalWord |= capitals;
                otherWord |= !capitals;
            }

            start = i + 1;
        }

        return capitalWord != otherWord;
    }

    private static readonly System.Buffers.SearchValues<char> LettersAndSpace =
        System.Buffers.SearchValues.Create(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}
