using System.Globalization;

namespace PartyOrleans.Standardisation;

/// <content>House number and street words.</content>
internal ref partial struct StreetLine
{
    private const int CachedHouses = 2000;
    private static readonly string[] HouseNumbers = [.. Enumerable.Range(0, CachedHouses).Select(static n => n.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A house or unit identifier in its one form: no leading zeros; small numbers share one instance.</summary>
    internal static string House(ReadOnlySpan<char> id)
    {
        while (id.Length > 1 && id[0] == '0' && char.IsAsciiLetterOrDigit(id[1]))
        {
            id = id[1..];
        }

        int number = 0;
        foreach (char c in id)
        {
            if (!char.IsAsciiDigit(c) || number >= CachedHouses)
            {
                return new string(id);
            }

            number = (number * 10) + (c - '0');
        }

        return id.IsEmpty ? "" : number < CachedHouses ? HouseNumbers[number] : new string(id);
    }

    private string ReadStreet(int count)
    {
        int from = 0;
        int to = count;
        if (count > 1 && (_tokens[_order[0]].Is(StreetWordKind.HouseMarker) || Text(_order[0]) is "d") && _tokens[_order[1]].IsNumber)
        {
            from = 1;
        }

        if (!TakeLeadingHouse(ref from, ref to) && _house.Length == 0)
        {
            TakeTrailingHouse(from, ref to);
        }

        return WriteStreet(from, to);
    }

    /// <summary>Whether only types and directions follow, so that a number of up to three digits is the street's name: 51 street.</summary>
    private readonly bool IsNumberedStreet(int from, int to)
    {
        if (from >= to || _tokens[_order[from - 1]].Length > 3 || !_tokens[_order[from]].Is(StreetWordKind.Type))
        {
            return false;
        }

        for (int i = from + 1; i < to; i++)
        {
            if (!_tokens[_order[i]].Is(AnyDirection | StreetWordKind.Type))
            {
                return false;
            }
        }

        return true;
    }

    private bool TakeLeadingHouse(ref int from, ref int to)
    {
        if (to - from < 2 || !_tokens[_order[from]].IsNumber)
        {
            return false;
        }

        int first = _order[from];
        ReadOnlySpan<char> number = Text(first);
        if (OrdinalDigits(number) > 0 || Text(_order[from + 1]) is "and" || (_house.Length > 0 && number.Length > 0) || IsNumberedStreet(from + 1, to))
        {
            return false;
        }

        _house = House(number);
        from++;
        int next = _order[from];
        ReadOnlySpan<char> following = Text(next);
        bool isName = to - from < 2 || _tokens[_order[from + 1]].Is(StreetWordKind.Type);
        if (!isName && following is "1/2" or "1/4" or "3/4")
        {
            _house = $"{_house}-{following}";
            from++;
        }
        else if (!isName && _tokens[next].IsNumber && OrdinalDigits(following) == 0 && following.Length < 6
            && !following.ContainsAnyExceptInRange('0', '9') && !number.ContainsAnyExceptInRange('0', '9'))
        {
            _house = following.SequenceEqual(number) ? _house : $"{_house}-{following}";
            from++;
        }
        else if (!isName && following.Length == 1 && following[0] is >= 'a' and <= 'd' && char.IsAsciiDigit(number[^1]))
        {
            _house = $"{_house}{following}";
            from++;
        }

        TakeTrailingUnit(from, ref to);
        to = EndOfStreet(from, to);
        return true;
    }

    /// <summary>Behind a house number the street ends with its last type and direction; what follows is a city or a landmark.</summary>
    private readonly int EndOfStreet(int from, int to)
    {
        int name = from;
        while (name < to && _tokens[_order[name]].Is(AnyDirection))
        {
            name++;
        }

        if (name >= to || _tokens[_order[name]].Is(StreetWordKind.LeadingType | StreetWordKind.MovingType | StreetWordKind.Type))
        {
            return to;
        }

        int last = to - 1;
        while (last > name && !_tokens[_order[last]].Is(StreetWordKind.Type))
        {
            last--;
        }

        if (last == name || _tokens[_order[last]].Is(StreetWordKind.Numbered))
        {
            return to;
        }

        int end = last + 1;
        while (end < to && _tokens[_order[end]].Is(AnyDirection))
        {
            end++;
        }

        return end < to && (_tokens[_order[end]].IsNumber || _tokens[_order[end]].Length == 1) ? to : end;
    }

    /// <summary>A number behind a whole street is the unit ("1135 s sacramento 1"), of five digits and more a postcode and dropped.</summary>
    private void TakeTrailingUnit(int from, ref int to)
    {
        if (to - from < 2)
        {
            return;
        }

        int last = _order[to - 1];
        AddressToken before = _tokens[_order[to - 2]];
        if (!_tokens[last].IsNumber || IsOrdinal(last) || before.Is(AnyDirection | StreetWordKind.Numbered) || before.IsNumber
            || (to - from == 2 && before.Is(AnyType)) || IsCountyRoad(from, to) || _tokens[_order[from]].Is(StreetWordKind.LeadingType))
        {
            return;
        }

        if (_tokens[last].Length < 5 && _unit.Length == 0)
        {
            _unit = House(Text(last));
        }

        to--;
    }

    private void TakeTrailingHouse(int from, ref int to)
    {
        if (to - from < 2)
        {
            return;
        }

        if (TakeMarkedHouse(from, ref to))
        {
            return;
        }

        int last = _order[to - 1];
        bool letter = to - from > 2 && _tokens[last].Length == 1 && char.IsAsciiLetterLower(_text[_tokens[last].Start])
            && _tokens[_order[to - 2]].IsNumber && !_tokens[last].Is(AnyDirection);
        int at = letter ? to - 2 : to - 1;
        AddressToken number = _tokens[_order[at]];
        AddressToken before = _tokens[_order[at - 1]];
        if (!number.IsNumber || IsOrdinal(_order[at]) || before.Is(StreetWordKind.Numbered | AnyDirection) || Text(_order[at - 1]) is "km"
            || (at - from == 1 && before.Is(AnyType)) || IsCountyRoad(from, at + 1) || number.Length > 9)
        {
            return;
        }

        _house = letter ? House(Text(_order[at])) + _text[_tokens[last].Start] : House(Text(_order[at]));
        to = at;
        if (to - from > 1 && (_tokens[_order[to - 1]].Is(StreetWordKind.HouseMarker) || Text(_order[to - 1]) is "d" or "b" or "n"))
        {
            to--;
        }
    }

    /// <summary>"d 6 str 3" behind a Slavic street: house 6, building 3.</summary>
    private bool TakeMarkedHouse(int from, ref int to)
    {
        for (int i = from + 1; i + 1 < to; i++)
        {
            if (!_tokens[_order[i + 1]].IsNumber || !(_tokens[_order[i]].Is(StreetWordKind.HouseMarker) || Text(_order[i]) is "d"))
            {
                continue;
            }

            _house = House(Text(_order[i + 1]));
            if (i + 3 < to && _tokens[_order[i + 3]].IsNumber && Text(_order[i + 2]) is "str" or "k" && _building.Length == 0)
            {
                _building = House(Text(_order[i + 3]));
            }

            to = i;
            return true;
        }

        return false;
    }

    /// <summary>"county road 12": the number is the road's own.</summary>
    private readonly bool IsCountyRoad(int from, int to) =>
        to - from >= 3 && Text(_order[to - 2]) is "road" or "rd" && Text(_order[to - 3]) is "county" or "state" or "township" or "forest" or "market" or "ranch";

    private readonly string WriteStreet(int from, int to)
    {
        if (to <= from)
        {
            return "";
        }

        int bound = 16 * (to - from);
        for (int i = from; i < to; i++)
        {
            bound += _tokens[_order[i]].Length;
        }

        Span<char> street = bound <= 256 ? stackalloc char[256] : new char[bound];
        int length = 0;
        int start = from;
        if (to - from > 1 && _tokens[_order[from]].Is(StreetWordKind.MovingType))
        {
            start++;
        }

        for (int i = start; i < to; i++)
        {
            Separate(street, ref length);
            i += WriteWord(i, start, to, street, ref length);
        }

        if (start > from)
        {
            Separate(street, ref length);
            Write(StreetWords.At(_tokens[_order[from]].Word).Canonical, street, ref length);
        }

        return new string(street[..length]);
    }

    /// <summary>Writes one word and says how many further words it took in.</summary>
    private readonly int WriteWord(int i, int from, int to, Span<char> street, ref int length)
    {
        AddressToken token = _tokens[_order[i]];
        ReadOnlySpan<char> text = Text(_order[i]);
        if (token.Word < 0)
        {
            int digits = token.IsNumber ? OrdinalDigits(text) : 0;
            int stem = token.IsNumber ? 0 : HasStreetSuffix(text);
            Write(digits > 0 ? text[..digits] : stem > 0 ? text[..stem] : text, street, ref length);
            if (stem > 0)
            {
                Write(" street", street, ref length);
            }

            return 0;
        }

        StreetWord word = StreetWords.At(token.Word);
        if (word.Is(StreetWordKind.Number) && TensWithUnit(i, to, word, out int number))
        {
            number.TryFormat(street[length..], out int written, default, CultureInfo.InvariantCulture);
            length += written;
            return 1;
        }

        Write(word.Is(StreetWordKind.ShortDirection) ? (IsDirectionAt(i, from, to) ? word.Canonical : text)
            : text is "st" or "dr" ? Ambiguous(text, i, from, to)
            : text is "cl" or "cr" && i == from && to - from > 1 ? (text is "cl" ? "calle" : "carrera")
            : word.Is(AnyType | StreetWordKind.Direction | StreetWordKind.Number) ? word.Canonical
            : text, street, ref length);
        return 0;
    }

    private readonly bool TensWithUnit(int i, int to, StreetWord word, out int number)
    {
        number = int.Parse(word.Canonical, CultureInfo.InvariantCulture);
        if (number < 20 || i + 1 >= to || !_tokens[_order[i + 1]].Is(StreetWordKind.Number))
        {
            return false;
        }

        int unit = int.Parse(StreetWords.At(_tokens[_order[i + 1]].Word).Canonical, CultureInfo.InvariantCulture);
        number += unit;
        return unit < 10;
    }

    /// <summary>A single letter is a direction at either end, but not beside a lone type: "e street", "avenue s".</summary>
    private readonly bool IsDirectionAt(int i, int from, int to)
    {
        if (to - from < 2 || (i != from && i != to - 1))
        {
            return false;
        }

        int neighbour = i == from ? i + 1 : i - 1;
        return to - from > 2 || !_tokens[_order[neighbour]].Is(StreetWordKind.Type | StreetWordKind.LeadingType);
    }

    /// <summary>"st" and "dr" before a name are saint and doctor, behind one street and drive.</summary>
    private readonly ReadOnlySpan<char> Ambiguous(ReadOnlySpan<char> text, int i, int from, int to)
    {
        bool precedes = i + 1 < to && !_tokens[_order[i + 1]].IsNumber && !_tokens[_order[i + 1]].Is(StreetWordKind.Type | AnyDirection);
        return text is "st" ? (precedes ? "saint" : "street") : precedes ? "doctor" : "drive";
    }

    /// <summary>The stem's length of a joined German or Dutch street name (hauptstrasse, hauptstr, kerkstraat), or 0.</summary>
    internal static int HasStreetSuffix(ReadOnlySpan<char> word)
    {
        if (word.Length < 6 || word.IndexOf("str", StringComparison.Ordinal) < 3)
        {
            return 0;
        }

        int cut = word.EndsWith("strasse", StringComparison.Ordinal) ? 7
            : word.EndsWith("strase", StringComparison.Ordinal) || word.EndsWith("straat", StringComparison.Ordinal) ? 6
            : word.EndsWith("str", StringComparison.Ordinal) ? 3
            : 0;
        return cut > 0 && word.Length - cut >= 3 ? word.Length - cut : 0;
    }

    private static void Separate(Span<char> to, ref int length)
    {
        if (length > 0)
        {
            to[length++] = ' ';
        }
    }

    private static void Write(ReadOnlySpan<char> text, Span<char> to, ref int length)
    {
        text.CopyTo(to[length..]);
        length += text.Length;
    }
}
