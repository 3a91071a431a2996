namespace PartyOrleans.Standardisation.Tests.Names;

public sealed class PersonNamesTests
{
    [Theory]
    [InlineData("John Smith", "john", "", "smith", "")]
    [InlineData("John Michael Smith", "john", "michael", "smith", "")]
    [InlineData("Smith, John", "john", "", "smith", "")]
    [InlineData("Smith, John Michael", "john", "michael", "smith", "")]
    [InlineData("SMITH, John", "john", "", "smith", "")]
    [InlineData("JOHN SMITH", "john", "", "smith", "")]
    [InlineData("john smith", "john", "", "smith", "")]
    [InlineData("HENAO JARAMILLO, Mario", "mario", "", "henao jaramillo", "")]
    [InlineData("HENAO JARAMILLO Mario", "mario", "", "henao jaramillo", "")]
    [InlineData("Mario HENAO", "mario", "", "henao", "")]
    [InlineData("Mario Alberto HENAO JARAMILLO", "mario", "alberto", "henao jaramillo", "")]
    [InlineData("Sergey Viktorovich LAVROV", "sergey", "viktorovich", "lavrov", "")]
    [InlineData("Jan van der BERG", "jan", "", "van der berg", "")]
    [InlineData("XI Jinping", "jinping", "", "xi", "")]
    [InlineData("JC Juncker", "jc", "", "juncker", "")]
    [InlineData("J. P. Morgan", "j", "p", "morgan", "")]
    [InlineData("J.P. Morgan", "j", "p", "morgan", "")]
    [InlineData("J.-C. Juncker", "j", "c", "juncker", "")]
    [InlineData("William W. Frost", "william", "w", "frost", "")]
    [InlineData("Frost, William W.", "william", "w", "frost", "")]
    public void Parse_WhenUsualOrder_FindsTheParts(string full, string given, string middle, string family, string suffix) =>
        PersonNames.Parse(full).ShouldBe(new PersonName(given, middle, family, suffix));

    [Theory]
    [InlineData("Mr. John Smith", "john", "", "smith", "")]
    [InlineData("Prof. Dr. Angela Merkel", "angela", "", "merkel", "")]
    [InlineData("Dr John Smith PhD", "john", "", "smith", "")]
    [InlineData("John Smith, M.D.", "john", "", "smith", "")]
    [InlineData("John Smith, Ph.D., Esq.", "john", "", "smith", "")]
    [InlineData("Smith, Dr. John", "john", "", "smith", "")]
    [InlineData("Smith, John, Mr", "john", "", "smith", "")]
    [InlineData("Sir Keir Starmer", "keir", "", "starmer", "")]
    [InlineData("Shaikh Isa Al Khalifa", "isa", "", "al khalifa", "")]
    [InlineData("Haji Asad Khan", "asad", "", "khan", "")]
    [InlineData("Rev. Jesse Jackson", "jesse", "", "jackson", "")]
    [InlineData("Hon. Mary Jones", "mary", "", "jones", "")]
    [InlineData("Don Smith", "don", "", "smith", "")]
    [InlineData("Jack Ma", "jack", "", "ma", "")]
    [InlineData("Dr. Smith", "", "", "smith", "")]
    [InlineData("John Smith Jr.", "john", "", "smith", "jr")]
    [InlineData("John Smith, Jr.", "john", "", "smith", "jr")]
    [InlineData("Smith, Jr., John", "john", "", "smith", "jr")]
    [InlineData("Smith, John, Jr", "john", "", "smith", "jr")]
    [InlineData("Smith Jr, John", "john", "", "smith", "jr")]
    [InlineData("John Smith Junior", "john", "", "smith", "jr")]
    [InlineData("John Smith Sr", "john", "", "smith", "sr")]
    [InlineData("John Smith III", "john", "", "smith", "iii")]
    [InlineData("John Smith 2nd", "john", "", "smith", "ii")]
    [InlineData("John F. Smith IV", "john", "f", "smith", "iv")]
    public void Parse_WhenTitlesDegreesOrSuffixes_TakesThemOff(string full, string given, string middle, string family, string suffix) =>
        PersonNames.Parse(full).ShouldBe(new PersonName(given, middle, family, suffix));

