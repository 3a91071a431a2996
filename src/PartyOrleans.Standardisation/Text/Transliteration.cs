namespace PartyOrleans.Standardisation;

/// <summary>What a text's letters say about its language, where one letter has several transliterations.</summary>
internal enum Language : byte
{
    Unset = 0,
    Any = 1,
    Ukrainian = 2,
    Belarusian = 3,
    Serbian = 4,
}

/// <summary>Letters of other alphabets in Latin spelling, near to what passports print.</summary>
internal static class Transliteration
{
    private static readonly (string Letters, string Latin)[] Tables =
    [
        ("а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я", "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"),
        ("і ї є ґ ў ђ ј љ њ ћ џ ѓ ќ ѕ ѐ ѝ", "i yi ye g u d j lj nj c dz gj kj dz e i"),
        ("қ ғ ү ұ ө ә ң һ ҳ ҷ ӯ ӣ җ ӊ ҙ ҫ ҡ ҥ ӑ ӗ ӳ", "k g u u o a n h h j u i zh n z s k n a e u"),
        ("α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ ς τ υ φ χ ψ ω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o"),
        ("ά έ ή ί ό ύ ώ ϊ ϋ ΐ ΰ", "a e i i o y o i y i y"),
        ("ა ბ გ დ ე ვ ზ თ ი კ ლ მ ნ ო პ ჟ რ ს ტ უ ფ ქ ღ ყ შ ჩ ც ძ წ ჭ ხ ჯ ჰ", "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"),
        ("ա բ գ դ ե զ է ը թ ժ ի լ խ ծ կ հ ձ ղ ճ մ յ ն շ ո չ պ ջ ռ ս վ տ ր ց ւ փ ք օ ֆ և", "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev"),
        ("ا أ إ آ ٱ ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي ى ة ء ؤ ئ", "a a i a a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h u i a a _ u i"),
        ("پ چ ژ گ ک ی ڤ ہ ھ ے ں ٹ ڈ ڑ ۀ ۃ ې ۍ ړ ښ ځ څ ټ ډ ڼ", "p ch zh g k i v h h e n t d r h a e i r sh z ts t d n"),
        ("א ב ג ד ה ו ז ח ט י כ ך ל מ ם נ ן ס ע פ ף צ ץ ק ר ש ת", "a b g d h u z h t i k k l m m n n s a p f ts ts k r sh t"),
    ];

    private static readonly string?[]?[] Pages = Build();

    /// <summary>Whether the lower-case letter has a Latin spelling here.</summary>
    internal static bool Covers(char letter) => letter is >= '\u0370' and < '\u1100' && Pages[letter >> 8]?[letter & 0xFF] is not null;

    /// <summary>The language that the letters of a text give away.</summary>
    internal static Language LanguageOf(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny("ЎўЫы") >= 0 && text.IndexOfAny("ІіЎў") >= 0)
        {
            return Language.Belarusian;
        }

        bool ukrainianEnding = text.IndexOf("ськ", StringComparison.Ordinal) >= 0 || text.IndexOf("СЬК", StringComparison.Ordinal) >= 0;
        if ((ukrainianEnding || text.IndexOfAny("ЇїЄєҐґІі") >= 0) && text.IndexOfAny("ЫыҚқҒғҰұ") < 0)
        {
            return Language.Ukrainian;
        }

        return text.IndexOfAny("ЂђЈјЉљЊњЋћЏџ") >= 0 ? Language.Serbian : Language.Any;
    }

    /// <summary>The Latin spelling of the letter at a place; a space in it parts two tokens.</summary>
    /// <param name="text">The whole text as given.</param>
    /// <param name="at">Where the letter stands.</param>
    /// <param name="letter">The letter in lower case; <see cref="Covers"/> must hold.</param>
    /// <param name="language">As <see cref="LanguageOf"/> found.</param>
    internal static string Of(ReadOnlySpan<char> text, int at, char letter, Language language)
    {
        char next = at + 1 < text.Length ? char.ToLowerInvariant(text[at + 1]) : '\0';
        char previous = at > 0 ? char.ToLowerInvariant(text[at - 1]) : '\0';
        bool starts = !char.IsLetter(previous);
        bool ends = !char.IsLetter(next);
        switch (letter)
        {
            case 'г' when language is Language.Ukrainian or Language.Belarusian:
                return "h";
            case 'и' when language == Language.Ukrainian:
                return "y";
            case 'ж' when language == Language.Serbian:
                return "z";
            case 'х' when language == Language.Serbian:
                return "h";
            case 'ц' or 'ч' when language == Language.Serbian:
                return "c";
            case 'ш' when language == Language.Serbian:
                return "s";
            case 'й' when ends && previous is 'и' or 'ы' or 'і':
                return language == Language.Ukrainian ? "i" : "";
            case 'и' when next == 'й' && (at + 2 >= text.Length || !char.IsLetter(text[at + 2])):
                return "y";
            case 'ъ' when next is not ('е' or 'ё' or 'ю' or 'я' or '\0') && !ends:
                return "a";
            case 'υ' or 'ύ' when previous is 'ο' or 'ό':
                return "u";
            case 'υ' or 'ύ' when previous is 'α' or 'ε':
                return next is 'θ' or 'κ' or 'ξ' or 'π' or 'σ' or 'ς' or 'τ' or 'φ' or 'χ' or 'ψ' || ends ? "f" : "v";
            case 'μ' when starts && next == 'π':
                return "b";
            case 'π' when previous == 'μ' && (at < 2 || !char.IsLetter(text[at - 2])):
                return "";
            case 'γ' when next is 'γ' or 'χ' or 'ξ':
                return "n";
            case 'ո' when next == 'ւ':
                return "u";
            case 'ւ' when previous == 'ո':
                return "";
            case 'و' or 'ו' when starts || next is 'ا' or 'ו' or 'א':
                return letter == 'و' ? "w" : "v";
            case 'ו' when previous == 'ו':
                return "";
            case 'ي' or 'ی' or 'י' when starts || next is 'ا' or 'א':
                return "y";
            case 'ה' when ends && !starts:
                return "a";
            case 'ב' when !starts:
                return "v";
            case 'א' when !starts && !ends && next is 'ו' or 'י':
                return "";
            case 'ل' when IsArticle(text, at):
                return "l ";
            default:
                return Pages[letter >> 8]![letter & 0xFF]!;
        }
    }

    /// <summary>Whether the Arabic letter lam ends the article at the start of a word of at least three further letters.</summary>
    private static bool IsArticle(ReadOnlySpan<char> text, int lam)
    {
        if (lam == 0 || text[lam - 1] != 'ا' || (lam > 1 && char.IsLetter(text[lam - 2])))
        {
            return false;
        }

        int letters = 0;
        for (int i = lam + 1; i < text.Length && char.IsLetter(text[i]); i++)
        {
            letters++;
        }

        return letters >= 3 && text[lam + 1] != 'ل';
    }

    private static string?[]?[] Build()
    {
        var pages = new string?[]?[256];
        foreach ((string letters, string latin) in Tables)
        {
            string[] from = letters.Split(' ');
            string[] to = latin.Split(' ');
            if (from.Length != to.Length)
            {
                throw new InvalidOperationException($"A transliteration table has {from.Length} letters and {to.Length} spellings.");
            }

            for (int i = 0; i < from.Length; i++)
            {
                (pages[from[i][0] >> 8] ??= new string?[256])[from[i][0] & 0xFF] = to[i] == "_" ? "" : to[i];
            }
        }

        return pages;
    }
}
