using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardisation;

/// <summary>Lines put together at random from the words and marks of addresses: nothing throws, all parts are folded.</summary>
public sealed class AddressPropertyTests
{
    private const int Lines = 20_000;

    private static readonly string[] Pieces =
    [
        "12", "5/12", "12-14", "51st", "#", "#4", ",", ", ", "\n", " ", " ", " ", "-", "/", ".", "'", "(", "Main", "St", "St.", "Ave", "Dr", "N", "SE", "e",
        "Unit", "Apt", "Suite", "Floor", "Bldg", "2nd", "PO Box", "Box", "P.O.", "between", "at", "No.", "ul.", "d.", "Straße", "Hauptstr.", "rue de",
        "Calle", "twenty", "first", "SW1A 2AA", "SW1A", "2AA", "10115", "1077 XX", "NV", "Nevada", "USA", "Россия", "Berlin", "Las Vegas", "中国", "№",
        "penthouse", "and", "é", "1/2", "00", "0", "K1A 0B1", "12345-6789", "\uD83D\uDE00", "\uD83D",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(20_261_121)]
    public void Parse_WhenRandomLine_NeverThrowsAndFolds(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < Lines; i++)
        {
            var line = new System.Text.StringBuilder();
            int pieces = random.Next(i % 100 == 0 ? 200 : 14);
            for (int k = 0; k < pieces; k++)
            {
                line.Append(Pieces[random.Next(Pieces.Length)]);
                line.Append(random.Next(3) == 0 ? "" : " ");
            }

            string text = line.ToString();
            (string house, string street, string unit) = Addresses.ParseStreetLine(text);
            Address address = Addresses.Parse(text);

            foreach (string part in new[] { house, street, unit, address.House, address.Street, address.Unit, address.City, address.Region, address.Postcode })
            {
                IsStandard(part).ShouldBeTrue($"seed {seed}, line {i}: '{text}' gives '{part}'");
            }

            Addresses.Parse(text).ShouldBe(address, $"seed {seed}, line {i}");
            OrganisationNames.Parse(text).Core.ShouldBe(OrganisationNames.Parse(OrganisationNames.Parse(text).Core).Core, $"seed {seed}, line {i}: '{text}'");
            Addresses.StandardiseCity(Addresses.StandardiseCity(text)).ShouldBe(Addresses.StandardiseCity(text), $"seed {seed}, line {i}: '{text}'");
            Addresses.StandardisePostcode(Addresses.StandardisePostcode(text)).ShouldBe(Addresses.StandardisePostcode(text), $"seed {seed}, line {i}: '{text}'");
        }
    }

    private static bool IsStandard(string part)
    {
        for (int i = 0; i < part.Length; i++)
        {
            bool space = part[i] == ' ';
            if (char.IsAsciiLetterUpper(part[i]) || part[i] is ',' or '.' or '\'' or '#' or '\n' || (space && (i == 0 || i == part.Length - 1 || part[i - 1] == ' ')))
            {
                return false;
            }
        }

        return true;
    }
}