    [Theory]
    [InlineData("Ludwig van Beethoven", "ludwig", "", "van beethoven", "")]
    [InlineData("Jan van der Berg", "jan", "", "van der berg", "")]
    [InlineData("Maria de la Cruz", "maria", "", "de la cruz", "")]
    [InlineData("Wernher von Braun", "wernher", "", "von braun", "")]
    [InlineData("Osama bin Laden", "osama", "", "bin laden", "")]
    [InlineData("Mohammed bin Salman Al Saud", "mohammed", "bin salman", "al saud", "")]
    [InlineData("Bashar al-Assad", "bashar", "", "al assad", "")]
    [InlineData("Conor Mc Gregor", "conor", "", "mcgregor", "")]
    [InlineData("Ronald Mac Donald", "ronald", "", "macdonald", "")]
    [InlineData("Ronald MacDonald", "ronald", "", "macdonald", "")]
    [InlineData("Conan O'Brien", "conan", "", "obrien", "")]
    [InlineData("Ana Garcia-Lopez", "ana", "", "garcia lopez", "")]
    [InlineData("Jean-Paul Sartre", "jean paul", "", "sartre", "")]
    [InlineData("Beethoven, Ludwig van", "ludwig", "", "van beethoven", "")]
    [InlineData("de la Cruz, Maria", "maria", "", "de la cruz", "")]
    [InlineData("van Gogh", "", "", "van gogh", "")]
    [InlineData("Van Morrison", "van", "", "morrison", "")]
    [InlineData("William \"Bill\" Gates", "william", "", "gates", "")]
    [InlineData("William “Bill” Gates", "william", "", "gates", "")]
    [InlineData("William (Bill) Gates", "william", "", "gates", "")]
    [InlineData("William 'Bill' Gates", "william", "", "gates", "")]
    [InlineData("'Abd al-Aziz", "abd", "", "al aziz", "")]
    [InlineData("Иван Петрович Сидоров", "ivan", "petrovich", "sidorov", "")]
    [InlineData("Hannibal", "", "", "hannibal", "")]
    [InlineData("习近平", "", "", "习近平", "")]
    public void Parse_WhenParticlesHyphensOrNicknames_KeepsWhatIsName(string full, string given, string middle, string family, string suffix) =>
        PersonNames.Parse(full).ShouldBe(new PersonName(given, middle, family, suffix));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("?")]
    [InlineData("Unknown")]
    [InlineData("UNK")]
    [InlineData("N/A")]
    [InlineData("n.a.")]
    [InlineData("Anonymous")]
    [InlineData("TEST")]
    [InlineData("Baby Boy")]
    [InlineData("none")]
    [InlineData("null")]
    [InlineData("Not Available")]
    public void Parse_WhenPlaceholder_IsEmpty(string full)
    {
        PersonNames.Parse(full).ShouldBe(new PersonName("", "", "", ""));
        PersonNames.FromParts(full, full, full, full).ShouldBe(new PersonName("", "", "", ""));
    }

    [Theory]
    [InlineData("Robert", "Robert", "Smith", "", "robert", "robert", "smith", "")]
    [InlineData("Robert J", null, "Smith", null, "robert", "j", "smith", "")]
    [InlineData("Robert J", "J", "Smith", null, "robert", "j", "smith", "")]
    [InlineData("Robert J", "Paul", "Smith", null, "robert", "j paul", "smith", "")]
    [InlineData("Dr. Robert", null, "Smith Jr.", null, "robert", "", "smith", "jr")]
    [InlineData("Robert", null, "Smith Jr.", "III", "robert", "", "smith", "iii")]
    [InlineData("Jean-Paul", "NMN", "O'Neill", "Senior", "jean paul", "", "oneill", "sr")]
    [InlineData(null, null, null, null, "", "", "", "")]
    public void FromParts_WhenCellsHoldMore_PutsItWhereItBelongs(
        string? given, string? middle, string? family, string? suffix, string g, string m, string f, string s) =>
        PersonNames.FromParts(given, middle, family, suffix).ShouldBe(new PersonName(g, m, f, s));

    [Theory]
    [InlineData("Robert J", "robert", "j")]
    [InlineData("robert", "robert", "")]
    [InlineData("Mary Ann", "mary", "ann")]
    [InlineData("Jean-Paul", "jean paul", "")]
    [InlineData("J.P.", "j", "p")]
    [InlineData("Mr. Robert", "robert", "")]
    [InlineData("Robert (Bob)", "robert", "")]
    [InlineData("unknown", "", "")]
    [InlineData("", "", "")]
    public void SplitGiven_WhenCell_PartsGivenAndMiddle(string raw, string given, string middle) =>
        PersonNames.SplitGiven(raw).ShouldBe((given, middle));

    [Theory]
    [InlineData("smith", "smith", "")]
    [InlineData("Smith Jr", "smith", "jr")]
    [InlineData("Smith, III", "smith", "iii")]
    [InlineData("van der Berg", "van der berg", "")]
    [InlineData("Garcia-Lopez", "garcia lopez", "")]
    [InlineData("O Brien", "obrien", "")]
    [InlineData("Mc Donald", "mcdonald", "")]
    [InlineData("unknown", "", "")]
    public void SplitFamily_WhenCell_PartsFamilyAndSuffix(string raw, string family, string suffix) =>
        PersonNames.SplitFamily(raw).ShouldBe((family, suffix));

    [Theory]
    [InlineData("Jr.", "jr")]
    [InlineData("JUNIOR", "jr")]
    [InlineData("2nd", "ii")]
    [InlineData("III", "iii")]
    [InlineData("Snr", "sr")]
    [InlineData("V", "v")]
    [InlineData("PhD", "")]
    [InlineData("", "")]
    public void StandardiseSuffix_WhenSpelling_IsCanonical(string raw, string suffix) => PersonNames.StandardiseSuffix(raw).ShouldBe(suffix);

    [Theory]
    [InlineData("J.", "j")]
    [InlineData("J.R.", "j r")]
    [InlineData("Anne-Marie", "anne marie")]
    [InlineData("X", "x")]
    [InlineData("NMN", "")]
    [InlineData("N/A", "")]
    public void StandardiseMiddle_WhenCell_IsFolded(string raw, string middle) => PersonNames.StandardiseMiddle(raw).ShouldBe(middle);
}
