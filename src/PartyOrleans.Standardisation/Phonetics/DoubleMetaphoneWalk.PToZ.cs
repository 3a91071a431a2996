namespace PartyOrleans.Standardisation;

/// <summary>The rules of P, R, S, T, W, X and Z.</summary>
internal ref partial struct DoubleMetaphoneWalk
{
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
}
