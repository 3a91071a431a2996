namespace PartyOrleans.Standardisation;

/// <summary>
/// Reads the tokens of a whole address. Country, postcode and region are taken from the end; the postcode divides street and city where
/// it stands between them, else commas do, else the street type.
/// </summary>
internal ref struct FullAddress
{
    private const int MaxCountryTokens = 7;
    private const int MaxRegionTokens = 3;

    private readonly ReadOnlySpan<char> _text;
    private readonly Span<AddressToken> _tokens;
    private string _country;
    private string _postcode = "";
    private string _region = "";
    private int _postcodeAt = -1;
    private int _postcodeEnd = -1;

    /// <summary>Binds the reader to cut tokens.</summary>
    public FullAddress(ReadOnlySpan<char> text, Span<AddressToken> tokens, string country)
    {
        _text = text;
        _tokens = tokens;
        _country = country;
    }

    /// <summary>Reads the address.</summary>
    public Address Read()
    {
        TakeCountry();
        TakePostcode();
        TakeRegion();
        (int streetEnd, string city) = FindCity();
        int free = 0;
        var street = new AddressToken[_tokens.Length];
        for (int i = 0; i < streetEnd; i++)
        {
            if (!_tokens[i].Taken)
            {
                street[free++] = _tokens[i];
            }
        }

        (string house, string name, string unit) = new StreetLine(_text, street.AsSpan(0, free), new int[free]).Read();
        return new Address(house, name, unit, city, _region, _postcode, _country);
    }

    private readonly ReadOnlySpan<char> Text(int index) => _text.Slice(_tokens[index].Start, _tokens[index].Length);

    private readonly bool StartsPart(int index) => index == 0 || _tokens[index - 1].Part != _tokens[index].Part;

    private readonly string Joined(int from, int to)
    {
        var words = new System.Text.StringBuilder();
        for (int i = from; i < to; i++)
        {
            if (_tokens[i].Taken)
            {
                continue;
            }

            if (words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(Text(i).ToString().Replace('-', ' ').Replace('/', ' '));
        }

        return words.ToString();
    }

    private readonly void Take(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            _tokens[i].Taken = true;
        }
    }

    /// <summary>A country name at the end of the address or as its first or last-but-one part; two-letter codes are regions as often, and are left.</summary>
    private void TakeCountry()
    {
        int end = _tokens.Length;
        for (int last = end; last > 0 && last >= end - 2; last--)
        {
            if (last < end && !_tokens[last].IsNumber && !(_tokens[last - 1].Part != _tokens[last].Part))
            {
                break;
            }

            for (int from = Math.Max(0, last - MaxCountryTokens); from < last; from++)
            {
                if (_tokens[from].Part == _tokens[last - 1].Part && IsCountry(from, last, out string code))
                {
                    _country = code;
                    Take(from, last);
                    return;
                }
            }

            if (last >= 2 && !StartsPart(last - 1) && !_tokens[last - 1].IsNumber && !_tokens[last - 2].IsNumber)
            {
                break;
            }
        }

        for (int from = 0; from < end;)
        {
            int to = from + 1;
            while (to < end && _tokens[to].Part == _tokens[from].Part)
            {
                to++;
            }

            bool leads = from == 0 || (from == 1 && _tokens[0].IsNumber) || to - from > 1;
            if (to < end && leads && to - from <= MaxCountryTokens && IsCountry(from, to, out string leading))
            {
                _country = leading;
                Take(from, to);
                return;
            }

            from = to;
        }
    }

    private readonly bool IsCountry(int from, int to, out string code)
    {
        code = "";
        string name = Joined(from, to);
        bool whole = StartsPart(from) && (to == _tokens.Length || _tokens[to].Part != _tokens[to - 1].Part);
        if (name.Length < 4 && name is not ("usa" or "uae" or "u k" or "uk" or "gbr"))
        {
            return false;
        }

        if (Regions.CodeOf(name, "us").Length > 0 && (_country == "us" || (!whole || HasZip())))
        {
            return false;
        }

        code = Countries.FromFolded(name);
        return code.Length > 0 && (whole || from > 0);
    }

    private readonly bool HasZip()
    {
        int last = _tokens.Length - 1;
        return _tokens[last].IsNumber && Postcodes.Standardise(Text(last).ToString(), "us").Length == 5;
    }

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
        if (pairs && Text(at).Length + Text(end).Length <= 8 && at > 0)
        {
            code = string.Concat(Text(at), Text(end));
            if (IsPair(code, at))
            {
                end++;
                return true;
            }
        }

        string single = Text(at).ToString();
        if (at > 0 && IsUnmistakable(single))
        {
            code = single;
            return true;
        }

        if (!_tokens[at].IsNumber)
        {
            return false;
        }

        code = Postcodes.Standardise(single, _country);
        int digits = Postcodes.CountDigits(code);
        if (digits != code.Length || digits is < 4 or > 10 || (digits < 5 && single.Contains('-')) || StreetLine.OrdinalDigits(single) > 0 || !IsPostcodePlace(at, digits))
        {
            code = "";
            return false;
        }

        return _country.Length == 0 ? digits is 4 or 5 or 6 || single.Contains('-') && digits is 7 or 8 : Postcodes.IsOf(code, _country);
    }

    /// <summary>Two tokens that form a code together: sw1a 2aa, k1a 0b1, 1077 xx; 114 55 in countries that write so.</summary>
    private readonly bool IsPair(string code, int at)
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

    private readonly bool IsUnmistakable(string code) =>
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

    /// <summary>A state or province of us, ca or au right before the postcode or at the end.</summary>
    private void TakeRegion()
    {
        int end = _postcodeAt > 0 && _postcodeEnd >= LastFree() ? _postcodeAt : LastFree();
        while (end > 0 && _tokens[end - 1].Taken)
        {
            end--;
        }

        if (end < 2 || _country is not ("" or "us" or "ca" or "au"))
        {
            return;
        }

        string allowed = _country.Length > 0 ? _country : Postcodes.IsCanadian(_postcode) ? "ca" : _postcode.Length == 5 ? "us" : _postcode.Length == 4 ? "au" : "";
        for (int from = Math.Max(1, end - MaxRegionTokens); from < end; from++)
        {
            string name = Joined(from, end);
            if (_tokens[from].Part != _tokens[end - 1].Part || (_postcode.Length == 0 && !StartsPart(from) && from + 1 < end))
            {
                continue;
            }

            string found = allowed;
            string code = allowed.Length > 0 ? Regions.CodeOf(name, allowed) : Regions.CodeOf(name, out found);
            if (code.Length == 0 || (_postcode.Length == 0 && from + 1 == end && IsStreetEnd(from)))
            {
                continue;
            }

            _region = code;
            _country = _country.Length == 0 ? found : _country;
            Take(from, end);
            return;
        }
    }

    /// <summary>Whether a lone word is rather the end of a street: "12 main ct".</summary>
    private readonly bool IsStreetEnd(int at) => _tokens[at].Is(StreetWordKind.Type | StreetWordKind.Direction | StreetWordKind.WeakType) && !StartsPart(at);

    private readonly int LastFree()
    {
        int end = _tokens.Length;
        while (end > 0 && _tokens[end - 1].Taken)
        {
            end--;
        }

        return end;
    }

    private (int StreetEnd, string City) FindCity()
    {
        int end = LastFree();
        if (_postcodeAt > 0 && _postcodeEnd < end && _tokens[_postcodeEnd].Part == _tokens[_postcodeAt].Part)
        {
            int stop = _postcodeEnd;
            while (stop < end && _tokens[stop].Part == _tokens[_postcodeAt].Part)
            {
                stop++;
            }

            string city = Addresses.StandardiseCity(Joined(_postcodeEnd, stop));
            if (HasStreetBefore(_postcodeAt))
            {
                TakeRegionPart(stop, end);
                return (_postcodeAt, city);
            }

            Take(_postcodeEnd, stop);
            return (end, city);
        }

        int streetPart = StreetPart(end);
        int cityStart = end;
        for (int i = 0; i < end; i++)
        {
            if (_tokens[i].Taken || _tokens[i].Part <= streetPart || !StartsFreePart(i))
            {
                continue;
            }

            int behind = IsStreetRest(i, end) ? SkipUnits(i, end) : i;
            if (behind < end && _tokens[behind].Part == _tokens[i].Part && (behind == i ? !IsStreetRest(i, end) : !_tokens[behind].IsNumber && !HasStreetType(behind)))
            {
                cityStart = behind;
                break;
            }
        }

        if (cityStart < end)
        {
            int stop = cityStart;
            while (stop < end && _tokens[stop].Part == _tokens[cityStart].Part)
            {
                stop++;
            }

            TakeRegionPart(stop, end);
            return (cityStart, Addresses.StandardiseCity(Joined(cityStart, stop)));
        }

        if (_country.Length + _postcode.Length + _region.Length > 0 && IsOnlyName(end))
        {
            return (0, Addresses.StandardiseCity(Joined(0, end)));
        }

        int split = SplitWithoutComma(streetPart, end, out int partEnd);
        string rest = split < partEnd ? Addresses.StandardiseCity(Joined(split, partEnd)) : "";
        Take(split, partEnd);
        return (end, rest.Length > 0 ? rest : CityBefore(streetPart));
    }

    /// <summary>Whether the free tokens are a bare name, so that they name a city: no number, no street type.</summary>
    private readonly bool IsOnlyName(int end)
    {
        for (int i = 0; i < end; i++)
        {
            if (!_tokens[i].Taken && (_tokens[i].IsNumber || Text(i) is "#" || StreetLine.HasStreetSuffix(Text(i)) > 0
                || _tokens[i].Is(StreetWordKind.Type | StreetWordKind.LeadingType | StreetWordKind.MovingType | StreetWordKind.PostBox)))
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool StartsFreePart(int at)
    {
        for (int i = at - 1; i >= 0 && _tokens[i].Part == _tokens[at].Part; i--)
        {
            if (!_tokens[i].Taken)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The free parts behind the city: the last is the region.</summary>
    private void TakeRegionPart(int from, int end)
    {
        if (_region.Length > 0 || from >= end)
        {
            return;
        }

        int start = end - 1;
        while (start > from && _tokens[start - 1].Part == _tokens[end - 1].Part)
        {
            start--;
        }

        if (!_tokens[start].IsNumber)
        {
            _region = Addresses.StandardiseRegion(Joined(start, end), _country.Length == 0 ? "-" : _country);
        }
    }

    /// <summary>The part of the street: the first that starts with a number before words, else the first with a street type, else the first.</summary>
    private readonly int StreetPart(int end)
    {
        int typed = -1;
        int first = -1;
        for (int i = 0; i < end; i++)
        {
            if (_tokens[i].Taken || !StartsFreePart(i))
            {
                continue;
            }

            bool lone = _tokens[i].IsNumber && (i + 1 >= end || _tokens[i + 1].Part != _tokens[i].Part);
            first = first < 0 && !lone ? _tokens[i].Part : first;
            if (_tokens[i].IsNumber && i + 1 < end && _tokens[i + 1].Part == _tokens[i].Part && !_tokens[i + 1].Taken
                && !_tokens[i + 1].Is(StreetWordKind.Floor | StreetWordKind.Unit | StreetWordKind.Building))
            {
                return _tokens[i].Part;
            }

            typed = typed < 0 && HasStreetType(i) ? _tokens[i].Part : typed;
        }

        return typed >= 0 ? typed : first;
    }

    /// <summary>Whether a part behind the street still belongs to it: a unit, a floor, a house number.</summary>
    private readonly bool IsStreetRest(int at, int end)
    {
        bool wordsLeft = false;
        bool number = _tokens[at].IsNumber;
        for (int i = at; i < end && _tokens[i].Part == _tokens[at].Part; i++)
        {
            number |= _tokens[i].IsNumber || Text(i).ContainsAnyInRange('0', '9');
            wordsLeft |= !_tokens[i].IsNumber && !_tokens[i].Is(StreetWordKind.Unit | StreetWordKind.Floor | StreetWordKind.Building | StreetWordKind.HouseMarker
                | StreetWordKind.BareUnit | StreetWordKind.PostBox | StreetWordKind.Number) && Text(i).Length > 2;
        }

        return number || _tokens[at].Is(StreetWordKind.BareUnit | StreetWordKind.Remark) || (!wordsLeft && _tokens[at].Is(StreetWordKind.Unit));
    }

    /// <summary>The nearest part before the street that can name a city: words only, no building.</summary>
    private readonly string CityBefore(int streetPart)
    {
        if (_country.Length + _postcode.Length == 0)
        {
            return "";
        }

        for (int i = _tokens.Length - 1; i >= 0; i--)
        {
            if (_tokens[i].Part >= streetPart || _tokens[i].Taken || !StartsFreePart(i))
            {
                continue;
            }

            int stop = i;
            bool name = true;
            for (; stop < _tokens.Length && _tokens[stop].Part == _tokens[i].Part; stop++)
            {
                name &= !_tokens[stop].IsNumber && Text(stop) is not ("#" or "apartments" or "flats") && !_tokens[stop].Is(StreetWordKind.Type
                    | StreetWordKind.WeakType | StreetWordKind.Building | StreetWordKind.Unit | StreetWordKind.Floor | StreetWordKind.HouseMarker);
            }

            if (name)
            {
                string city = Addresses.StandardiseCity(Joined(i, stop));
                Take(i, stop);
                return city;
            }
        }

        return "";
    }

    /// <summary>Where the city starts in a part that holds street and city: behind the street type, its direction and units, else behind the first name.</summary>
    private readonly int SplitWithoutComma(int part, int end, out int partEnd)
    {
        int from = 0;
        while (from < end && (_tokens[from].Taken || _tokens[from].Part != part))
        {
            from++;
        }

        partEnd = from;
        while (partEnd < end && _tokens[partEnd].Part == part)
        {
            partEnd++;
        }

        if (from >= partEnd)
        {
            return partEnd;
        }

        int name = from;
        bool house = _tokens[name].IsNumber && StreetLine.OrdinalDigits(Text(name)) == 0;
        name += house ? 1 : 0;
        while (name < partEnd && _tokens[name].Is(StreetWordKind.Direction | StreetWordKind.ShortDirection))
        {
            name++;
        }

        bool holdsCity = house && partEnd < _tokens.Length && _tokens[partEnd].Part == part && partEnd - name >= 2;
        int otherwise = partEnd;
        if (holdsCity)
        {
            otherwise = name + 1;
            for (int i = name + 1; i + 1 < partEnd; i++)
            {
                if (_tokens[i].Is(StreetWordKind.WeakType))
                {
                    otherwise = i + 1;
                    break;
                }
            }
        }

        return EndOfTypedStreet(from, partEnd, otherwise);
    }

    private readonly int EndOfTypedStreet(int from, int end, int otherwise)
    {
        for (int i = from + 1; i < end; i++)
        {
            bool suffix = StreetLine.HasStreetSuffix(Text(i)) > 0;
            if (!suffix && (!_tokens[i].Is(StreetWordKind.Type) || IsNameBefore(i, from, end)))
            {
                continue;
            }

            int stop = i + 1;
            while (stop < end && (_tokens[stop].Is(StreetWordKind.Type | StreetWordKind.ShortDirection) || IsShortDirection(stop) || (suffix && _tokens[stop].IsNumber)))
            {
                stop++;
            }

            return SkipUnits(stop, end);
        }

        return _tokens[from].Is(StreetWordKind.LeadingType | StreetWordKind.MovingType) || HasLeadingType(from, end) ? SkipNumber(from, end) : otherwise;
    }

    private readonly bool IsShortDirection(int at) => Text(at).Length == 2 && _tokens[at].Is(StreetWordKind.Direction);

    /// <summary>"st" before a name is saint, and no type directly behind the house number ends a street: "12 court street".</summary>
    private readonly bool IsNameBefore(int at, int from, int end)
    {
        bool leading = at == from + 1 && _tokens[from].IsNumber && StreetLine.OrdinalDigits(Text(from)) == 0;
        return leading && at + 1 < end;
    }

    private readonly bool HasLeadingType(int from, int end) =>
        from + 1 < end && _tokens[from].IsNumber && _tokens[from + 1].Is(StreetWordKind.LeadingType | StreetWordKind.MovingType);

    /// <summary>The street of a leading type runs to its house number, or to the end.</summary>
    private readonly int SkipNumber(int from, int end)
    {
        for (int i = from + 1; i < end; i++)
        {
            if (_tokens[i].IsNumber)
            {
                return i + 1;
            }
        }

        return end;
    }

    private readonly int SkipUnits(int at, int end)
    {
        while (at < end)
        {
            if (at + 1 < end && (_tokens[at].Is(StreetWordKind.Unit | StreetWordKind.Floor | StreetWordKind.Building) || Text(at) is "#")
                && (_tokens[at + 1].IsNumber || Text(at + 1).Length == 1 || Text(at + 1).ContainsAnyInRange('0', '9')))
            {
                at += 2;
            }
            else if (at + 1 < end && _tokens[at].IsNumber && _tokens[at + 1].Is(StreetWordKind.Floor))
            {
                at += 2;
            }
            else if (_tokens[at].IsNumber || _tokens[at].Is(StreetWordKind.BareUnit) || Text(at) is "#")
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }
}
