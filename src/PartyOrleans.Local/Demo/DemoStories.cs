using System.Text;

namespace PartyOrleans.Local.Demo;

/// <summary>A case that the demo files tell.</summary>
/// <param name="Name">A few words.</param>
/// <param name="Lesson">What it shows, in a sentence.</param>
/// <param name="Parties">The parties in it, each by the keys (source/record id) of its records.</param>
public sealed record DemoStory(string Name, string Lesson, IReadOnlyList<IReadOnlyList<string>> Parties);

/// <summary>The stories of the demo files; every well-formed record is in exactly one, so together they are the truth.</summary>
public static class DemoStories
{
    private const string Customers = "customers/", Contacts = "kontakte/", Registry = "registry/";

    /// <summary>All stories.</summary>
    public static IReadOnlyList<DemoStory> All { get; } =
    [
        Story("Nickname and move", "Robert moved from Portland to Eugene and calls himself Bob; birth date and mailbox stayed.", "C001 C002 R013"),
        Story("Married name", "Catherine Lindqvist became Katie Pemberton, later with both names and a second home.", "C003 C004 K001"),
        Story("Father and son", "Same name, house and telephone: Sr and Jr and the birth dates keep them apart.", "C005 C007", "C006 R014"),
        Story("Twins", "Same birth date, family name and home, but two given names.", "C008 C010", "C009 R018"),
        Story("Namesakes", "Two women share a frequent name; the third record shares number and mailbox with one of them.", "C011", "C012 C013"),
        Story("Typing errors", "Two digits of the telephone swapped, a letter of the street lost.", "C014 C015 R019"),
        Story("Day and month swapped", "4 July written in three ways, once the wrong way round; Schäfer is Schaefer.", "C016 K002 R015"),
        Story("A household with one mailbox", "Husband and wife share all contacts; Whitcomb is a slip.", "C017", "C018 C019"),
        Story("Names the wrong way round", "Given and family name in each other's column.", "C020 C021"),
        Story("Placeholders", "1900-01-01, 000-000-0000 and none@none.example are no evidence: two different women.", "C022", "C023"),
        Story("Little but enough", "An initial and a mailbox that nobody else has.", "C024 C025"),
        Story("Legal forms and LEI", "Inc, Inc., Incorporated and Corporation; the legal entity identifier settles it.", "C026 C027 R001 R002"),
        Story("Trading as", "The register knows under which name the owner's diner trades.", "C028 R008"),
        Story("Trading as, across three records", "The bakery's sign, the company's name, and the register that ties them.", "K011 K012 R005"),
        Story("Acronym", "IBTR spelt out; same pier, telephone and web site.", "C030 R007"),
        Story("Neighbours with one switchboard", "Two practices share address, telephone and the first word of their names.", "C031", "C032"),
        Story("Parent and subsidiary", "Same first words, address and web site, but two legal entities.", "K009 R003", "K010 R004"),
        Story("Parent and subsidiary abroad", "Holdings and Trading are two entities; Ltd and Limited are one.", "R009", "R010 R011"),
        Story("Ampersand and umlaut", "& Söhne, und Soehne; legal form left out.", "K013 K014 R006"),
        Story("One passport", "Elena and Yelena, Milwaukee and Frankfurt: the passport ties four records.", "C033 K021 R016 R017"),
        Story("Umlauts spelt out", "Zoë Müller and Zoe Mueller.", "K003 K004"),
        Story("Sharp s", "Günther Weiß and Guenther Weiss.", "K005 K006"),
        Story("Accents lost, date swapped", "François Lefèvre with day and month swapped, and an abbreviated street.", "K007 K008"),
        Story("Mother and daughter", "Same name and home, born 25 years apart.", "K015", "K016"),
        Story("A name that is not the name turned round", "Matthias Thoma and Thomas Matthias are two men.", "K019", "K020"),
        Story("Alexander is Sandy", "A short form that shares no beginning, and a birth date of which only the year is known.", "R021 R022"),
        Story("Brother and sister", "Samuel and Samantha may both be Sam Greenleaf.", "C037", "C038"),
        Story("Once only", "Records that belong to nobody else.", "C034", "C035", "C036", "K017", "K018", "K022", "R020"),
    ];

    /// <summary>The truth as a table: record_id,entity_id, with record_id as SOURCE/ID; lines end with LF.</summary>
    public static string Truth()
    {
        var table = new StringBuilder("record_id,entity_id\n");
        int entity = 0;
        foreach (IReadOnlyList<string> party in All.SelectMany(static story => story.Parties))
        {
            entity++;
            foreach (string record in party)
            {
                table.Append(record).Append(',').Append(entity).Append('\n');
            }
        }

        return table.ToString();
    }

    private static DemoStory Story(string name, string lesson, params string[] parties) =>
        new(name, lesson, [.. parties.Select(static party => (IReadOnlyList<string>)[.. party.Split(' ').Select(Key)])]);

    private static string Key(string recordId) => (recordId[0] switch { 'C' => Customers, 'K' => Contacts, _ => Registry }) + recordId;
}
