using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Api.Tests.Privacy;

public sealed class MaskingTests
{
    [Theory]
    // Social security numbers: four of at least eight digits.
    [InlineData(MaskKind.Ssn, "123-45-6789", "***-**-6789")]
    [InlineData(MaskKind.Ssn, "123456789", "***-**-6789")]
    [InlineData(MaskKind.Ssn, " 123 45 6789 ", "***-**-6789")]
    [InlineData(MaskKind.Ssn, "6789", "***-**-****")]
    [InlineData(MaskKind.Ssn, "XXX-XX-6789", "***-**-****")]
    [InlineData(MaskKind.Ssn, "1234567", "***-**-****")]
    [InlineData(MaskKind.Ssn, "unknown", "***-**-****")]
    // The last four letters or digits, whatever stands between them.
    [InlineData(MaskKind.LastFour, "DE89 3704 0044 0532 0130 00", "****3000")]
    [InlineData(MaskKind.LastFour, "P1234567", "****4567")]
    [InlineData(MaskKind.LastFour, "P123456", "****")]
    [InlineData(MaskKind.LastFour, "1", "****")]
    [InlineData(MaskKind.LastFour, "АБВГД-12345", "****2345")]
    [InlineData(MaskKind.LastFour, "1234567𝟘", "****567𝟘")]
    // Dates to the year.
    [InlineData(MaskKind.Year, "1980-04-17", "1980")]
    [InlineData(MaskKind.Year, "19800417", "1980")]
    [InlineData(MaskKind.Year, "17.04.1980", "1980")]
    [InlineData(MaskKind.Year, "4/17/80", "1980")]
    [InlineData(MaskKind.Year, "17 Apr 1980", "1980")]
    [InlineData(MaskKind.Year, "1980", "1980")]
    [InlineData(MaskKind.Year, "in April", "***")]
    // Three of at least six digits.
    [InlineData(MaskKind.Phone, "+1 (555) 010-9789", "***789")]
    [InlineData(MaskKind.Phone, "0301234", "***234")]
    [InlineData(MaskKind.Phone, "110", "***")]
    [InlineData(MaskKind.Phone, "12345", "***")]
    [InlineData(MaskKind.Phone, "٠١٢٣٤٥٦", "***٤٥٦")]
    // First letter and domain.
    [InlineData(MaskKind.Email, "john.smith@example.com", "j***@example.com")]
    [InlineData(MaskKind.Email, "j@example.com", "j***@example.com")]
    [InlineData(MaskKind.Email, "jürgen@müller-straße.de", "j***@müller-straße.de")]
    [InlineData(MaskKind.Email, "\"john smith\"@example.com", "***")]
    [InlineData(MaskKind.Email, "John Smith <john@example.com>", "***")]
    [InlineData(MaskKind.Email, "john@example.com 555-0101", "***")]
    [InlineData(MaskKind.Email, "a@b@example.com", "a***@example.com")]
    [InlineData(MaskKind.Email, "john@123456789", "***")]
    [InlineData(MaskKind.Email, "@example.com", "***")]
    [InlineData(MaskKind.Email, "john@", "***")]
    [InlineData(MaskKind.Email, "john", "***")]
    // Postcodes to the area.
    [InlineData(MaskKind.Postcode, "SW1A 1AA", "SW1A***")]
    [InlineData(MaskKind.Postcode, "m1 1ae", "M1***")]
    [InlineData(MaskKind.Postcode, "62704", "627***")]
    [InlineData(MaskKind.Postcode, "62704-1234", "627***")]
    [InlineData(MaskKind.Postcode, "D-10115", "101***")]
    [InlineData(MaskKind.Postcode, "2000", "20***")]
    [InlineData(MaskKind.Postcode, "K1A 0B1", "K1A***")]
    [InlineData(MaskKind.Postcode, "123", "***")]
    [InlineData(MaskKind.Postcode, "nowhere", "***")]
    // Addresses to city and postcode area.
    [InlineData(MaskKind.Area, "12 High Street, Springfield, IL 62704", "*** springfield 627***")]
    [InlineData(MaskKind.Area, "10 Downing Street, London SW1A 2AA", "*** london SW1A***")]
    [InlineData(MaskKind.Area, "Hauptstraße 5, 10115 Berlin", "*** berlin 101***")]
    [InlineData(MaskKind.Area, "12 High Street", "*** ***")]
    // First letter.
    [InlineData(MaskKind.Initial, "Smith", "S***")]
    [InlineData(MaskKind.Initial, "Émile Zola", "É***")]
    [InlineData(MaskKind.Initial, "𝒜nna", "𝒜***")]
    [InlineData(MaskKind.Initial, "7 Dwarfs", "***")]
    // All and nothing.
    [InlineData(MaskKind.Hidden, "anything", "***")]
    [InlineData(MaskKind.None, "anything", "anything")]
    public void Apply_WhenOfAKind_ShowsNoMoreThanTheKindAllows(MaskKind kind, string value, string expected) =>
        Masking.Apply(kind, value).ShouldBe(expected);

