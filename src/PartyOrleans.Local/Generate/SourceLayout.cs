using System.Globalization;

namespace PartyOrleans.Local.Generate;

/// <summary>How a source writes its records. Layouts differ as those of real systems do.</summary>
internal abstract class SourceLayout
{
    private static readonly SourceLayout[] Layouts = [new CrmLayout(), new BillingLayout(), new RegistryLayout()];

    /// <summary>The name of the first source of this layout.</summary>
    public abstract string Source { get; }

    /// <summary>File name extension with its dot.</summary>
    public abstract string Extension { get; }

    /// <summary>First letter of record ids.</summary>
    public abstract char IdPrefix { get; }

    /// <summary>Whether its records are keyed in with care.</summary>
    public abstract bool Clean { get; }

    /// <summary>The layout of a source by its number from 0.</summary>
    public static SourceLayout Of(int source) => Layouts[source % Layouts.Length];

    /// <summary>The name of a source by its number from 0: CRM, BILLING, REGISTRY, CRM2, ...</summary>
    public static string NameOf(int source) => source < Layouts.Length
        ? Of(source).Source
        : Of(source).Source + ((source / Layouts.Length) + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The columns of a record, always the same ones in the same order.</summary>
    public abstract KeyValuePair<string, string>[] Columns(string source, string recordId, Facts facts, ref SeededRandom random);

    protected static KeyValuePair<string, string> Cell(string column, string value) => new(column, value);

    protected static string Date(DateOnly? date, string format) => date?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    protected static string CallingCode(string country) => country switch { "US" => "+1", "DE" => "+49", _ => "+44" };
}

/// <summary>A customer relations system: names apart, dates as month/day/year, one address line, telephone in many forms.</summary>
internal sealed class CrmLayout : SourceLayout
{
    public override string Source => "CRM";

    public override string Extension => ".csv";

    public override char IdPrefix => 'C';

    public override bool Clean => false;

    public override KeyValuePair<string, string>[] Columns(string source, string recordId, Facts facts, ref SeededRandom random) =>
    [
        Cell("id", recordId),
        Cell("first_name", facts.Given),
        Cell("last_name", facts.Suffix.Length > 0 ? $"{facts.Family} {facts.Suffix}" : facts.Family),
        Cell("company", facts.Name),
        Cell("date_of_birth", facts.IsOrganisation ? "" : Date(facts.Date, "MM/dd/yyyy")),
        Cell("gender", facts.Gender),
        Cell("address", facts.Address.Whole),
        Cell("phone", Phone(facts, ref random)),
        Cell("email", facts.Email),
        Cell("website", facts.Website),
        Cell("last_modified", Date(facts.Updated, "yyyy-MM-dd")),
    ];

    private static string Phone(Facts facts, ref SeededRandom random)
    {
        string digits = facts.Phone;
        if (digits.Length != 10 || facts.Country != "US")
        {
            return digits.Length > 4 && random.Chance(500) ? $"{digits[..4]} {digits[4..]}" : digits;
        }

        return random.Below(3) switch
        {
            0 => $"({digits[..3]}) {digits[3..6]}-{digits[6..]}",
            1 => $"{digits[..3]}-{digits[3..6]}-{digits[6..]}",
            _ => digits,
        };
    }
}

/// <summary>A billing system: upper-case "LAST, FIRST" without accents, ISO dates, address in parts, national telephone numbers.</summary>
internal sealed class BillingLayout : SourceLayout
{
    public override string Source => "BILLING";

    public override string Extension => ".tsv";

    public override char IdPrefix => 'B';

    public override bool Clean => false;

    public override KeyValuePair<string, string>[] Columns(string source, string recordId, Facts facts, ref SeededRandom random) =>
    [
        Cell("record_id", recordId),
        Cell("name", Typing.Plain(Name(facts), spellOut: true).ToUpperInvariant()),
        Cell("birth_date", facts.IsOrganisation ? "" : Date(facts.Date, "yyyy-MM-dd")),
        Cell("street", facts.Address.Line),
        Cell("city", facts.Address.City),
        Cell("state", facts.Address.Region),
        Cell("postcode", facts.Address.Postcode),
        Cell("country", facts.Address.Country),
        Cell("phone", facts.Phone),
        Cell("passport", facts.IsOrganisation ? "" : facts.Identifier),
        Cell("updated_at", Date(facts.Updated, "yyyy-MM-dd") + "T00:00:00Z"),
    ];

    private static string Name(Facts facts)
    {
        if (facts.IsOrganisation)
        {
            return facts.Name;
        }

        string given = facts.Middle.Length > 0 ? $"{facts.Given} {facts.Middle}" : facts.Given;
        return $"{facts.Family}{(facts.Suffix.Length > 0 ? " " : "")}{facts.Suffix}, {given}";
    }
}

/// <summary>A public register in the flat Senzing JSON form, keyed in with care: official names, trade names, LEI, registration dates.</summary>
internal sealed class RegistryLayout : SourceLayout
{
    public override string Source => "REGISTRY";

    public override string Extension => ".jsonl";

    public override char IdPrefix => 'R';

    public override bool Clean => true;

    public override KeyValuePair<string, string>[] Columns(string source, string recordId, Facts facts, ref SeededRandom random)
    {
        bool organisation = facts.IsOrganisation;
        return
        [
            Cell("DATA_SOURCE", source),
            Cell("RECORD_ID", recordId),
            Cell("RECORD_TYPE", organisation ? "ORGANIZATION" : "PERSON"),
            Cell("PRIMARY_NAME_ORG", facts.Name),
            Cell("SECONDARY_NAME_ORG", facts.TradeName),
            Cell("PRIMARY_NAME_FIRST", facts.Given),
            Cell("PRIMARY_NAME_MIDDLE", facts.Middle),
            Cell("PRIMARY_NAME_LAST", facts.Family),
            Cell("PRIMARY_NAME_SUFFIX", facts.Suffix),
            Cell("GENDER", facts.Gender),
            Cell("DATE_OF_BIRTH", organisation ? "" : Date(facts.Date, "yyyy-MM-dd")),
            Cell("REGISTRATION_DATE", organisation ? Date(facts.Date, "yyyy-MM-dd") : ""),
            Cell("ADDR_LINE1", facts.Address.Line),
            Cell("ADDR_CITY", facts.Address.City),
            Cell("ADDR_STATE", facts.Address.Region),
            Cell("ADDR_POSTAL_CODE", facts.Address.Postcode),
            Cell("ADDR_COUNTRY", facts.Address.Country),
            Cell("PHONE_NUMBER", facts.Phone.Length == 0 ? "" : $"{CallingCode(facts.Country)} {facts.Phone.TrimStart('0')}"),
            Cell("EMAIL_ADDRESS", facts.Email),
            Cell("WEBSITE_ADDRESS", facts.Website.Length == 0 ? "" : $"https://www.{facts.Website}/"),
            Cell("LEI_NUMBER", organisation ? facts.Identifier : ""),
            Cell("PASSPORT_NUMBER", organisation ? "" : facts.Identifier),
            Cell("PASSPORT_COUNTRY", organisation || facts.Identifier.Length == 0 ? "" : facts.Country),
            Cell("LAST_UPDATED", Date(facts.Updated, "yyyy-MM-dd")),
        ];
    }
}
