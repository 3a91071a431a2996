using System.Runtime.CompilerServices;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Features;

/// <content>Encoding addresses.</content>
public sealed partial class RecordEncoder
{
    private readonly RawCache<int> _cities = new();
    private readonly RawCache<int> _units = new();
    private readonly RawCache<int> _houses = new();
    private readonly RawCache<RegionName> _regions = new();

    private string EncodeAddresses(string country)
    {
        _addresses.Clear();
        string region = "";
        foreach (Parts parts in _parts)
        {
            if (parts.Address.IsSet || IsWholeAddress(parts))
            {
                Address address = Addresses.Parse(TextOf(parts.Address.IsSet ? parts.Address : parts.Street), country);
                AddAddress(new AddressParts(
                    _vocabulary.Houses.Intern(address.House), InternLater(_vocabulary.Streets, address.Street), _vocabulary.Units.Intern(address.Unit),
                    !parts.City.IsSet ? _vocabulary.Cities.Intern(address.City) : CityOf(parts.City),
                    !parts.Postcode.IsSet
                        ? InternLater(_vocabulary.Postcodes, address.Postcode)
                        : PostcodeOf(parts.Postcode, country)));
                region = region.Length == 0 ? address.Region : region;
            }
            else if (parts.Street.IsSet || parts.City.IsSet || parts.Postcode.IsSet || parts.House.IsSet)
            {
                (string house, string street, string unit) = !parts.Street.IsSet ? ("", "", "") : StreetLineOf(parts.Street);
                AddAddress(new AddressParts(
                    !parts.House.IsSet ? _vocabulary.Houses.Intern(house) : HouseOf(parts.House),
                    InternLater(_vocabulary.Streets, street),
                    !parts.Unit.IsSet ? _vocabulary.Units.Intern(unit) : UnitOf(parts.Unit),
                    !parts.City.IsSet ? 0 : CityOf(parts.City),
                    !parts.Postcode.IsSet ? 0 : PostcodeOf(parts.Postcode, country)));
            }

            if (region.Length == 0 && parts.Region.IsSet)
            {
                region = RegionOf(parts.Region);
            }
        }

        return region;
    }

    /// <summary>Whether what is called a street is a whole address: nothing else says where it is, and it goes on behind a comma.</summary>
    private bool IsWholeAddress(Parts parts) =>
        parts.Street.IsSet && !parts.City.IsSet && !parts.Postcode.IsSet && !parts.House.IsSet && !parts.Unit.IsSet && BytesOf(parts.Street).Contains((byte)',');

    private void AddAddress(AddressParts address)
    {
        if (address != default && !_addresses.Contains(address))
        {
            _addresses.Add(address);
        }
    }

    [SkipLocalsInit]
    private (string House, string Street, string Unit) StreetLineOf(Cell cell) =>
        Addresses.ParseStreetLine(CharsOf(cell, stackalloc char[LongestBuffered]));

    [SkipLocalsInit]
    private int PostcodeOf(Cell cell, string country)
    {
        ReadOnlySpan<char> raw = CharsOf(cell, stackalloc char[LongestBuffered]);
        Span<char> room = raw.Length <= LongestBuffered ? stackalloc char[LongestBuffered] : new char[raw.Length];
        return InternLater(_vocabulary.Postcodes, Addresses.StandardisePostcode(raw, country, room));
    }

    private int CityOf(Cell cell)
    {
        if (!_cities.TryGet(BytesOf(cell), out ulong hash, out int id))
        {
            id = _vocabulary.Cities.Intern(Addresses.StandardiseCity(TextOf(cell)));
            _cities.Put(BytesOf(cell), hash, id);
        }

        return id;
    }

    private int HouseOf(Cell cell)
    {
        if (!_houses.TryGet(BytesOf(cell), out ulong hash, out int id))
        {
            id = _vocabulary.Houses.Intern(Addresses.StandardiseHouse(TextOf(cell)));
            _houses.Put(BytesOf(cell), hash, id);
        }

        return id;
    }

    private int UnitOf(Cell cell)
    {
        if (!_units.TryGet(BytesOf(cell), out ulong hash, out int id))
        {
            id = _vocabulary.Units.Intern(Addresses.StandardiseUnit(TextOf(cell)));
            _units.Put(BytesOf(cell), hash, id);
        }

        return id;
    }

    private string RegionOf(Cell cell)
    {
        if (!_regions.TryGet(BytesOf(cell), out ulong hash, out RegionName region))
        {
            region = new RegionName(Addresses.StandardiseRegion(TextOf(cell)));
            _regions.Put(BytesOf(cell), hash, region);
        }

        return region.Name;
    }
}
