using System.Runtime.CompilerServices;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Features;

/// <content>Taking the values of a record.</content>
public sealed partial class RecordEncoder
{
    /// <summary>Adds a value of the record at hand.</summary>
    /// <param name="attribute">What it is a value of.</param>
    /// <param name="utf8">The value, trimmed.</param>
    /// <param name="group">Ties the parts of one name or one address together; 0 for the first or only one.</param>
    public void Add(in EncodedAttribute attribute, ReadOnlySpan<byte> utf8, int group)
    {
        Parts parts = group == 0 ? _first : PartsOf(group);
        switch (attribute.Field)
        {
            case RecordField.Given: Set(ref parts.Given, utf8, parts); break;
            case RecordField.Family: Set(ref parts.Family, utf8, parts); break;
            case RecordField.Middle: Set(ref parts.Middle, utf8, parts); break;
            case RecordField.FullName: Set(ref parts.Full, utf8, parts); break;
            case RecordField.Organisation: Set(ref parts.Organisation, utf8, parts); break;
            case RecordField.Suffix: SetOnce(ref parts.Suffix, utf8); break;
            case RecordField.Alias: _aliases.Add(Keep(utf8)); break;
            case RecordField.Street: Set(ref parts.Street, utf8, parts); break;
            case RecordField.House: Set(ref parts.House, utf8, parts); break;
            case RecordField.Unit: SetOnce(ref parts.Unit, utf8); break;
            case RecordField.City: Set(ref parts.City, utf8, parts); break;
            case RecordField.Region: SetOnce(ref parts.Region, utf8); break;
            case RecordField.Postcode: Set(ref parts.Postcode, utf8, parts); break;
            case RecordField.AddressCountry: SetOnce(ref parts.Country, utf8); break;
            case RecordField.FullAddress: Set(ref parts.Address, utf8, parts); break;
            case RecordField.Date:
                DateReadings readings = DateOf(utf8);
                AddDistinct(_dateIds, readings.First);
                AddDistinct(_dateIds, readings.Second);
                break;
            case RecordField.Phone: _rawPhones.Add(Keep(utf8)); break;
            case RecordField.Email: AddEmail(utf8); break;
            case RecordField.Website: AddDistinct(_websites, _vocabulary.Websites.Intern(Websites.Standardise(TextOf(utf8)))); break;
            case RecordField.Gender: _first.Gender = _first.Gender == '\0' ? Genders.Standardise(TextOf(utf8)) : _first.Gender; break;
            case RecordField.PartyType: SetOnce(ref _first.Type, utf8); break;
            case RecordField.Country: SetOnce(ref _first.PartyCountry, utf8); break;
            case RecordField.Employer: _employers.Add(Keep(utf8)); break;
            case RecordField.Identifier: AddIdentifier(attribute.IdentifierType, TextOf(utf8)); break;
        }
    }

