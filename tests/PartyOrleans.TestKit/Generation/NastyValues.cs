using System.Globalization;

namespace PartyOrleans.TestKit.Generation;

/// <summary>Where some parties are.</summary>
internal sealed record Premises(string House, string Street, string City, string Postcode);

/// <summary>The few values that a nasty world is made of.</summary>
internal static class NastyValues
{
    public static readonly IReadOnlyList<string> GivenNames =
        ["Robert", "Elizabeth", "Maria", "Jon", "Anna", "Müller-Ann", "Jean Pierre", "Thi", "Olga", "Ian"];

    private static readonly string[] Syllables = ["ba", "ko", "ri", "mel", "sun", "tar", "vo", "wen", "zil", "dup"];

    private static readonly IReadOnlyList<string> FamilyNames =
        ["Smith", "Schmidt", "O'Brien", "García López", "Nguyen", "van der Berg", "Smyth"];

    public static readonly IReadOnlyList<string> Organisations =
        ["Acme Trading", "Acme Traders", "Northern School Supplies", "N S S", "NSS", "Bäckerei Huber", "First National Bank", "Acme Trading Leeds"];

    public static readonly IReadOnlyList<string> LegalForms = ["", " Ltd", " Limited", " GmbH", ", Inc."];

    public static readonly IReadOnlyList<string> Tiers = ["gold", "silver"];

    public static readonly IReadOnlyList<string> Updates = ["2020-01-05", "2022-11-30", "2024-02-29"];

    public static readonly IReadOnlyList<DateOnly> Dates =
        [new(1980, 3, 4), new(1980, 4, 3), new(1954, 12, 25), new(1999, 1, 1), new(1981, 3, 14)];

    private static readonly Premises[] Places =
    [
        new("12", "Baker Street", "Leeds", "LS1 4AP"),
        new("12a", "Hauptstrasse", "Leeds", "LS1 4AB"),
        new("7", "Rue de la Paix", "Portland", "97201"),
        new("101", "Baker Road", "Portland", "97210"),
        new("3", "Station Lane", "York", "YO1 7HH"),
        new("44", "Mill Street", "York", "YO1 9XY"),
    ];

    public static Premises PremisesOf(int home) => home < Places.Length
        ? Places[home]
        : Places[home % Places.Length] with
        {
            House = (1 + (home % 97)).ToString(CultureInfo.InvariantCulture),
            Street = Coined(home) + " Street",
            Postcode = string.Create(CultureInfo.InvariantCulture, $"{10000 + (home * 7 % 80000)}"),
        };

    public static string FamilyName(int number) => number < FamilyNames.Count ? FamilyNames[number] : Coined(number);

    public static string Phone(int number) => string.Create(CultureInfo.InvariantCulture, $"+44 113 {4964000 + (number * 7)}");

    public static string Passport(int number) => string.Create(CultureInfo.InvariantCulture, $"GB{7302145 + (number * 13)}");

    private static string Coined(int number)
    {
        string name = "";
        for (int rest = number; rest > 0; rest /= Syllables.Length)
        {
            name += Syllables[rest % Syllables.Length];
        }

        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    public static string HostOf(string organisation) =>
        string.Concat(organisation.Where(char.IsAsciiLetter)).ToLowerInvariant() + ".example";

    public static string NicknameOf(string name) => name switch
    {
        "Robert" => "Bob",
        "Elizabeth" => "Liz",
        "Jon" => "Jonathan",
        "Jean Pierre" => "Jean",
        _ => name,
    };
}
