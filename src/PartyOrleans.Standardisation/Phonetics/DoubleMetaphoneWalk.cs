namespace PartyOrleans.Standardisation;

/// <summary>One pass of Double Metaphone over an upper-case word: the rules letter by letter.</summary>
internal ref partial struct DoubleMetaphoneWalk(ReadOnlySpan<char> word, Span<char> primary, Span<char> alternate)
{
    private readonly ReadOnlySpan<char> word = word;
    private readonly Span<char> primary = primary;
    private readonly Span<char> alternate = alternate;
    private readonly bool slavoGermanic = word.IndexOfAny('W', 'K') >= 0 || word.IndexOf("CZ", StringComparison.Ordinal) >= 0;
    private int at;

    internal int PrimaryLength { get; private set; }

    internal int AlternateLength { get; private set; }

    internal void Run(bool primaryOnly)
    {
        at = Starts("GN") || Starts("KN") || Starts("PN") || Starts("WR") || Starts("PS") ? 1 : 0;
        while (at < word.Length
               && (PrimaryLength < DoubleMetaphone.MaxCodeLength || (!primaryOnly && AlternateLength < DoubleMetaphone.MaxCodeLength)))
        {
            Step();
        }
    }

    private void Step()
    {
        switch (word[at])
        {
            case 'A' or 'E' or 'I' or 'O' or 'U' or 'Y':
                if (at == 0)
                {
                    Add('A');
                }

                at++;
                break;
            case 'B':
                AddSkippingDouble('P');
                break;
            case 'Ç':
                Add('S');
                at++;
                break;
            case 'C':
                StepC();
                break;
            case 'D':
                StepD();
                break;
            case 'F':
                AddSkippingDouble('F');
                break;
            case 'G':
                StepG();
                break;
            case 'H':
                StepH();
                break;
            case 'J':
                StepJ();
                break;
            case 'K' or 'Q':
                AddSkippingDouble('K');
                break;
            case 'L':
                StepL();
                break;
            case 'M':
                Add('M');
                at += Char(at + 1) == 'M' || (Has(at - 1, "UMB") && (at + 1 == word.Length - 1 || Has(at + 2, "ER"))) ? 2 : 1;
                break;
            case 'N':
                AddSkippingDouble('N');
                break;
            case 'Ñ':
                Add('N');
                at++;
                break;
            case 'P':
                StepP();
                break;
            case 'R':
                StepR();
                break;
            case 'S':
                StepS();
                break;
            case 'T':
                StepT();
                break;
            case 'V':
                AddSkippingDouble('F');
                break;
            case 'W':
                StepW();
                break;
            case 'X':
                StepX();
                break;
            case 'Z':
                StepZ();
                break;
            default:
                at++;
                break;
        }
    }

    private static bool IsVowel(char c) => c is 'A' or 'E' or 'I' or 'O' or 'U' or 'Y';

    private readonly bool IsGermanic() => Starts("VAN ") || Starts("VON ") || Starts("SCH");

    private readonly char Char(int index) => (uint)index < (uint)word.Length ? word[index] : '\0';

    private readonly bool CharIn(int index, string set) =>
        (uint)index < (uint)word.Length && set.Contains(word[index], StringComparison.Ordinal);

    private readonly bool Has(int index, string part) => (uint)index <= (uint)word.Length && word[index..].StartsWith(part);

    private readonly bool Starts(string part) => word.StartsWith(part);

    private void AddSkippingDouble(char code)
    {
        Add(code);
        at += Char(at + 1) == word[at] ? 2 : 1;
    }

    private void Add(char both)
    {
        AddPrimary(both);
        AddAlternate(both);
    }

    private void Add(char first, char second)
    {
        AddPrimary(first);
        AddAlternate(second);
    }

    private void Add(string first, string second)
    {
        foreach (char c in first)
        {
            AddPrimary(c);
        }

        foreach (char c in second)
        {
            AddAlternate(c);
        }
    }

    private void AddPrimary(char code)
    {
        if (PrimaryLength < primary.Length)
        {
            primary[PrimaryLength++] = code;
        }
    }

    private void AddAlternate(char code)
    {
        if (AlternateLength < alternate.Length)
        {
            alternate[AlternateLength++] = code;
        }
    }
}