    private static string TextOf(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private ReadOnlySpan<byte> BytesOf(Cell cell) => _raw.AsSpan(cell.Start, cell.Length);

    /// <summary>The characters of a value, in the buffer where they fit.</summary>
    private ReadOnlySpan<char> CharsOf(Cell cell, Span<char> buffer) =>
        cell.Length <= buffer.Length ? buffer[..Encoding.UTF8.GetChars(BytesOf(cell), buffer)] : TextOf(cell);

    private string TextOf(Cell cell) => Encoding.UTF8.GetString(BytesOf(cell));

    private Cell Keep(ReadOnlySpan<byte> utf8)
    {
        if (_raw.Length - _used < utf8.Length)
        {
            Array.Resize(ref _raw, Math.Max(_raw.Length * 2, _used + utf8.Length));
        }

        utf8.CopyTo(_raw.AsSpan(_used));
        var cell = new Cell(_used, utf8.Length);
        _used += utf8.Length;
        return cell;
    }

    private void SetOnce(ref Cell part, ReadOnlySpan<byte> utf8)
    {
        if (!part.IsSet)
        {
            part = Keep(utf8);
        }
    }

    /// <summary>Sets a part, or starts a variant of the group where it is set already.</summary>
    private void Set(ref Cell part, ReadOnlySpan<byte> utf8, Parts parts)
    {
        if (!part.IsSet)
        {
            part = Keep(utf8);
        }
        else if (!BytesOf(part).SequenceEqual(utf8))
        {
            Cell was = part;
            part = Keep(utf8);
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

    private DateReadings DateOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= 10)
        {
            // The usual forms are read faster than remembered.
            Span<char> text = stackalloc char[10];
            if (Ascii.ToUtf16(utf8, text, out int length) == System.Buffers.OperationStatus.Done)
            {
                return Read(text[..length]);
            }
        }

        if (!_dates.TryGet(utf8, out ulong hash, out DateReadings readings))
        {
            readings = Read(TextOf(utf8));
            _dates.Put(utf8, hash, readings);
        }

        return readings;

        // Where it cannot be a date, what was written: a slip of one digit leaves the others to compare.
        static DateReadings Read(ReadOnlySpan<char> text) =>
            Dates.Parse(text) is { IsEmpty: false } readings ? readings : new DateReadings(Dates.Slip(text), 0);
    }

    [SkipLocalsInit]
    private void AddEmail(ReadOnlySpan<byte> utf8)
    {
        Span<char> raw = stackalloc char[256];
        Span<char> standard = stackalloc char[Emails.MaxLength];
        int length;
        ReadOnlySpan<char> text = utf8.Length <= raw.Length && Ascii.ToUtf16(utf8, raw, out length) == System.Buffers.OperationStatus.Done
            ? raw[..length]
            : TextOf(utf8);
        length = Emails.Standardise(text, standard);
        AddDistinct(Emails.IsRole(standard[..length]) ? _roleMailboxes : _emails, InternLater(_vocabulary.Emails, standard[..length]));
    }

    [SkipLocalsInit]
    private int PhoneOf(Cell cell, string country)
    {
        Span<char> standard = stackalloc char[Phones.MostLength];
        return InternLater(
            _vocabulary.Phones,
            Phones.MatchKey(Phones.Standardise(CharsOf(cell, stackalloc char[LongestBuffered]), country, standard)));
    }

    private void AddIdentifier(string type, string raw)
    {
        StandardIdentifier identifier = Identifiers.Standardise(type, raw);
        if (identifier.Value.Length > 0)
        {
            AddDistinct(_identifiers, _vocabulary.Identifiers.Intern($"{identifier.Type}:{identifier.Value}"));
        }
    }

    private string CountryOf()
    {
        foreach (Parts parts in _parts)
        {
            if (parts.Country.IsSet && CountryOf(parts.Country) is { Length: > 0 } country)
            {
                return country;
            }
        }

        return _first.PartyCountry.IsSet ? CountryOf(_first.PartyCountry) : "";
    }

    private string CountryOf(Cell cell)
    {
        if (!_countries.TryGet(BytesOf(cell), out ulong hash, out RegionName country))
        {
            country = new RegionName(Countries.ToIso2(TextOf(cell)));
            _countries.Put(BytesOf(cell), hash, country);
        }

        return country.Name;
    }

    private PartyType TypeOf()
    {
        if (_first.Type is { IsSet: true, Length: > 0 } said)
        {
            switch (char.ToLowerInvariant((char)_raw[said.Start]))
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
            if (parts.Given.IsSet || parts.Family.IsSet)
            {
                return PartyType.Person;
            }

            organisation |= parts.Organisation.IsSet || (parts.Full.IsSet && OrganisationNames.LooksLikeOrganisation(TextOf(parts.Full)));
        }

        return organisation ? PartyType.Organisation : PartyType.Person;
    }

    /// <summary>The name of a country or region, a value so that caches hold it.</summary>
    private readonly record struct RegionName(string Name);

    /// <summary>A raw value of the record at hand: a stretch of its bytes; the default is no value.</summary>
    private readonly record struct Cell(int Start, int Length)
    {
        public bool IsSet => Start > 0;
    }

    /// <summary>The raw parts of one name and one address of a record.</summary>
    private sealed class Parts
    {
        public int Group;
        public Cell Given;
        public Cell Family;
        public Cell Middle;
        public Cell Suffix;
        public Cell Full;
        public Cell Organisation;
        public Cell House;
        public Cell Street;
        public Cell Unit;
        public Cell City;
        public Cell Region;
        public Cell Postcode;
        public Cell Country;
        public Cell Address;
        public Cell Type;
        public Cell PartyCountry;
        public char Gender;

        public void Clear()
        {
            Given = Family = Middle = Suffix = Full = Organisation = House = Street = Unit = City = Region = default;
            Postcode = Country = Address = Type = PartyCountry = default;
            Gender = '\0';
        }

        public Parts Copy()
        {
            var copy = (Parts)MemberwiseClone();
            copy.Group = -1;
            return copy;
        }
    }
}
