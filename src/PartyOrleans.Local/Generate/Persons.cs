namespace PartyOrleans.Local.Generate;

/// <summary>Makes persons and what records say of them.</summary>
/// <remarks>
/// Three neighbouring entities make a household: strangers to each other, a couple, parents with a child (sometimes of the same name,
/// told apart by Jr and Sr), a parent with twins, or namesakes who live apart. Everything is a function of seed and entity.
/// </remarks>
internal static class Persons
{
    private const int HouseholdSize = 3;
    private static readonly DateOnly FirstUpdate = new(2016, 1, 1);
    private const int UpdateDays = 3800;
    private static readonly string[] MailHosts = ["freemail.example", "post.example", "mail.example.com", "example.org", "inbox.example", "example.net"];

    private enum Household
    {
        Strangers,
        Couple,
        Family,
        Twins,
        Namesakes,
    }

    /// <summary>A person as it is: what it was before and after moving or marrying, and when.</summary>
    private sealed record Person
    {
        public required Facts Now { get; init; }

        public required Address OldAddress { get; init; }

        public required string OldPhone { get; init; }

        public required string OldFamily { get; init; }

        public required DateOnly Moved { get; init; }

        public required DateOnly Married { get; init; }
    }

    /// <summary>What one record says of a person.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="entity">The person.</param>
    /// <param name="random">The record's stream.</param>
    /// <param name="clean">Whether the record was keyed in with care: fewer slips and gaps.</param>
    public static Facts Record(int seed, long entity, ref SeededRandom random, bool clean)
    {
        Person person = Make(seed, entity);
        Facts now = person.Now;
        int rate = clean ? 1 : 3;
        DateOnly updated = FirstUpdate.AddDays(random.Below(UpdateDays));
        bool before = updated < person.Moved;
        string given = now.Given, family = updated < person.Married ? person.OldFamily : now.Family;
        if (random.Chance(40 * rate) && Vocabulary.Nicknames.TryGetValue(given, out string[]? nicknames))
        {
            given = random.Pick<string>(nicknames);
        }
        else if (random.Chance(10 * rate))
        {
            given = given[..1];
        }

        given = random.Chance(20 * rate) ? Typing.Slip(ref random, given) : given;
        family = random.Chance(25 * rate) ? Typing.Slip(ref random, family) : family;
        if (random.Chance(8 * rate))
        {
            (given, family) = (family, given);
        }

        bool hasMail = !random.Chance(120 * rate);
        string email = random.Chance(12 * rate) ? Typing.MailSlip(ref random, now.Email) : now.Email;
        string phone = before ? person.OldPhone : now.Phone;
        phone = random.Chance(15 * rate) ? Typing.PhoneSlip(ref random, phone) : phone;
        return now with
        {
            Given = given,
            Family = family,
            Middle = random.Chance(300 + (100 * rate)) ? "" : random.Chance(500) && now.Middle.Length > 0 ? now.Middle[..1] : now.Middle,
            Suffix = random.Chance(60 * rate) ? "" : now.Suffix,
            Gender = random.Chance(50 * rate) ? "" : now.Gender,
            Date = random.Chance(30 * rate) ? null : random.Chance(20 * rate) ? Typing.DateSlip(ref random, now.Date!.Value) : now.Date,
            Address = Blur(ref random, before ? person.OldAddress : now.Address, rate),
            Phone = random.Chance(90 * rate) ? "" : phone,
            Email = hasMail ? email : "",
            Identifier = random.Chance(750) ? "" : now.Identifier,
            Updated = updated,
        };
    }

    /// <summary>An address as records have it: now and then missing, without its postcode, misspelt.</summary>
    internal static Address Blur(ref SeededRandom random, Address address, int rate)
    {
        if (random.Chance(35 * rate))
        {
            return Address.None with { Country = address.Country };
        }

        string type = address.StreetType;
        if (type.Length > 0 && random.Chance(150 * rate))
        {
            foreach ((string full, string shortened) in Vocabulary.StreetTypes)
            {
                type = type == full ? shortened : type;
            }
        }

        string street = random.Chance(20 * rate) ? Typing.Slip(ref random, address.Street) : address.Street;
        return address with
        {
            House = random.Chance(8 * rate) ? Typing.DigitSlip(ref random, address.House) : address.House,
            Street = random.Chance(500) ? street.Replace("straße", "str.", StringComparison.Ordinal) : street,
            StreetType = type,
            City = random.Chance(12 * rate) ? Typing.Slip(ref random, address.City) : address.City,
            Postcode = random.Chance(20 * rate) ? "" : random.Chance(10 * rate) ? Typing.DigitSlip(ref random, address.Postcode) : address.Postcode,
        };
    }

