using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// Standardises a source record and encodes it as a row of value ids. The row's content is a pure function of the record;
/// only the ids depend on the order of arrival. One encoder per thread: it remembers what it standardised.
/// </summary>
public sealed class RecordEncoder
{
    private const int CacheEntries = 1 << 17;

    private readonly Vocabulary _vocabulary;
    private readonly RecordTable _table;
    private readonly ValueCache<(int First, int Second)> _given;
    private readonly ValueCache<(int First, int Second)> _family;
    private readonly ValueCache<int> _cities;
    private readonly ValueCache<int> _units;
    private readonly ValueCache<int> _houses;
    private readonly ValueCache<(int Name, int TradingName)> _organisations;
    private readonly ValueCache<DateReadings> _dates;
    private readonly ValueCache<string> _countries;
    private readonly ValueCache<string> _regions;
    private readonly Parts _first = new();
    private readonly List<Parts> _parts = [];
    private readonly List<string> _aliases = [];
    private readonly List<int> _dateIds = [];
    private readonly List<int> _phones = [];
    private readonly List<int> _emails = [];
    private readonly List<int> _identifiers = [];
    private readonly List<int> _websites = [];
    private readonly List<NameParts> _names = [];
    private readonly List<AddressParts> _addresses = [];
    private readonly List<int> _organisationIds = [];
    private readonly List<string> _rawPhones = [];

    /// <summary>Makes an encoder that writes to the table.</summary>
    public RecordEncoder(Vocabulary vocabulary, RecordTable table)
    {
        _vocabulary = vocabulary;
        _table = table;
        _given = new(raw =>
        {
            (string given, string middle) = PersonNames.SplitGiven(raw);
            return (_vocabulary.Names.Intern(given), _vocabulary.Names.Intern(middle));
        });
        _family = new(raw =>
        {
            (string family, string suffix) = PersonNames.SplitFamily(raw);
            return (_vocabulary.Names.Intern(family), RecordFlags.CodeOfSuffix(suffix));
        });
        _cities = new(raw => _vocabulary.Cities.Intern(Addresses.StandardiseCity(raw)));
        _units = new(raw => _vocabulary.Units.Intern(Addresses.StandardiseUnit(raw)));
        _houses = new(raw => _vocabulary.Houses.Intern(Addresses.StandardiseHouse(raw)));
        _organisations = new(raw => InternOrganisation(OrganisationNames.Parse(raw)));
        _dates = new(raw => Dates.Parse(raw));
        _countries = new(Countries.ToIso2);
        _regions = new(raw => Addresses.StandardiseRegion(raw));
    }

    /// <summary>Encodes a record into a row of the table, which must be clear.</summary>
    public void Encode(SourceRecord record, int row)
    {
        Collect(record);
        Span<int> values = _table.Row(row);
        string country = CountryOf();
        PartyType type = TypeOf();
        int suffix = EncodeNames(type);
        string region = EncodeAddresses(country);
        if (country.Length == 0 && _addresses.Count > 0 && _addresses[0].Postcode != 0)
        {
            country = Countries.GuessFromPostcode(_vocabulary.Postcodes.TextOf(_addresses[0].Postcode));
        }

        foreach (string phone in _rawPhones)
        {
            AddDistinct(_phones, _vocabulary.Phones.Intern(Phones.MatchKey(Phones.Standardise(phone, country))));
        }

        values[(int)Slot.Flags] = RecordFlags.Of(type, _first.Gender, suffix, country, region).Packed;
        if (_names.Count > 0)
        {
            (values[(int)Slot.Given], values[(int)Slot.Middle], values[(int)Slot.Family]) = _names[0];
        }

        if (_addresses.Count > 0)
        {
            (values[(int)Slot.House], values[(int)Slot.Street], values[(int)Slot.Unit], values[(int)Slot.City], values[(int)Slot.Postcode]) =
                _addresses[0];
        }

        values[(int)Slot.Date] = First(_dateIds);
        values[(int)Slot.Phone] = First(_phones);
        values[(int)Slot.Email] = First(_emails);
        values[(int)Slot.Identifier] = First(_identifiers);
        values[(int)Slot.Organisation] = First(_organisationIds);
        values[(int)Slot.Website] = First(_websites);
        Sign(row, values);
        if (_names.Count > 1 || _addresses.Count > 1 || _dateIds.Count > 1 || _phones.Count > 1 || _emails.Count > 1
            || _identifiers.Count > 1 || _organisationIds.Count > 1 || _websites.Count > 1)
        {
            values[(int)Slot.Extras] = _table.AddExtras(new RecordExtras(
                [.. _names], [.. _addresses], [.. _dateIds], [.. _phones], [.. _emails], [.. _identifiers], [.. _organisationIds], [.. _websites]));
        }
    }