    [Fact]
    public void Apply_WhenHalfACharacter_HidesAll()
    {
        Masking.Apply(MaskKind.LastFour, "12345678\ud800").ShouldBe("****");
        Masking.Apply(MaskKind.Initial, "\ud800mith").ShouldBe("***");
    }

    [Theory]
    [InlineData(MaskKind.Hidden)]
    [InlineData(MaskKind.Year)]
    [InlineData(MaskKind.LastFour)]
    [InlineData(MaskKind.Ssn)]
    [InlineData(MaskKind.Phone)]
    [InlineData(MaskKind.Email)]
    [InlineData(MaskKind.Area)]
    [InlineData(MaskKind.Postcode)]
    [InlineData(MaskKind.Initial)]
    public void Apply_WhenValueIsHostile_NeitherFailsNorShowsIt(MaskKind kind)
    {
        string[] hostile =
        [
            "", " ", "\0", "\ud83d", "\udc00\ud83d", new string('@', 5000), new string('a', 100_000), "'; DROP TABLE party; --",
            "<script>alert(1)</script>", "\r\nSet-Cookie: a=b", "\u202e987-65-4321".PadRight(300, '\u0301'),
        ];
        foreach (string value in hostile)
        {
            string masked = Masking.Apply(kind, value);

            masked.Length.ShouldBeLessThan(64);
            masked.ShouldNotContain("script");
            masked.ShouldNotContain("DROP");
            masked.ShouldNotContain("\n");
        }
    }

    [Fact]
    public void Apply_WhenCallerHasScopes_LiftsTheMasksOfThose()
    {
        var policy = new PrivacyPolicy(
            [new AttributeMask(Attributes.NameFamily, MaskKind.Initial, "steward"), new AttributeMask("loyalty card", MaskKind.LastFour)],
            PrivacyPolicy.DefaultSensitive, []);
        (string Scopes, string Family, string Ssn, string Card, string Note, string Given)[] table =
        [
            ("read", "S***", "***-**-6789", "****5678", "***", "Ann"),
            ("read read:pii", "S***", "123-45-6789", "12345678", "vip", "Ann"),
            ("read steward", "Smith", "***-**-6789", "****5678", "***", "Ann"),
            ("read read:pii steward", "Smith", "123-45-6789", "12345678", "vip", "Ann"),
            ("write operate admin", "S***", "***-**-6789", "****5678", "***", "Ann"),
        ];
        foreach ((string scopes, string family, string ssn, string card, string note, string given) in table)
        {
            ScopeSet.TryParse(scopes, out ScopeSet set, out _).ShouldBeTrue();
            var mask = new Disclosure(new ValueMask(policy, set));

            mask.Apply(Attributes.NameFamily, "Smith").ShouldBe(family);
            mask.Apply("identifier.ssn", "123-45-6789").ShouldBe(ssn);
            mask.Apply("loyalty card", "12345678").ShouldBe(card);
            mask.Apply("note", "vip").ShouldBe(note);
            mask.Apply(Attributes.NameGiven, "Ann").ShouldBe(given);
            mask.ShowsRaw.ShouldBe(scopes == "read read:pii steward");
        }
    }

    [Fact]
    public void Apply_WhenAttributeHasManyValues_MasksEach()
    {
        var mask = new Disclosure(new ValueMask(PrivacyPolicy.Default, ScopeSet.Of(["read"])));

        new[] { "+1 555 0100001", "+1 555 0100002" }.Select(value => mask.Apply(Attributes.Phone, value)).ShouldBe(["***001", "***002"]);
    }

    [Fact]
    public void Shows_WhenMasked_IsFalseSoThatNobodySearchesByIt()
    {
        var masked = new Disclosure(new ValueMask(PrivacyPolicy.Default, ScopeSet.Of(["read"])));
        var whole = new Disclosure(new ValueMask(PrivacyPolicy.Default, ScopeSet.Of(["read", "read:pii"])));

        Attributes.Plain.Where(attribute => !masked.Shows(attribute)).ShouldBe(
            ["date.birth", "address.full", "address.house", "address.street", "address.unit", "address.postcode", "phone", "email", "employer"]);
        Attributes.Plain.Where(attribute => !whole.Shows(attribute)).ShouldBeEmpty();
        (masked.Shows("identifier.ssn"), whole.Shows("identifier.ssn"), masked.Shows("identifier.lei")).ShouldBe((false, true, true));
    }

    [Fact]
    public void RuleOf_WhenMoreColumnsThanRemembered_StaysRight()
    {
        var mask = new ValueMask(new PrivacyPolicy([new AttributeMask("column 9999", MaskKind.None)], [], []), ScopeSet.Of(["read"]));

        for (int i = 0; i < 10_000; i++)
        {
            mask.RuleOf($"column {i}").Mask.ShouldBe(i == 9999 ? MaskKind.None : MaskKind.Hidden);
        }
    }
}
