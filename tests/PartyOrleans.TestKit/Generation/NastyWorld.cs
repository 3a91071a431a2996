using System.Globalization;
using PartyOrleans.Model;

namespace PartyOrleans.TestKit.Generation;

/// <summary>What a generated world holds.</summary>
public sealed record NastyOptions
{
    /// <summary>Parties that records are views of.</summary>
    public int Parties { get; init; } = 10;

    /// <summary>Households and premises that the parties share, with a family name, address and phone each; the fewer, the greater the blocks.</summary>
    public int Premises { get; init; } = 3;

    /// <summary>Share of organisations among the parties, 0 to 1.</summary>
    public double OrganisationShare { get; init; } = 0.3;

    /// <summary>Share of records that hold nothing to match on, 0 to 1.</summary>
    public double EmptyShare { get; init; } = 0.04;

    /// <summary>Probability that a value is written wrongly, 0 to 1.</summary>
    public double ErrorShare { get; init; } = 0.2;
}

/// <summary>
/// A small world of parties that is hard to resolve: few distinct values, shared homes and phones, typing errors, nicknames, swapped
/// names, several names, addresses, dates and phones in a record, ambiguous dates, and records that hold nothing.
/// </summary>
public sealed class NastyWorld
{
    private readonly SeededDraws _draws;
    private readonly NastyOptions _options;
    private readonly Party[] _parties;

    /// <summary>Makes the world of a seed.</summary>
    public NastyWorld(ulong seed, NastyOptions options)
    {
        _draws = new SeededDraws(seed);
        _options = options;
        _parties = [.. Enumerable.Range(0, options.Parties).Select(NewParty)];
    }

    /// <summary>A record under a key: the next view of one of the parties.</summary>
    public SourceRecord NextRecord(RecordKey key)
    {
        var cells = new List<AttributeValue>();
        if (_draws.Chance(_options.EmptyShare))
        {
            if (_draws.Chance(0.5))
            {
                cells.Add(new AttributeValue("loyalty_tier", _draws.Pick(NastyValues.Tiers)));
            }

            return new SourceRecord(key, [.. cells]);
        }

        Party party = _draws.Pick(_parties);
        if (party.IsOrganisation)
        {
            AddOrganisation(party, cells);
        }
        else
        {
            AddPerson(party, cells);
        }

        AddAddresses(party, cells);
        AddContacts(party, cells);
        if (_draws.Chance(0.4))
        {
            cells.Add(new AttributeValue(Attributes.RecordUpdated, _draws.Pick(NastyValues.Updates)));
        }

        if (_draws.Chance(0.2))
        {
            cells.Add(new AttributeValue("loyalty_tier", _draws.Pick(NastyValues.Tiers)));
        }

        AttributeValue[] values = _draws.Chance(0.3) ? _draws.Shuffled(cells) : [.. cells];
        return new SourceRecord(key, values, _draws.Chance(0.1) ? "raw " + _draws.Pick(NastyValues.Tiers) : "");
    }

    private Party NewParty(int number)
    {
        bool organisation = _draws.Chance(_options.OrganisationShare);
        int home = _draws.Below(_options.Premises);
        return new Party(
            organisation, home,
            organisation ? _draws.Pick(NastyValues.Organisations) + (number < 50 ? "" : " " + NastyValues.FamilyName(number)) : _draws.Pick(NastyValues.GivenNames),
            NastyValues.FamilyName(home + (_draws.Chance(0.25) ? 1 : 0)),
            _draws.Pick(NastyValues.Dates).AddDays(number < 50 ? 0 : number), number);
    }

    private void AddPerson(Party party, List<AttributeValue> cells)
    {
        if (_draws.Chance(0.1))
        {
            cells.Add(new AttributeValue(Attributes.PartyType, "person"));
        }

        AddName(party, cells, 0);
        if (_draws.Chance(0.12))
        {
            AddName(_draws.Chance(0.5) ? party : _draws.Pick(_parties), cells, 1);
        }

        if (_draws.Chance(0.08))
        {
            cells.Add(new AttributeValue(Attributes.NameAlias, _draws.Pick(NastyValues.GivenNames) + " " + party.Family));
        }

        if (_draws.Chance(0.6))
        {
            AddDate(Attributes.DateBirth, party.Date, cells);
        }

        if (_draws.Chance(0.1))
        {
            AddDate(Attributes.DateBirth, _draws.Pick(NastyValues.Dates), cells);
        }

        if (_draws.Chance(0.3))
        {
            cells.Add(new AttributeValue(Attributes.Gender, _draws.Pick(["f", "Male", "x"])));
        }

        if (_draws.Chance(0.15))
        {
            cells.Add(new AttributeValue(Attributes.IdentifierPrefix + "passport", NastyValues.Passport(Slip(party.Number))));
        }
    }