    private void Sign(int row, ReadOnlySpan<int> values)
    {
        Span<ulong> signatures = _table.Signatures(row);
        signatures[(int)Signature.Phone] = _vocabulary.Phones.SignatureOf(values[(int)Slot.Phone]);
        signatures[(int)Signature.Postcode] = _vocabulary.Postcodes.SignatureOf(values[(int)Slot.Postcode]);
        signatures[(int)Signature.EmailLocal] = _vocabulary.Emails.SignatureOf(values[(int)Slot.Email]);
        signatures[(int)Signature.Street] = _vocabulary.Streets.SignatureOf(values[(int)Slot.Street]);
    }

    private static int First(List<int> values) => values.Count == 0 ? 0 : values[0];

    private static void AddDistinct(List<int> values, int value)
    {
        if (value != 0 && !values.Contains(value))
        {
            values.Add(value);
        }
    }

    private void Collect(SourceRecord record)
    {
        _first.Clear();
        _parts.Clear();
        _parts.Add(_first);
        _aliases.Clear();
        _dateIds.Clear();
        _phones.Clear();
        _rawPhones.Clear();
        _emails.Clear();
        _identifiers.Clear();
        _websites.Clear();
        foreach (AttributeValue value in record.Values)
        {
            Parts parts = value.Group == 0 ? _first : PartsOf(value.Group);
            switch (value.Attribute)
            {
                case Attributes.NameGiven: Set(ref parts.Given, value.Value, parts); break;
                case Attributes.NameFamily: Set(ref parts.Family, value.Value, parts); break;
                case Attributes.NameMiddle: Set(ref parts.Middle, value.Value, parts); break;
                case Attributes.NameFull: Set(ref parts.Full, value.Value, parts); break;
                case Attributes.NameOrganisation: Set(ref parts.Organisation, value.Value, parts); break;
                case Attributes.NameSuffix: parts.Suffix ??= value.Value; break;
                case Attributes.NameAlias: _aliases.Add(value.Value); break;
                case Attributes.AddressStreet: Set(ref parts.Street, value.Value, parts); break;
                case Attributes.AddressHouse: Set(ref parts.House, value.Value, parts); break;
                case Attributes.AddressUnit: parts.Unit ??= value.Value; break;
                case Attributes.AddressCity: Set(ref parts.City, value.Value, parts); break;
                case Attributes.AddressRegion: parts.Region ??= value.Value; break;
                case Attributes.AddressPostcode: Set(ref parts.Postcode, value.Value, parts); break;
                case Attributes.AddressCountry: parts.Country ??= value.Value; break;
                case Attributes.AddressFull: Set(ref parts.Address, value.Value, parts); break;
                case Attributes.DateBirth:
                case Attributes.DateRegistration:
                    DateReadings readings = _dates.Get(value.Value);
                    AddDistinct(_dateIds, readings.First);
                    AddDistinct(_dateIds, readings.Second);
                    break;
                case Attributes.Phone: _rawPhones.Add(value.Value); break;
                case Attributes.Email: AddDistinct(_emails, _vocabulary.Emails.Intern(Emails.Standardise(value.Value))); break;
                case Attributes.Website: AddDistinct(_websites, _vocabulary.Websites.Intern(Websites.Standardise(value.Value))); break;
                case Attributes.Gender: _first.Gender = _first.Gender == '\0' ? Genders.Standardise(value.Value) : _first.Gender; break;
                case Attributes.PartyType: _first.Type ??= value.Value; break;
                case Attributes.Country: _first.PartyCountry ??= value.Value; break;
                default:
                    if (value.Attribute.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal))
                    {
                        AddIdentifier(value.Attribute[Attributes.IdentifierPrefix.Length..], value.Value);
                    }

                    break;
            }
        }
    }

    private void AddIdentifier(string type, string raw)
    {
        StandardIdentifier identifier = Identifiers.Standardise(type, raw);
        if (identifier.Value.Length > 0)
        {
            AddDistinct(_identifiers, _vocabulary.Identifiers.Intern($"{identifier.Type}:{identifier.Value}"));
        }
    }

    /// <summary>Sets a part, or starts a variant of the group where it is set already.</summary>
    private void Set(ref string? part, string value, Parts parts)
    {
        if (part is null)
        {
            part = value;
        }
        else if (!string.Equals(part, value, StringComparison.Ordinal))
        {
            string was = part;
            part = value;
            Parts variant = parts.Copy();
            part = was;
            _parts.Add(variant);
        }
    }

    private Parts PartsOf(int group)
    {
        foreach (Parts parts in _parts)
        {
            if (parts.Group == group)
            {
                return parts;
            }
        }

        var added = new Parts { Group = group };
        _parts.Add(added);
        return added;
    }

    private string CountryOf()
    {
        foreach (Parts parts in _parts)
        {
            if (parts.Country is not null && _countries.Get(parts.Country) is { Length: > 0 } country)
            {
                return country;
            }
        }

        return _first.PartyCountry is null ? "" : _countries.Get(_first.PartyCountry);
    }

    private PartyType TypeOf()
    {
        if (_first.Type is { Length: > 0 } said)
        {
            switch (char.ToLowerInvariant(said[0]))
            {
                case 'p' or 'i' or 'n':
                    return PartyType.Person;
                case 'o' or 'c' or 'l' or 'b':
                    return PartyType.Organisation;
            }
        }

        bool organisation = false;
        foreach (Parts parts in _parts)
        {
            if (parts.Given is not null || parts.Family is not null)
            {
                return PartyType.Person;
            }

            organisation |= parts.Organisation is not null || (parts.Full is not null && OrganisationNames.LooksLikeOrganisation(parts.Full));
        }

        return organisation ? PartyType.Organisation : PartyType.Person;
    }

    private int EncodeNames(PartyType type)
    {
        _names.Clear();
        _organisationIds.Clear();
        int suffix = 0;
        foreach (Parts parts in _parts)
        {
            int stated = parts.Suffix is null ? 0 : RecordFlags.CodeOfSuffix(PersonNames.StandardiseSuffix(parts.Suffix));
            if (parts.Given is not null || parts.Family is not null || parts.Middle is not null)
            {
                (int given, int spilled) = parts.Given is null ? default : _given.Get(parts.Given);
                (int family, int ending) = parts.Family is null ? default : _family.Get(parts.Family);
                int middle = parts.Middle is null ? spilled : _vocabulary.Names.Intern(PersonNames.StandardiseMiddle(parts.Middle));
                AddName(new NameParts(given, middle, family));
                stated = stated == 0 ? ending : stated;
            }

            if (parts.Organisation is not null)
            {
                AddOrganisation(parts.Organisation);
            }

            if (parts.Full is not null)
            {
                int ending = AddFull(parts.Full, type);
                stated = stated == 0 ? ending : stated;
            }

            suffix = suffix == 0 ? stated : suffix;
        }

        foreach (string alias in _aliases)
        {
            AddFull(alias, type);
        }

        return suffix;
    }

    private int AddFull(string full, PartyType type)
    {
        if (type == PartyType.Organisation)
        {
            AddOrganisation(full);
            return 0;
        }

        PersonName name = PersonNames.Parse(full);
        AddName(new NameParts(
            _vocabulary.Names.Intern(name.Given), _vocabulary.Names.Intern(name.Middle), _vocabulary.Names.Intern(name.Family)));
        return RecordFlags.CodeOfSuffix(name.Suffix);
    }

    private void AddName(NameParts name)
    {
        if (name != default && !_names.Contains(name))
        {
            _names.Add(name);
        }
    }

    private void AddOrganisation(string raw)
    {
        (int name, int tradingName) = _organisations.Get(raw);
        AddDistinct(_organisationIds, name);
        AddDistinct(_organisationIds, tradingName);
    }

    private (int Name, int TradingName) InternOrganisation(OrganisationName name) => (
        name.Core.Length == 0 ? 0 : _vocabulary.Organisations.Intern($"{name.Core}\t{name.LegalForm}"),
        name.TradingAs.Length == 0 ? 0 : _vocabulary.Organisations.Intern(name.TradingAs + "\t"));

    private string EncodeAddresses(string country)
    {
        _addresses.Clear();
        string region = "";
        foreach (Parts parts in _parts)
        {
            if (parts.Address is not null)
            {
                Address address = Addresses.Parse(parts.Address, country);
                AddAddress(new AddressParts(
                    _vocabulary.Houses.Intern(address.House), _vocabulary.Streets.Intern(address.Street), _vocabulary.Units.Intern(address.Unit),
                    parts.City is null ? _vocabulary.Cities.Intern(address.City) : _cities.Get(parts.City),
                    parts.Postcode is null
                        ? _vocabulary.Postcodes.Intern(address.Postcode)
                        : _vocabulary.Postcodes.Intern(Addresses.StandardisePostcode(parts.Postcode, country))));
                region = region.Length == 0 ? address.Region : region;
            }
            else if (parts.Street is not null || parts.City is not null || parts.Postcode is not null || parts.House is not null)
            {
                (string house, string street, string unit) = parts.Street is null ? ("", "", "") : Addresses.ParseStreetLine(parts.Street);
                AddAddress(new AddressParts(
                    parts.House is null ? _vocabulary.Houses.Intern(house) : _houses.Get(parts.House),
                    _vocabulary.Streets.Intern(street),
                    parts.Unit is null ? _vocabulary.Units.Intern(unit) : _units.Get(parts.Unit),
                    parts.City is null ? 0 : _cities.Get(parts.City),
                    parts.Postcode is null ? 0 : _vocabulary.Postcodes.Intern(Addresses.StandardisePostcode(parts.Postcode, country))));
            }

            if (region.Length == 0 && parts.Region is not null)
            {
                region = _regions.Get(parts.Region);
            }
        }

        return region;
    }

    private void AddAddress(AddressParts address)
    {
        if (address != default && !_addresses.Contains(address))
        {
            _addresses.Add(address);
        }
    }

    /// <summary>The raw parts of one name and one address of a record.</summary>
    private sealed class Parts
    {
        public int Group;
        public string? Given;
        public string? Family;
        public string? Middle;
        public string? Suffix;
        public string? Full;
        public string? Organisation;
        public string? House;
        public string? Street;
        public string? Unit;
        public string? City;
        public string? Region;
        public string? Postcode;
        public string? Country;
        public string? Address;
        public string? Type;
        public string? PartyCountry;
        public char Gender;

        public void Clear()
        {
            Given = Family = Middle = Suffix = Full = Organisation = House = Street = Unit = City = Region = null;
            Postcode = Country = Address = Type = PartyCountry = null;
            Gender = '\0';
        }

        public Parts Copy()
        {
            var copy = (Parts)MemberwiseClone();
            copy.Group = -1;
            return copy;
        }
    }

    /// <summary>Remembers what was made of a raw value; emptied when full.</summary>
    private sealed class ValueCache<T>(Func<string, T> make)
    {
        private readonly Dictionary<string, T> _made = new(StringComparer.Ordinal);

        public T Get(string raw)
        {
            if (!_made.TryGetValue(raw, out T? value))
            {
                value = make(raw);
                if (_made.Count >= CacheEntries)
                {
                    _made.Clear();
                }

                _made.Add(raw, value);
            }

            return value;
        }
    }
}
