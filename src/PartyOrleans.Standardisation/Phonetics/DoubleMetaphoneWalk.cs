namespace PartyOrleans.Standardisation;

/// <summary>One pass of Double Metaphone over an upper-case word: the rules letter by letter.</summary>
internal ref struct DoubleMetaphoneWalk(ReadOnlySpan<char> word, Span<char> primary, Span<char> alternate)
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

    private void StepC()
    {
        if (IsHardCh())
        {
            Add('K');
            at += 2;
        }
        else if (at == 0 && Has(at, "CAESAR"))
        {
            Add('S');
            at += 2;
        }
        else if (Has(at, "CH"))
        {
            StepCh();
        }
        else if (Has(at, "CZ") && !Has(at - 2, "WICZ"))
        {
            Add('S', 'X');
            at += 2;
        }
        else if (Has(at + 1, "CIA"))
        {
            Add('X');
            at += 3;
        }
        else if (Has(at, "CC") && !(at == 1 && Char(0) == 'M'))
        {
            if (CharIn(at + 2, "IEH") && !Has(at + 2, "HU"))
            {
                if ((at == 1 && Char(0) == 'A') || Has(at - 1, "UCCEE") || Has(at - 1, "UCCES"))
                {
                    Add("KS", "KS");
                }
                else
                {
                    Add('X');
                }

                at += 3;
            }
            else
            {
                Add('K');
                at += 2;
            }
        }
        else if (CharIn(at + 1, "KGQ"))
        {
            Add('K');
            at += 2;
        }
        else if (CharIn(at + 1, "IEY"))
        {
            if (Has(at, "CIO") || Has(at, "CIE") || Has(at, "CIA"))
            {
                Add('S', 'X');
            }
            else
            {
                Add('S');
            }

            at += 2;
        }
        else
        {
            Add('K');
            if (Char(at + 1) == ' ' && CharIn(at + 2, "CQG"))
            {
                at += 3;
            }
            else
            {
                at += CharIn(at + 1, "CKQ") && !Has(at + 1, "CE") && !Has(at + 1, "CI") ? 2 : 1;
            }
        }
    }

    private readonly bool IsHardCh()
    {
        if (Has(at, "CHIA"))
        {
            return true;
        }

        if (at <= 1 || IsVowel(Char(at - 2)) || !Has(at - 1, "ACH"))
        {
            return false;
        }

        return Char(at + 2) is not ('I' or 'E') || Has(at - 2, "BACHER") || Has(at - 2, "MACHER");
    }

    private void StepCh()
    {
        if (at > 0 && Has(at, "CHAE"))
        {
            Add('K', 'X');
        }
        else if (IsGreekCh() || IsGermanicCh())
        {
            Add('K');
        }
        else if (at > 0)
        {
            if (Starts("MC"))
            {
                Add('K');
            }
            else
            {
                Add('X', 'K');
            }
        }
        else
        {
            Add('X');
        }

        at += 2;
    }

    private readonly bool IsGreekCh() =>
        at == 0
        && (Has(at + 1, "HARAC") || Has(at + 1, "HARIS") || Has(at + 1, "HOR") || Has(at + 1, "HYM") || Has(at + 1, "HIA") || Has(at + 1, "HEM"))
        && !Starts("CHORE");

    private readonly bool IsGermanicCh() =>
        IsGermanic()
        || Has(at - 2, "ORCHES") || Has(at - 2, "ARCHIT") || Has(at - 2, "ORCHID")
        || CharIn(at + 2, "TS")
        || ((CharIn(at - 1, "AOUE") || at == 0) && (CharIn(at + 2, "LRNMBHFVW ") || at + 1 == word.Length - 1));

    private void StepD()
    {
        if (Has(at, "DG"))
        {
            if (CharIn(at + 2, "IEY"))
            {
                Add('J');
                at += 3;
            }
            else
            {
                Add("TK", "TK");
                at += 2;
            }
        }
        else
        {
            Add('T');
            at += CharIn(at + 1, "TD") ? 2 : 1;
        }
    }

    private void StepG()
    {
        char next = Char(at + 1);
        if (next == 'H')
        {
            StepGh();
        }
        else if (next == 'N')
        {
            if (at == 1 && IsVowel(Char(0)) && !slavoGermanic)
            {
                Add("KN", "N");
            }
            else if (!Has(at + 2, "EY") && !slavoGermanic)
            {
                Add("N", "KN");
            }
            else
            {
                Add("KN", "KN");
            }

            at += 2;
        }
        else if (Has(at + 1, "LI") && !slavoGermanic)
        {
            Add("KL", "L");
            at += 2;
        }
        else if (at == 0 && (next == 'Y' || IsSoftGStart()))
        {
            Add('K', 'J');
            at += 2;
        }
        else if ((Has(at + 1, "ER") || next == 'Y') && !Starts("DANGER") && !Starts("RANGER") && !Starts("MANGER")
                 && !CharIn(at - 1, "EI") && !Has(at - 1, "RGY") && !Has(at - 1, "OGY"))
        {
            Add('K', 'J');
            at += 2;
        }
        else if (CharIn(at + 1, "EIY") || Has(at - 1, "AGGI") || Has(at - 1, "OGGI"))
        {
            if (IsGermanic() || Has(at + 1, "ET"))
            {
                Add('K');
            }
            else if (Has(at + 1, "IER"))
            {
                Add('J');
            }
            else
            {
                Add('J', 'K');
            }

            at += 2;
        }
        else
        {
            AddSkippingDouble('K');
        }
    }

    private readonly bool IsSoftGStart() =>
        (Char(at + 1) == 'E' && CharIn(at + 2, "SPBLYIR")) || (Char(at + 1) == 'I' && CharIn(at + 2, "BLNE"));

    private void StepGh()
    {
        if (at > 0 && !IsVowel(Char(at - 1)))
        {
            Add('K');
        }
        else if (at == 0)
        {
            Add(Char(2) == 'I' ? 'J' : 'K');
        }
        else if ((at > 1 && CharIn(at - 2, "BHD")) || (at > 2 && CharIn(at - 3, "BHD")) || (at > 3 && CharIn(at - 4, "BH")))
        {
            // Silent, as in "bough" and "Hugh".
        }
        else if (at > 2 && Char(at - 1) == 'U' && CharIn(at - 3, "CGLRT"))
        {
            Add('F');
        }
        else if (Char(at - 1) != 'I')
        {
            Add('K');
        }

        at += 2;
    }

    private void StepH()
    {
        if ((at == 0 || IsVowel(Char(at - 1))) && IsVowel(Char(at + 1)))
        {
            Add('H');
            at += 2;
        }
        else
        {
            at++;
        }
    }

    private void StepJ()
    {
        bool spanish = Starts("SAN ");
        if (Has(at, "JOSE") || spanish)
        {
            if ((at == 0 && Char(4) == ' ') || word.Length == 4 || spanish)
            {
                Add('H');
            }
            else
            {
                Add('J', 'H');
            }

            at++;
            return;
        }

        if (at == 0)
        {
            Add('J', 'A');
        }
        else if (IsVowel(Char(at - 1)) && !slavoGermanic && CharIn(at + 1, "AO"))
        {
            Add('J', 'H');
        }
        else if (at == word.Length - 1)
        {
            Add('J', ' ');
        }
        else if (!CharIn(at + 1, "LTKSNMBZ") && !CharIn(at - 1, "SKL"))
        {
            Add('J');
        }

        at += Char(at + 1) == 'J' ? 2 : 1;
    }

    private void StepL()
    {
        if (Char(at + 1) != 'L')
        {
            Add('L');
            at++;
            return;
        }

        bool spanish = (at == word.Length - 3 && (Has(at - 1, "ILLO") || Has(at - 1, "ILLA") || Has(at - 1, "ALLE")))
            || ((Has(word.Length - 2, "AS") || Has(word.Length - 2, "OS") || CharIn(word.Length - 1, "AO")) && Has(at - 1, "ALLE"));
        if (spanish)
        {
            AddPrimary('L');
        }
        else
        {
            Add('L');
        }

        at += 2;
    }

    private void StepP()
    {
        if (Char(at + 1) == 'H')
        {
            Add('F');
            at += 2;
        }
        else
        {
            Add('P');
            at += CharIn(at + 1, "PB") ? 2 : 1;
        }
    }

    private void StepR()
    {
        if (at == word.Length - 1 && !slavoGermanic && Has(at - 2, "IE") && !Has(at - 4, "ME") && !Has(at - 4, "MA"))
        {
            AddAlternate('R');
        }
        else
        {
            Add('R');
        }

        at += Char(at + 1) == 'R' ? 2 : 1;
    }

    private void StepS()
    {
        if (Has(at - 1, "ISL") || Has(at - 1, "YSL"))
        {
            at++;
        }
        else if (at == 0 && Has(at, "SUGAR"))
        {
            Add('X', 'S');
            at++;
        }
        else if (Has(at, "SH"))
        {
            Add(Has(at + 1, "HEIM") || Has(at + 1, "HOEK") || Has(at + 1, "HOLM") || Has(at + 1, "HOLZ") ? 'S' : 'X');
            at += 2;
        }
        else if (Has(at, "SIO") || Has(at, "SIA"))
        {
            Add('S', slavoGermanic ? 'S' : 'X');
            at += 3;
        }
        else if ((at == 0 && CharIn(at + 1, "MNLW")) || Char(at + 1) == 'Z')
        {
            Add('S', 'X');
            at += Char(at + 1) == 'Z' ? 2 : 1;
        }
        else if (Has(at, "SC"))
        {
            StepSc();
        }
        else
        {
            if (at == word.Length - 1 && (Has(at - 2, "AI") || Has(at - 2, "OI")))
            {
                AddAlternate('S');
            }
            else
            {
                Add('S');
            }

            at += CharIn(at + 1, "SZ") ? 2 : 1;
        }
    }

    private void StepSc()
    {
        if (Char(at + 2) == 'H')
        {
            if (Has(at + 3, "ER") || Has(at + 3, "EN"))
            {
                Add("X", "SK");
            }
            else if (Has(at + 3, "OO") || Has(at + 3, "UY") || Has(at + 3, "ED") || Has(at + 3, "EM"))
            {
                Add("SK", "SK");
            }
            else if (at == 0 && !IsVowel(Char(3)) && Char(3) != 'W')
            {
                Add('X', 'S');
            }
            else
            {
                Add('X');
            }
        }
        else if (CharIn(at + 2, "IEY"))
        {
            Add('S');
        }
        else
        {
            Add("SK", "SK");
        }

        at += 3;
    }

    private void StepT()
    {
        if (Has(at, "TION") || Has(at, "TIA") || Has(at, "TCH"))
        {
            Add('X');
            at += 3;
        }
        else if (Has(at, "TH") || Has(at, "TTH"))
        {
            if (Has(at + 2, "OM") || Has(at + 2, "AM") || IsGermanic())
            {
                Add('T');
            }
            else
            {
                Add('0', 'T');
            }

            at += 2;
        }
        else
        {
            Add('T');
            at += CharIn(at + 1, "TD") ? 2 : 1;
        }
    }

    private void StepW()
    {
        if (Has(at, "WR"))
        {
            Add('R');
            at += 2;
        }
        else if (at == 0 && (IsVowel(Char(1)) || Has(0, "WH")))
        {
            Add('A', IsVowel(Char(1)) ? 'F' : 'A');
            at++;
        }
        else if ((at == word.Length - 1 && IsVowel(Char(at - 1)))
                 || Has(at - 1, "EWSKI") || Has(at - 1, "EWSKY") || Has(at - 1, "OWSKI") || Has(at - 1, "OWSKY")
                 || Starts("SCH"))
        {
            AddAlternate('F');
            at++;
        }
        else if (Has(at, "WICZ") || Has(at, "WITZ"))
        {
            Add("TS", "FX");
            at += 4;
        }
        else
        {
            at++;
        }
    }

    private void StepX()
    {
        if (at == 0)
        {
            Add('S');
            at++;
            return;
        }

        bool french = at == word.Length - 1
            && (Has(at - 3, "IAU") || Has(at - 3, "EAU") || Has(at - 2, "AU") || Has(at - 2, "OU"));
        if (!french)
        {
            Add("KS", "KS");
        }

        at += CharIn(at + 1, "CX") ? 2 : 1;
    }

    private void StepZ()
    {
        if (Char(at + 1) == 'H')
        {
            Add('J');
            at += 2;
            return;
        }

        if (Has(at + 1, "ZO") || Has(at + 1, "ZI") || Has(at + 1, "ZA") || (slavoGermanic && at > 0 && Char(at - 1) != 'T'))
        {
            Add("S", "TS");
        }
        else
        {
            Add('S');
        }

        at += Char(at + 1) == 'Z' ? 2 : 1;
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
