namespace PartyOrleans.Local.Generate;

/// <summary>Makes organisations and what records say of them; neighbours may belong to one group and share a name's first word, site and address.</summary>
internal static class Organisations
{
    private const int GroupSpan = 40;
    private static readonly DateOnly FirstUpdate = new(2016, 1, 1);
    private const int UpdateDays = 3800;
    private const string CodeLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>What one record says of an organisation.</summary>
    public static Facts Record(int seed, long entity, ref SeededRandom random, bool clean)
    {
        (Facts now, string[] legalForms, string stem, string activity) = Make(seed, entity);
        int rate = clean ? 1 : 3;
        string form = random.Chance(60 * rate) ? "" : random.Chance(150 * rate) ? random.Pick<string>(legalForms) : legalForms[0];
        string core = $"{stem} {activity}";
        core = random.Chance(20 * rate) ? Typing.Slip(ref random, core) : core;
        core = random.Chance(300) ? core.Replace(" & ", " and ", StringComparison.Ordinal) : core;
        string name = random.Chance(10 * rate) && now.TradeName.Length > 0 ? now.TradeName : form.Length > 0 ? $"{core} {form}" : core;
        string phone = random.Chance(12 * rate) ? Typing.PhoneSlip(ref random, now.Phone) : now.Phone;
        return now with
        {
            Name = name,
            TradeName = random.Chance(700) || string.Equals(name, now.TradeName, StringComparison.Ordinal) ? "" : now.TradeName,
            Date = random.Chance(100 * rate) ? null : random.Chance(10 * rate) ? Typing.DateSlip(ref random, now.Date!.Value) : now.Date,
            Address = Persons.Blur(ref random, now.Address, rate),
            Phone = random.Chance(120 * rate) ? "" : phone,
            Email = random.Chance(130 * rate) ? "" : now.Email,
            Website = random.Chance(130 * rate) ? "" : now.Website,
            Identifier = random.Chance(100 + (150 * rate)) ? "" : now.Identifier,
            Updated = FirstUpdate.AddDays(random.Below(UpdateDays)),
        };
    }

    /// <summary>A legal entity identifier with right check digits (ISO 17442), under a prefix that no issuer has.</summary>
    internal static string Lei(ref SeededRandom random)
    {
        Span<char> code = stackalloc char[20];
        "888800".CopyTo(code);
        for (int i = 6; i < 18; i++)
        {
            code[i] = CodeLetters[random.Below(CodeLetters.Length)];
        }

        "00".CopyTo(code[18..]);
        int remainder = 0;
        foreach (char c in code)
        {
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + (c - '0')) % 97 : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        _ = (98 - remainder).TryFormat(code[18..], out _, "D2");
        return new string(code);
    }

    private static (Facts Now, string[] LegalForms, string Stem, string Activity) Make(int seed, long entity)
    {
        var group = SeededRandom.For(seed, Purpose.Group, entity / GroupSpan);
        string groupStem = Vocabulary.Made(group.Below(200_000));
        Address groupAddress = Places.Address(ref group);

        var own = SeededRandom.For(seed, Purpose.Entity, entity);
        bool grouped = own.Chance(350);
        bool sharesAddress = grouped && own.Chance(500);
        string stem = grouped ? groupStem
            : own.Chance(250) ? Vocabulary.ByRank(Vocabulary.Family, own.Rank(12, 20)) + (own.Chance(400) ? " & Sons" : "")
            : Vocabulary.Made(own.Below(200_000));
        string activity = Vocabulary.Activities[(int)(grouped ? entity % Vocabulary.Activities.Length : own.Below(Vocabulary.Activities.Length))];
        Address ownAddress = Places.Address(ref own);
        Address address = sharesAddress ? groupAddress : ownAddress;
        string[] forms = own.Pick<string[]>(Vocabulary.LegalForms[address.Country]);
        string slug = Typing.Plain(grouped ? stem : $"{stem}-{activity}", spellOut: true).ToLowerInvariant()
            .Replace(" & ", "-", StringComparison.Ordinal).Replace(' ', '-').Replace("'", "", StringComparison.Ordinal);
        return (
            new Facts
            {
                IsOrganisation = true,
                TradeName = own.Chance(300) ? Trade(ref own, stem, activity) : "",
                Date = new DateOnly(own.Between(1950, 2020), 1, 1).AddDays(own.Below(365)),
                Address = address,
                Phone = Places.Phone(ref own, address.Country),
                Email = $"{own.Pick<string>(["info", "office", "sales", "contact"])}@{slug}.example",
                Website = $"{slug}.example",
                Identifier = Lei(ref own),
                Country = address.Country,
            },
            forms,
            stem,
            activity);
    }

    private static string Trade(ref SeededRandom random, string stem, string activity) => random.Below(3) switch
    {
        0 => string.Concat(stem.Split(' ').Concat(activity.Split(' ')).Where(static word => char.IsLetter(word[0])).Select(static word => word[0])),
        1 => $"{stem} {random.Pick<string>(["Direct", "Express", "Online", "Shop", "Works"])}",
        _ => $"The {Vocabulary.Made(random.Below(200_000))} Company",
    };
}
