namespace PartyOrleans.Standardisation;

/// <content>The city: behind the postcode, in the part behind the street, or before it.</content>
internal ref partial struct FullAddress
{
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
}
