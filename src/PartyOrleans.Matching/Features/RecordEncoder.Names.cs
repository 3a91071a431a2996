using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Features;

/// <content>Encoding names.</content>
public sealed partial class RecordEncoder
{
    private readonly RawCache<(int Given, MiddleName Middle)> _given = new();
    private readonly RawCache<(int Family, int Suffix)> _family = new();
    private readonly RawCache<MiddleName> _middle = new();
    private readonly RawCache<(int Name, int TradingName)> _organisations = new();

    private int EncodeNames(PartyType type)
    {
        _names.Clear();
        _organisationIds.Clear();
        int suffix = 0;
        foreach (Parts parts in _parts)
        {
            int stated = !parts.Suffix.IsSet ? 0 : RecordFlags.CodeOfSuffix(PersonNames.StandardiseSuffix(TextOf(parts.Suffix)));
            if (parts.Given.IsSet || parts.Family.IsSet || parts.Middle.IsSet)
            {
                (int given, MiddleName spilled) = GivenOf(parts.Given);
                (int family, int ending) = FamilyOf(parts.Family);
                MiddleName middle = parts.Middle.IsSet ? MiddleOf(parts.Middle) : spilled;
                AddName(new NameParts(given, middle.Name, family));
                stated = stated == 0 ? (ending == 0 ? middle.Suffix : ending) : stated;
            }

            if (parts.Organisation.IsSet)
            {
                AddOrganisation(parts.Organisation);
            }

            if (parts.Full.IsSet)
            {
                int ending = AddFull(parts.Full, type);
                stated = stated == 0 ? ending : stated;
            }

            suffix = suffix == 0 ? stated : suffix;
        }

        foreach (Cell alias in _aliases)
        {
            AddFull(alias, type);
        }

        if (type == PartyType.Person)
        {
            // A person's row has no other use for the name of an organisation.
            foreach (Cell employer in _employers)
            {
                AddOrganisation(employer);
            }
        }

        return suffix;
    }

    private int AddFull(Cell full, PartyType type)
    {
        if (type == PartyType.Organisation)
        {
            AddOrganisation(full);
            return 0;
        }

        PersonName name = PersonNames.Parse(TextOf(full));
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

    private void AddOrganisation(Cell raw)
    {
        (int name, int tradingName) = OrganisationOf(raw);
        AddDistinct(_organisationIds, name);
        AddDistinct(_organisationIds, tradingName);
    }

    private (int Name, int TradingName) OrganisationOf(Cell cell)
    {
        if (!_organisations.TryGet(BytesOf(cell), out ulong hash, out (int Name, int TradingName) ids))
        {
            OrganisationName name = OrganisationNames.Parse(TextOf(cell));
            ids = (
                name.Core.Length == 0 ? 0 : _vocabulary.Organisations.Intern($"{name.Core}\t{name.LegalForm}"),
                name.TradingAs.Length == 0 ? 0 : _vocabulary.Organisations.Intern(name.TradingAs + "\t"));
            _organisations.Put(BytesOf(cell), hash, ids);
        }

        return ids;
    }

    private (int Given, MiddleName Middle) GivenOf(Cell cell)
    {
        if (!cell.IsSet)
        {
            return default;
        }

        if (!_given.TryGet(BytesOf(cell), out ulong hash, out (int Given, MiddleName Middle) ids))
        {
            (string given, string middle) = PersonNames.SplitGiven(TextOf(cell));
            ids = (_vocabulary.Names.Intern(given), MiddleNameOf(middle));
            _given.Put(BytesOf(cell), hash, ids);
        }

        return ids;
    }

    private (int Family, int Suffix) FamilyOf(Cell cell)
    {
        if (!cell.IsSet)
        {
            return default;
        }

        if (!_family.TryGet(BytesOf(cell), out ulong hash, out (int Family, int Suffix) ids))
        {
            (string family, string suffix) = PersonNames.SplitFamily(TextOf(cell));
            ids = (_vocabulary.Names.Intern(family), RecordFlags.CodeOfSuffix(suffix));
            _family.Put(BytesOf(cell), hash, ids);
        }

        return ids;
    }

    private MiddleName MiddleOf(Cell cell)
    {
        if (!_middle.TryGet(BytesOf(cell), out ulong hash, out MiddleName middle))
        {
            middle = MiddleNameOf(PersonNames.StandardiseMiddle(TextOf(cell)));
            _middle.Put(BytesOf(cell), hash, middle);
        }

        return middle;
    }

    private MiddleName MiddleNameOf(string standard)
    {
        string suffix = PersonNames.TrailingSuffix(standard);
        return suffix.Length > 0
            ? new MiddleName(0, RecordFlags.CodeOfSuffix(suffix))
            : new MiddleName(_vocabulary.Names.Intern(standard), standard is "i" ? RecordFlags.First : 0);
    }

    /// <summary>What stands between given and family name: a name, or a generation suffix that strayed there.</summary>
    private readonly record struct MiddleName(int Name, int Suffix);
}
