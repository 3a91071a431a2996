using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests;

public sealed class MappingFileTests
{
    private const string Full = """
        {
          "recordId": "Id",
          "source": "Source",
          "partyType": "organisation",
          "columns": {
            "Site name": "name.organisation",
            "Former name": {
              "attribute": "name.organisation",
              "group": 1
            }
          },
          "join": [
            {
              "attribute": "date.registration",
              "columns": [
                "y",
                "m"
              ],
              "separator": "-"
            }
          ],
          "relations": [
            {
              "keyColumn": "parent",
              "role": "parent"
            }
          ],
          "ignore": [
            "junk"
          ],
          "nullValues": [
            "?"
          ]
        }

        """;

    [Fact]
    public void ToJson_WhenParsedFromIt_GivesTheSameText() => Mapping.Parse(Full, "m.json").ToJson().ShouldBe(Full);

    [Fact]
    public async Task ReadAsync_WhenMappingIsGiven_FollowsIt()
    {
        Reading reading = await Reading.OfTextAsync(
            "Id,Source,Site name,Former name,y,m,parent,junk,other\n1,S,Acme,?,1999,5,7,x,z\n", new InputOptions { Mapping = Mapping.Parse(Full, "m.json") });

        reading.Lines.ShouldBe(["S/1 name.organisation=Acme; other=z; relation.parent=S/7; date.registration=1999-05; party.type=organisation"]);
    }

    [Theory]
    [InlineData("{", "m.json: line 1: the mapping is not valid JSON: an object with recordId, source, partyType, columns, join, relations, ignore, nullValues is expected.")]
    [InlineData("[]", "m.json: $: expected an object with recordId, source, partyType, columns, join, relations, ignore, nullValues.")]
    [InlineData("""{"colums": {}}""", "m.json: $.colums: expected one of recordId, source, partyType, columns, join, relations, ignore, nullValues.")]
    [InlineData("""{"recordId": 5}""", "m.json: $.recordId: expected a text that is not empty.")]
    [InlineData("""{"partyType": "dog"}""", "m.json: $.partyType: expected person or organisation.")]
    [InlineData("""{"columns": {}}""", "m.json: $.columns: expected at least one column, such as {\"surname\": \"name.family\"}.")]
    [InlineData("""{"columns": {"a": {"attribute": "phone", "group": -1}}}""", "m.json: $.columns['a'].group: expected a whole number from 0 to 1000.")]
    [InlineData("""{"columns": {"a": {"attribute": "phone", "grp": 1}}}""", "m.json: $.columns['a'].grp: expected one of attribute, group.")]
    [InlineData("""{"recordId": "a", "columns": {"a": "phone"}}""", "m.json: $.columns['a']: expected a column that is not used elsewhere; a is used at $.recordId.")]
    [InlineData("""{"join": [{"attribute": "date.birth", "columns": []}]}""", "m.json: $.join[0].columns: expected at least one column.")]
    public void Parse_WhenSomethingIsWrong_NamesThePathAndWhatIsAllowed(string json, string message) =>
        Should.Throw<InputException>(() => Mapping.Parse(json, "m.json")).Message.ShouldBe(message);

    [Fact]
    public void Parse_WhenAttributeIsUnknown_ListsTheCanonicalOnes() =>
        Should.Throw<InputException>(() => Mapping.Parse("""{"columns": {"a": "name.last"}}""", "m.json")).Message
            .ShouldStartWith("m.json: $.columns['a']: expected one of party.type, name.full, name.given, ");

    [Fact]
    public void Open_WhenMappingFitsNoColumn_LeavesTheFirstLineOut()
    {
        var options = new InputOptions { Mapping = Mapping.Parse("""{"columns": {"a": "phone"}}""", "m.json") };

        Should.Throw<InputException>(() => RecordReader.Open(new InputFile("x.csv"), options, new MemoryStream("Ada,King\n1,2\n"u8.ToArray()))).Message
            .ShouldBe("x.csv: the mapping names columns that the input does not have: a. None of its 2 columns is named by the mapping; is there a header line?");
    }

    [Fact]
    public void Open_WhenMappingNamesAbsentColumns_NamesThem()
    {
        var options = new InputOptions { Mapping = Mapping.Parse("""{"recordId": "key", "columns": {"a": "phone", "b": "email"}}""", "m.json") };

        Should.Throw<InputException>(() => RecordReader.Open(new InputFile("x.csv"), options, new MemoryStream("a,c\n1,2\n"u8.ToArray()))).Message
            .ShouldBe("x.csv: the mapping names columns that the input does not have: key, b. It has: a, c.");
    }

    [Fact]
    public void Load_WhenFileIsMissing_NamesIt() =>
        Should.Throw<InputException>(() => Mapping.Load("no-such-mapping.json")).Message.ShouldStartWith("no-such-mapping.json: the mapping cannot be read: ");
}
