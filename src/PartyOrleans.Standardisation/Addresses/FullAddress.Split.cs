namespace PartyOrleans.Standardisation;

/// <content>Where street and city meet in one part.</content>
internal ref partial struct FullAddress
{
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