    private void AddName(Party party, List<AttributeValue> cells, int group)
    {
        string given = Mistype(_draws.Chance(0.15) ? NastyValues.NicknameOf(party.Name) : party.Name);
        string family = Mistype(party.Family);
        switch (_draws.Below(8))
        {
            case 0:
                cells.Add(new AttributeValue(Attributes.NameFull, given + " " + family, group));
                return;
            case 1:
                cells.Add(new AttributeValue(Attributes.NameFull, family + ", " + given, group));
                return;
            case 2:
                (given, family) = (family, given);
                break;
            case 3:
                given = given[..1];
                break;
        }

        if (!_draws.Chance(0.06))
        {
            cells.Add(new AttributeValue(Attributes.NameGiven, given, group));
        }

        if (!_draws.Chance(0.06))
        {
            cells.Add(new AttributeValue(Attributes.NameFamily, family, group));
        }

        if (_draws.Chance(0.2))
        {
            cells.Add(new AttributeValue(Attributes.NameMiddle, _draws.Pick(NastyValues.GivenNames), group));
        }

        if (_draws.Chance(0.05))
        {
            cells.Add(new AttributeValue(Attributes.NameSuffix, _draws.Pick(["Jr", "III"]), group));
        }
    }

    private void AddOrganisation(Party party, List<AttributeValue> cells)
    {
        if (_draws.Chance(0.2))
        {
            cells.Add(new AttributeValue(Attributes.PartyType, "organisation"));
        }

        cells.Add(new AttributeValue(Attributes.NameOrganisation, Mistype(party.Name) + _draws.Pick(NastyValues.LegalForms)));
        if (_draws.Chance(0.12))
        {
            cells.Add(new AttributeValue(Attributes.NameOrganisation, _draws.Pick(NastyValues.Organisations), 1));
        }

        if (_draws.Chance(0.3))
        {
            AddDate(Attributes.DateRegistration, party.Date, cells);
        }

        if (_draws.Chance(0.3))
        {
            cells.Add(new AttributeValue(Attributes.Website, "www." + NastyValues.HostOf(party.Name)));
        }

        if (_draws.Chance(0.2))
        {
            cells.Add(new AttributeValue(Attributes.IdentifierPrefix + "registration", NastyValues.Passport(Slip(party.Number))));
        }
    }

    private void AddAddresses(Party party, List<AttributeValue> cells)
    {
        if (_draws.Chance(0.75))
        {
            AddAddress(party.Home, cells, 0);
        }

        if (_draws.Chance(0.12))
        {
            AddAddress(_draws.Below(_options.Premises), cells, 1);
        }
    }

    private void AddAddress(int home, List<AttributeValue> cells, int group)
    {
        Premises at = NastyValues.PremisesOf(home);
        if (_draws.Chance(0.2))
        {
            cells.Add(new AttributeValue(Attributes.AddressFull, $"{at.House} {at.Street}, {at.City} {at.Postcode}", group));
            return;
        }

        string house = _draws.Chance(0.1) ? (_draws.Below(3) + 1).ToString(CultureInfo.InvariantCulture) : at.House;
        if (_draws.Chance(0.3))
        {
            cells.Add(new AttributeValue(Attributes.AddressHouse, house, group));
            cells.Add(new AttributeValue(Attributes.AddressStreet, Mistype(at.Street), group));
        }
        else
        {
            cells.Add(new AttributeValue(Attributes.AddressStreet, house + " " + Mistype(at.Street), group));
        }

        if (_draws.Chance(0.8))
        {
            cells.Add(new AttributeValue(Attributes.AddressCity, Mistype(at.City), group));
        }

        if (_draws.Chance(0.7))
        {
            cells.Add(new AttributeValue(Attributes.AddressPostcode, at.Postcode, group));
        }
    }

    private void AddContacts(Party party, List<AttributeValue> cells)
    {
        if (_draws.Chance(0.45))
        {
            cells.Add(new AttributeValue(Attributes.Phone, NastyValues.Phone(_draws.Chance(0.6) ? party.Home : 20 + Slip(party.Number))));
        }

        if (_draws.Chance(0.1))
        {
            cells.Add(new AttributeValue(Attributes.Phone, NastyValues.Phone(_draws.Below(_options.Premises))));
        }

        if (_draws.Chance(0.35))
        {
            string local = party.IsOrganisation ? "info" : Mistype(party.Name).ToLowerInvariant() + (_draws.Chance(0.5) ? "." + party.Family.ToLowerInvariant() : "");
            cells.Add(new AttributeValue(Attributes.Email, local + "@" + (party.IsOrganisation ? NastyValues.HostOf(party.Name) : "mail.example")));
        }
    }

    private void AddDate(string attribute, DateOnly date, List<AttributeValue> cells)
    {
        if (_draws.Chance(_options.ErrorShare))
        {
            date = date.AddDays(_draws.Pick([1, 10, 365]));
        }

        string form = _draws.Pick(["yyyy-MM-dd", "yyyy-MM-dd", "dd/MM/yyyy", "MM/dd/yyyy", "yyyyMMdd", "yyyy"]);
        cells.Add(new AttributeValue(attribute, date.ToString(form, CultureInfo.InvariantCulture)));
    }

    private int Slip(int number) => _draws.Chance(_options.ErrorShare / 2) ? number + 1 : number;

    private string Mistype(string text)
    {
        if (!_draws.Chance(_options.ErrorShare))
        {
            return text;
        }

        int at = 1 + _draws.Below(text.Length - 1);
        return _draws.Below(4) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, text[at..(at + 1)]),
            2 => text[..at] + _draws.Pick(["e", "ø", "x", "'"]) + text[(at + 1)..],
            _ => text.ToUpperInvariant(),
        };
    }

    private sealed record Party(bool IsOrganisation, int Home, string Name, string Family, DateOnly Date, int Number);
}
