namespace PartyOrleans.Standardisation;

/// <summary>
/// Reads the tokens of a whole address. Country, postcode and region are taken from the end; the postcode divides street and city where
/// it stands between them, else commas do, else the street type.
/// </summary>
internal ref partial struct FullAddress
{
    private const int MaxCountryTokens = 7;
    private const int MaxRegionTokens = 3;

    /// <summary>Characters, or tokens, of a stretch of an address that are written without allocating.</summary>
    private const int StackLength = 64;

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
        Span<AddressToken> street = _tokens.Length <= StackLength ? stackalloc AddressToken[StackLength] : new AddressToken[_tokens.Length];
        for (int i = 0; i < streetEnd; i++)
        {
            if (!_tokens[i].Taken)
            {
                street[free++] = _tokens[i];
            }
        }

        Span<int> order = free <= StackLength ? stackalloc int[StackLength] : new int[free];
        (string house, string name, string unit) = new StreetLine(_text, street[..free], order).Read();
        return new Address(house, name, unit, city, _region, _postcode, _country);
    }

    private readonly ReadOnlySpan<char> Text(int index) => _text.Slice(_tokens[index].Start, _tokens[index].Length);

    private readonly bool StartsPart(int index) => index == 0 || _tokens[index - 1].Part != _tokens[index].Part;

    private readonly string Joined(int from, int to)
    {
        Span<char> room = LengthOf(from, to) <= StackLength ? stackalloc char[StackLength] : new char[LengthOf(from, to)];
        return new string(Join(from, to, room));
    }

    /// <summary>Characters that joining tokens takes at most.</summary>
    private readonly int LengthOf(int from, int to) =>
        to <= from ? 0 : _tokens[to - 1].Start + _tokens[to - 1].Length - _tokens[from].Start + to - from;

    /// <summary>Writes the free tokens with a space between each two and instead of hyphens and slashes; room as <see cref="LengthOf"/> tells.</summary>
    private readonly ReadOnlySpan<char> Join(int from, int to, Span<char> room)
    {
        int length = 0;
        for (int i = from; i < to; i++)
        {
            if (_tokens[i].Taken)
            {
                continue;
            }

            if (length > 0)
            {
                room[length++] = ' ';
            }

            foreach (char c in Text(i))
            {
                room[length++] = c is '-' or '/' ? ' ' : c;
            }
        }

        return room[..length];
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
        Span<char> room = LengthOf(from, to) <= StackLength ? stackalloc char[StackLength] : new char[LengthOf(from, to)];
        ReadOnlySpan<char> name = Join(from, to, room);
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
        Span<char> room = Text(last).Length <= StackLength ? stackalloc char[StackLength] : new char[Text(last).Length];
        return _tokens[last].IsNumber && Postcodes.Standardise(Text(last), "us", room).Length == 5;
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
        int first = Math.Max(1, end - MaxRegionTokens);
        Span<char> room = LengthOf(first, end) <= StackLength ? stackalloc char[StackLength] : new char[LengthOf(first, end)];
        for (int from = first; from < end; from++)
        {
            ReadOnlySpan<char> name = Join(from, end, room);
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
}