    private static Person Make(int seed, long entity)
    {
        long number = entity / HouseholdSize;
        int member = (int)(entity % HouseholdSize);
        var home = SeededRandom.For(seed, Purpose.Household, number);
        Household household = home.Below(100) switch
        {
            < 52 => Household.Strangers,
            < 72 => Household.Couple,
            < 90 => Household.Family,
            < 95 => Household.Twins,
            _ => Household.Namesakes,
        };
        bool sameName = home.Chance(150);
        int headBirthYear = home.Between(1935, 1980);
        int childBirthDay = home.Between(0, 6000);
        Address sharedAddress = Places.Address(ref home);
        string sharedPhone = Places.Phone(ref home, sharedAddress.Country);
        string sharedFamily = Vocabulary.ByRank(Vocabulary.Family, home.Rank(15, 20));
        bool headIsMale = home.Chance(500);
        string headGiven = Vocabulary.ByRank(headIsMale ? Vocabulary.Male : Vocabulary.Female, home.Rank(7, 8) % 115);

        bool shares = household switch
        {
            Household.Couple => member < 2,
            Household.Family or Household.Twins => true,
            _ => false,
        };
        bool isChild = (household == Household.Family && member == 2) || (household == Household.Twins && member > 0);
        bool bearsHeadsName = (household == Household.Namesakes && member == 1) || (household == Household.Family && member == 2 && sameName);

        var own = SeededRandom.For(seed, Purpose.Entity, entity);
        bool male = own.Chance(500);
        male = member == 0 || bearsHeadsName ? headIsMale : household is Household.Couple or Household.Family && member == 1 ? !headIsMale : male;
        string given = Vocabulary.ByRank(male ? Vocabulary.Male : Vocabulary.Female, own.Rank(7, 8) % 115);
        given = member == 0 || bearsHeadsName ? headGiven : given;
        string ownFamily = Vocabulary.ByRank(Vocabulary.Family, own.Rank(15, 20));
        bool keepsName = own.Chance(150);
        string family = (shares && !keepsName) || member == 0 || bearsHeadsName ? sharedFamily : ownFamily;
        Address address = shares || member == 0 ? sharedAddress : Places.Address(ref own);
        string phone = (shares && own.Chance(600)) || member == 0 ? sharedPhone : Places.Phone(ref own, address.Country);
        DateOnly birth = new DateOnly(headBirthYear, 1, 1).AddDays(own.Below(365));
        birth = isChild ? new DateOnly(headBirthYear + 22, 1, 1).AddDays(childBirthDay)
            : shares || bearsHeadsName ? birth.AddDays(own.Between(-2000, 2000))
            : member == 0 ? birth : new DateOnly(own.Between(1932, 2006), 1, 1).AddDays(own.Below(365));
        bool marries = !male && !isChild && (shares ? !keepsName && member == 1 : own.Chance(100));
        bool moves = own.Chance(300);
        DateOnly moved = moves ? FirstUpdate.AddDays(own.Below(UpdateDays)) : DateOnly.MinValue;
        Address oldAddress = Places.Address(ref own, address.Country);
        return new Person
        {
            Now = new Facts
            {
                Given = given,
                Middle = own.Chance(600) ? Vocabulary.ByRank(male ? Vocabulary.Male : Vocabulary.Female, own.Rank(7, 8) % 115) : "",
                Family = family,
                Suffix = household == Household.Family && sameName && male ? member switch { 0 => "Sr", 2 => "Jr", _ => "" } : "",
                Gender = male ? "M" : "F",
                Date = birth,
                Address = address,
                Phone = phone,
                Email = Mail(ref own, given, family, birth),
                Identifier = Passport(ref own),
                Country = address.Country,
            },
            OldAddress = oldAddress,
            OldPhone = own.Chance(500) ? Places.Phone(ref own, address.Country) : phone,
            OldFamily = marries && own.Chance(600) ? ownFamily : family,
            Moved = moved,
            Married = marries ? FirstUpdate.AddDays(own.Below(UpdateDays)) : DateOnly.MinValue,
        };
    }

    private static string Mail(ref SeededRandom random, string given, string family, DateOnly birth)
    {
        string first = Typing.Plain(given, spellOut: true).ToLowerInvariant();
        string last = Typing.Plain(family, spellOut: true).ToLowerInvariant().Replace("'", "", StringComparison.Ordinal);
        string local = random.Below(6) switch
        {
            0 => $"{first}.{last}",
            1 => $"{first[0]}{last}{birth.Year % 100:D2}",
            2 => $"{first}{last[0]}{random.Below(1000)}",
            3 => $"{first}.{last}{random.Below(100)}",
            4 => $"{last}{random.Below(10_000)}",
            _ => $"{Vocabulary.Made(random.Below(20_000)).ToLowerInvariant()}{random.Below(100)}",
        };
        return $"{local}@{MailHosts[random.Rank(2, 2) % MailHosts.Length]}";
    }

    private static string Passport(ref SeededRandom random) =>
        $"{(char)('A' + random.Below(26))}{(char)('A' + random.Below(26))}{random.Below(10_000_000):D7}";
}
