namespace PartyOrleans.Standardisation;

/// <summary>The rules of C, D, G, H, J and L.</summary>
internal ref partial struct DoubleMetaphoneWalk
{
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
}
