namespace PartyOrleans.Standardisation;

/// <summary>
/// Scripts of India and Cambodia, whose consonants carry a vowel unless a sign says otherwise, in Latin spelling as passports print it. The scripts of
/// India stand in Unicode in one order, 128 places each, so one table serves them all.
/// </summary>
internal static class SyllableScripts
{
    private const char FirstIndic = '\u0900';
    private const char LastIndic = '\u0D7F';
    private const int PlacesPerScript = 0x80;
    private const char FirstKhmer = '\u1780';
    private const char LastKhmer = '\u17D3';

    /// <summary>From here on (Tamil, Telugu, Kannada, Malayalam) the vowel at the end of a word is spoken.</summary>
    private const char FirstSouthern = '\u0B80';

    /// <summary>By place; _ for what is not spelled, . for what is no letter of the scripts.</summary>
    private static readonly string[] Indic =
    [
        .. ". n n h . a a i i u u ri li e e e ai o o o au k kh g gh n ch ch j jh n t th d dh n t th d dh n n p ph b bh m y r r l l l v sh sh s h".Split(' '),
        .. ". . _ _ a i i u u ri ri e e e ai o o o au _ . . . . . . . . . . q kh g z r rh f y".Split(' '),
    ];

    private static readonly string[] Khmer =
    [
        .. "k kh k kh ng ch ch ch ch nh d th d th n t th t th n b ph p ph m y r l v sh s s h l _ a a i i u u u uv ri ri li li e ai o o au _ _".Split(' '),
        .. "a i i i eu o ou uo eu eu ea e e ai ao au am h _ _ _ _ _ _ _ _ _ _ _ _".Split(' '),
    ];

    /// <summary>Whether the letter or sign has a Latin spelling here.</summary>
    internal static bool Covers(char letter) => Spelling(letter) is not null;

    /// <summary>The Latin spelling of the letter or sign at a place; <see cref="Covers"/> must hold of it.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="at">Where the letter stands.</param>
    internal static string Of(ReadOnlySpan<char> text, int at)
    {
        char letter = text[at];
        string spelling = Spelling(letter)!;
        return IsConsonant(letter) && HasOwnVowel(text, at) ? spelling + "a" : spelling;
    }

    private static string? Spelling(char letter)
    {
        (string[] table, int place) = letter switch
        {
            >= FirstIndic and <= LastIndic => (Indic, (letter - FirstIndic) % PlacesPerScript),
            >= FirstKhmer and <= LastKhmer => (Khmer, letter - FirstKhmer),
            _ => (Indic, 0),
        };
        string spelling = place < table.Length ? table[place] : ".";
        return spelling switch { "." => null, "_" => "", _ => spelling };
    }

    private static bool IsConsonant(char letter) =>
        letter >= FirstKhmer ? letter <= '\u17A2' : PlaceOf(letter) is (>= 0x15 and <= 0x39) or (>= 0x58 and <= 0x5F);

    /// <summary>Whether the vowel that a consonant carries is spoken: no vowel or sign takes its place, and it does not fall silent at the end of a word.</summary>
    private static bool HasOwnVowel(ReadOnlySpan<char> text, int at)
    {
        int next = at + 1;
        while (next < text.Length && IsSilentSign(text[next]))
        {
            next++;
        }

        if (next >= text.Length || Spelling(text[next]) is null)
        {
            return EndsSpoken(text, at);
        }

        return text[next] >= FirstKhmer
            ? text[next] is < '\u17B4' or (> '\u17C5' and not '\u17C6' and not '\u17D2')
            : PlaceOf(text[next]) is not (>= 0x3E and <= 0x4D);
    }

    /// <summary>In the south of India the last vowel is spoken, in its north only after several consonants, in Cambodia never.</summary>
    private static bool EndsSpoken(ReadOnlySpan<char> text, int at) =>
        text[at] < FirstKhmer && (text[at] >= FirstSouthern || (at > 0 && text[at - 1] is >= FirstIndic and <= LastIndic && PlaceOf(text[at - 1]) == 0x4D));

    /// <summary>Dots and marks that change a consonant's sound, not its vowel.</summary>
    private static bool IsSilentSign(char letter) =>
        letter is >= FirstIndic and <= LastIndic ? PlaceOf(letter) == 0x3C : letter is >= '\u17C8' and <= '\u17D1';

    private static int PlaceOf(char letter) => (letter - FirstIndic) % PlacesPerScript;
}
