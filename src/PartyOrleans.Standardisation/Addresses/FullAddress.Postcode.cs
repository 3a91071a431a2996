namespace PartyOrleans.Standardisation;

/// <content>The postcode, by its form and its place.</content>
internal ref partial struct FullAddress
{
    private const int LongestPair = 8;

    private void TakePostcode()
    {
        for (int i = _tokens.Length - 1; i >= 0; i--)
        {
            if (_tokens[i].Taken)
            {
                continue;
            }

            if (TryPostcode(i, out int end, out string code))
            {
                _postcode = code;
                _postcodeAt = i;
                _postcodeEnd = end;
                _country = _country.Length == 0 ? Countries.GuessFromPostcode(code) : _country;
                Take(i, end);
                return;
            }
        }
    }

    private bool TryPostcode(int at, out int end, out string code)
    {
        end = at + 1;
        code = "";
        bool pairs = end < _tokens.Length && !_tokens[end].Taken && _tokens[end].Part == _tokens[at].Part;
        ReadOnlySpan<char> single = Text(at);
        if (pairs && single.Length + Text(end).Length <= LongestPair && at > 0)
        {
            Span<char> joined = stackalloc char[LongestPair];
            single.CopyTo(joined);
            Text(end).CopyTo(joined[single.Length..]);
            ReadOnlySpan<char> pair = joined[..(single.Length + Text(end).Length)];
            if (IsPair(pair, at))
            {
                code = pair.ToString();
                end++;
                return true;
            }
        }

        if (at > 0 && IsUnmistakable(single))
        {
            code = single.ToString();
            return true;
        }

        if (!_tokens[at].IsNumber)
        {
            return false;
        }

        ReadOnlySpan<char> standard = Postcodes.Standardise(single, _country, single.Length <= StackLength ? stackalloc char[StackLength] : new char[single.Length]);
        int digits = Postcodes.CountDigits(standard);
        bool fits = digits == standard.Length && digits is >= 4 and <= 10 && (digits >= 5 || !single.Contains('-')) && StreetLine.OrdinalDigits(single) == 0
            && IsPostcodePlace(at, digits)
            && (_country.Length == 0 ? digits is 4 or 5 or 6 || (single.Contains('-') && digits is 7 or 8) : Postcodes.IsOf(standard, _country));
        code = fits ? standard.ToString() : "";
        return fits;
    }

    /// <summary>Two tokens that form a code together: sw1a 2aa, k1a 0b1, 1077 xx; 114 55 in countries that write so.</summary>
    private readonly bool IsPair(ReadOnlySpan<char> code, int at)
    {
        ReadOnlySpan<char> second = Text(at + 1);
        if ((second.Length == 3 && (Postcodes.IsBritish(code) || Postcodes.IsCanadian(code))) || (second.Length == 4 && Text(at).Length == 3 && Postcodes.IsIrish(code)))
        {
            return char.IsAsciiLetterLower(code[0]);
        }

        if (Postcodes.IsDutch(code))
        {
            return _country == "nl" || (_country.Length == 0 && StreetWords.Find(second) < 0 && at > 1);
        }

        return _country is "se" or "cz" or "sk" or "gr" or "in" && Postcodes.IsOf(code, _country) && Text(at).Length == 3 && IsPostcodePlace(at, code.Length);
    }

    private readonly bool IsUnmistakable(ReadOnlySpan<char> code) =>
        Postcodes.IsBritish(code) || Postcodes.IsCanadian(code) || Postcodes.IsIrish(code) || (_country is "nl" or "" && Postcodes.IsDutch(code));

    /// <summary>A number is a postcode rather than a house number where a part starts or ends with it and the street has other words.</summary>
    private readonly bool IsPostcodePlace(int at, int digits)
    {
        bool last = at + 1 >= _tokens.Length || _tokens[at + 1].Part != _tokens[at].Part || _tokens[at + 1].Taken;
        bool first = StartsPart(at);
        if (at > 0 && _tokens[at - 1].Is(StreetWordKind.HouseMarker | StreetWordKind.Unit | StreetWordKind.PostBox | StreetWordKind.Numbered)
            && _tokens[at - 1].Part == _tokens[at].Part)
        {
            return false;
        }

        if (at == 0)
        {
            return _tokens.Length > 1 && digits >= 5 && (last || (!HasStreetType(at) && HasStreetTypeBehind(at)));
        }

        if (first)
        {
            return last ? digits >= 5 || at + 1 >= _tokens.Length || _country.Length > 0
                : !HasStreetType(at) && (HasStreetBefore(at) || digits >= 5);
        }

        if (last)
        {
            return digits >= 5 ? at > 1 : _tokens[at].Part > 0 || Regions.CodeOf(Text(at - 1), "au").Length > 0;
        }

        return digits >= 4 && at >= 2 && HasNumberBefore(at);
    }

    private readonly bool HasNumberBefore(int at)
    {
        for (int i = 0; i < at; i++)
        {
            if (_tokens[i].IsNumber && !_tokens[i].Taken)
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool HasStreetBefore(int at)
    {
        for (int i = 0; i < at; i++)
        {
            if (!_tokens[i].Taken && !_tokens[i].IsNumber)
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool HasStreetTypeBehind(int at)
    {
        for (int i = at; i < _tokens.Length; i++)
        {
            if (_tokens[i].Part > _tokens[at].Part && StartsPart(i) && HasStreetType(i))
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool HasStreetType(int at)
    {
        for (int i = at; i < _tokens.Length && _tokens[i].Part == _tokens[at].Part; i++)
        {
            if (_tokens[i].Is(StreetWordKind.Type | StreetWordKind.LeadingType | StreetWordKind.MovingType) || StreetLine.HasStreetSuffix(Text(i)) > 0)
            {
                return true;
            }
        }

        return false;
    }
}
