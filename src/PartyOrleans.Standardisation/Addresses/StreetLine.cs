namespace PartyOrleans.Standardisation;

/// <summary>
/// Reads house, street and unit from the tokens of one street line. Works in the order: post box, units, remarks, the part that holds
/// the street, house number, street words; each step marks the tokens it has used up.
/// </summary>
internal ref partial struct StreetLine
{
    private const StreetWordKind AnyType = StreetWordKind.Type | StreetWordKind.WeakType | StreetWordKind.LeadingType | StreetWordKind.MovingType;
    private const StreetWordKind AnyDirection = StreetWordKind.Direction | StreetWordKind.ShortDirection;

    private readonly ReadOnlySpan<char> _text;
    private readonly Span<AddressToken> _tokens;
    private readonly Span<int> _order;
    private string _house = "";
    private string _building = "";
    private string _floor = "";
    private string _unit = "";
    private int _hash = -1;

    /// <summary>Binds the reader to cut tokens; <paramref name="order"/> is scratch space of the same length.</summary>
    public StreetLine(ReadOnlySpan<char> text, Span<AddressToken> tokens, Span<int> order)
    {
        _text = text;
        _tokens = tokens;
        _order = order;
    }

    /// <summary>Reads the line.</summary>
    public (string House, string Street, string Unit) Read()
    {
        if (_tokens.IsEmpty)
        {
            return ("", "", "");
        }

        string box = TakePostBox(out int boxAt);
        TakeUnits();
        TakeRemarks();
        int count = TakeStreetPart();
        string street = ReadStreet(count);
        if (boxAt >= 0)
        {
            if (_house.Length == 0 || street.Length == 0)
            {
                return (box, "po box", Unit());
            }

            _unit = _unit.Length > 0 || box.Length == 0 ? _unit : "po box " + box;
        }

        if (_house.Length == 0 && _building.Length > 0 && street.Length > 0)
        {
            _house = _building;
            _building = "";
        }

        if (_house.Length == 0 && _hash >= 0 && street.Length > 0 && IsFirst(_hash))
        {
            _house = _unit;
            _unit = "";
        }

        return (_house, street, Unit());
    }

    private readonly string Unit()
    {
        if (_building.Length == 0 && _floor.Length == 0)
        {
            return _unit;
        }

        string unit = _building.Length == 0 ? "" : "building " + _building;
        unit = _floor.Length == 0 ? unit : unit.Length == 0 ? "floor " + _floor : unit + " floor " + _floor;
        return _unit.Length == 0 ? unit : unit + " " + _unit;
    }

    private readonly bool IsFirst(int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (_tokens[i].IsNumber)
            {
                return false;
            }
        }

        return true;
    }

    private readonly ReadOnlySpan<char> Text(int index) => _text.Slice(_tokens[index].Start, _tokens[index].Length);

    private readonly bool IsTogether(int a, int b) => b < _tokens.Length && !_tokens[b].Taken && _tokens[a].Part == _tokens[b].Part;

    private readonly bool IsOrdinal(int index) => OrdinalDigits(Text(index)) > 0;

    /// <summary>How many digits an ordinal like 51st starts with; 0 where it is none.</summary>
    internal static int OrdinalDigits(ReadOnlySpan<char> word) =>
        word.Length >= 3 && char.IsAsciiDigit(word[0]) && char.IsAsciiDigit(word[^3]) && word[^2..] is "st" or "nd" or "rd" or "th"
            && !word[..^2].ContainsAnyExceptInRange('0', '9')
            ? word.Length - 2
            : 0;

    private string TakePostBox(out int at)
    {
        for (int i = 0; i < _tokens.Length; i++)
        {
            if (!_tokens[i].Is(StreetWordKind.PostBox))
            {
                continue;
            }

            int from = i;
            int next = i + 1;
            bool named = Text(i) is "pobox";
            if (i > 0 && Text(i) is "box" && (Text(i - 1) is "po" or "gpo" or "office" or "o" or "postal"))
            {
                named = true;
                from = Text(i - 1) is "o" or "office" && i > 1 ? i - 2 : i - 1;
            }

            while (next < _tokens.Length && Text(next) is "postal" or "postale" or "no" or "nr" or "#")
            {
                next++;
            }

            bool numbered = next < _tokens.Length && _tokens[next].IsNumber && _tokens[next].Part == _tokens[i].Part;
            if (!named && !(numbered && (i == 0 || Text(i) is not ("box" or "bp"))))
            {
                continue;
            }

            at = from;
            int end = numbered ? next + 1 : i + 1;
            for (int k = from; k < end; k++)
            {
                _tokens[k].Taken = true;
            }

            return numbered ? House(Text(next)) : "";
        }

        at = -1;
        return "";
    }

    private void TakeUnits()
    {
        for (int i = 0; i < _tokens.Length; i++)
        {
            AddressToken token = _tokens[i];
            if (token.Taken)
            {
                continue;
            }

            if (token.Is(StreetWordKind.Unit) || (token.Length == 1 && _text[token.Start] == '#'))
            {
                TakeUnit(i);
            }
            else if (token.Is(StreetWordKind.Floor))
            {
                TakeFloor(i);
            }
            else if (token.Is(StreetWordKind.Building) && (!token.Is(StreetWordKind.Type) || i == 0 || _tokens[i - 1].Part != token.Part))
            {
                if (IsTogether(i, i + 1) && IsIdentifier(i + 1) && OrdinalDigits(Text(i + 1)) == 0)
                {
                    _building = _building.Length == 0 ? House(Text(i + 1)) : _building;
                    Take(i, i + 1);
                }
            }
            else if (token.Is(StreetWordKind.BareUnit) && (!IsTogether(i, i + 1) || _tokens[i + 1].Is(StreetWordKind.Unit)) && _tokens.Length > 1)
            {
                _unit = _unit.Length == 0 ? StreetWords.At(token.Word).Canonical : _unit;
                Take(i, IsTogether(i, i + 1) ? i + 1 : i);
            }
        }
    }

    private void TakeUnit(int at)
    {
        int next = at + 1;
        while (IsTogether(at, next) && (Text(next) is "#" || _tokens[next].Is(StreetWordKind.HouseMarker)))
        {
            next++;
        }

        bool hash = Text(at) is "#";
        if (!IsTogether(at, next) || !(IsIdentifier(next) || hash) || OrdinalDigits(Text(next)) > 0)
        {
            if (hash)
            {
                _tokens[at].Taken = true;
            }

            return;
        }

        ReadOnlySpan<char> id = Text(next);
        int slash = id.IndexOf('/');
        if (slash > 0 && slash + 1 < id.Length && IsTogether(next, next + 1) && !_tokens[next + 1].IsNumber)
        {
            _unit = House(id[..slash]);
            _tokens[next].Start += slash + 1;
            _tokens[next].Length -= slash + 1;
            Take(at, next - 1);
            return;
        }

        if (_unit.Length == 0)
        {
            _unit = House(id);
            _hash = hash ? at : _hash;
        }

        Take(at, next);
    }

    private void TakeFloor(int at)
    {
        if (at > 0 && _tokens[at - 1].Part == _tokens[at].Part && !_tokens[at - 1].Taken)
        {
            AddressToken before = _tokens[at - 1];
            ReadOnlySpan<char> word = Text(at - 1);
            int digits = OrdinalDigits(word);
            if (digits > 0 || before.Is(StreetWordKind.Number) || (before.IsNumber && at > 2 && before.Length <= 3)
                || word is "lower" or "upper" or "ground" or "main" or "top")
            {
                _floor = digits > 0 ? House(word[..digits]) : before.Is(StreetWordKind.Number) ? StreetWords.At(before.Word).Canonical : House(word);
                Take(at - 1, at);
                return;
            }
        }

        if (IsTogether(at, at + 1) && _tokens[at + 1].Length <= 4 && (_tokens[at + 1].IsNumber || Text(at + 1) is "lower" or "upper" or "ground" or "main" or "top"))
        {
            _floor = House(Text(at + 1));
            Take(at, at + 1);
        }
    }

    /// <summary>A number, a letter with digits (b12) or one letter.</summary>
    private readonly bool IsIdentifier(int index)
    {
        ReadOnlySpan<char> word = Text(index);
        return _tokens[index].IsNumber || (word.Length == 1 && char.IsAsciiLetterLower(word[0])) || word.ContainsAnyInRange('0', '9');
    }

    private void Take(int from, int to)
    {
        for (int i = from; i <= to; i++)
        {
            _tokens[i].Taken = true;
        }
    }

    /// <summary>Drops "between hester and grand sts" and the like after a street, and parts that start so.</summary>
    private void TakeRemarks()
    {
        for (int i = 1; i < _tokens.Length; i++)
        {
            if (_tokens[i].Is(StreetWordKind.Remark) && !_tokens[i].Taken
                && (_tokens[i - 1].Part != _tokens[i].Part
                    || (i > 1 && (_tokens[i - 1].IsNumber || _tokens[i - 1].Length == 1 || _tokens[i - 1].Is(AnyType | AnyDirection)
                        || (_tokens[0].IsNumber && Text(i) is "between" or "btwn" or "near" or "opposite")))))
            {
                int part = _tokens[i].Part;
                for (; i < _tokens.Length && _tokens[i].Part == part; i++)
                {
                    _tokens[i].Taken = true;
                }
            }
        }
    }

    /// <summary>Chooses the part that holds the street, lists its free tokens in order, and takes a house number that stands in a part of its own.</summary>
    private int TakeStreetPart()
    {
        int chosen = ChooseStreetPart();
        int count = 0;
        int seen = 0;
        for (int i = 0; i < _tokens.Length; i++)
        {
            if (_tokens[i].Taken)
            {
                continue;
            }

            if (_tokens[i].Part == chosen)
            {
                _order[count++] = i;
            }
            else if (_tokens[i].IsNumber && !IsOrdinal(i) && _house.Length == 0 && _tokens[i].Length <= 9 && IsHousePart(i) && ++seen == 1)
            {
                _house = House(Text(i));
            }
        }

        if (_house.Length > 0 && count > 1 && _tokens[_order[0]].IsNumber && !IsOrdinal(_order[0]) && !IsNumberedStreet(1, count))
        {
            _house = "";
        }

        return count;
    }

    /// <summary>Whether the number stands alone in its part, or behind a word that announces a house number.</summary>
    private readonly bool IsHousePart(int index)
    {
        int part = _tokens[index].Part;
        bool before = index > 0 && _tokens[index - 1].Part == part && !_tokens[index - 1].Taken;
        bool after = IsTogether(index, index + 1);
        return before
            ? (_tokens[index - 1].Is(StreetWordKind.HouseMarker) || Text(index - 1) is "d" or "b") && (index < 2 || _tokens[index - 2].Part != part)
            : !after && PostcodeDigits(index) < 5;
    }

    private readonly int PostcodeDigits(int index) => Postcodes.CountDigits(Text(index)) == _tokens[index].Length ? _tokens[index].Length : 0;

    private readonly int ChooseStreetPart()
    {
        int best = -1;
        int bestRank = -1;
        for (int i = 0; i < _tokens.Length;)
        {
            int part = _tokens[i].Part;
            int words = 0;
            int free = 0;
            bool leadingNumber = false;
            bool typed = false;
            for (; i < _tokens.Length && _tokens[i].Part == part; i++)
            {
                if (_tokens[i].Taken)
                {
                    continue;
                }

                leadingNumber |= free == 0 && _tokens[i].IsNumber;
                words += _tokens[i].IsNumber ? 0 : 1;
                typed |= _tokens[i].Is(StreetWordKind.Type | StreetWordKind.LeadingType | StreetWordKind.MovingType) || HasStreetSuffix(Text(i)) > 0;
                free++;
            }

            int rank = free == 0 ? -1 : words == 0 ? 0 : leadingNumber ? 4 : typed ? 3 : 1;
            if (rank > bestRank)
            {
                bestRank = rank;
                best = part;
            }
        }

        return best;
    }
}
