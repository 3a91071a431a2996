using System.Globalization;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Model.Tests.Bundles;

public sealed class BundleReaderTests
{
    private const string Plain =
        "party.type, name.full, name.given, name.middle, name.family, name.suffix, name.organisation, name.alias, date.birth, "
        + "date.registration, gender, address.full, address.house, address.street, address.unit, address.city, address.region, "
        + "address.postcode, address.country, phone, email, website, country, record.updated, employer";

    [Theory]
    [InlineData("\"m\":0.7,", "\"m\":1.5,", "persons.comparisons[0].levels[0].m: 1.5 is not between 0 and 1 exclusive")]
    [InlineData("\"m\":0.7,", "\"m\":0,", "persons.comparisons[0].levels[0].m: 0 is not between 0 and 1 exclusive")]
    [InlineData("\"u\":0.02,", "\"u\":1,", "persons.comparisons[0].levels[1].u: 1 is not between 0 and 1 exclusive")]
    [InlineData("\"u\":0.02,", "\"u\":1e999,", "persons.comparisons[0].levels[1].u: Infinity is not between 0 and 1 exclusive")]
    [InlineData("\"m\":0.7,", "\"m\":\"0.7\",", "persons.comparisons[0].levels[0].m: a text of 3 characters is not a number between 0 and 1 exclusive")]
    [InlineData("\"m\":0.7,", "", "persons.comparisons[0].levels[0].m: is missing; a number between 0 and 1 exclusive is needed")]
    [InlineData("\"m\":0.7,", "\"m\":0.7,\"m\":0.7,", "persons.comparisons[0].levels[0].m: stands there twice; once is allowed")]
    [InlineData("\"m\":0.7,", "\"m\":0.7,\"w\":1,", "persons.comparisons[0].levels[0].w: is unknown; known here are name, m, u, adjustBits")]
    [InlineData("\"m\":0.7,", "\"m\":0.700002,", "persons.comparisons[0].levels: m add up to 1.000002, not to 1 (within 0.000001)")]
    [InlineData("\"u\":0.97,", "\"u\":0.9,", "persons.comparisons[0].levels: u add up to 0.93, not to 1 (within 0.000001)")]
    [InlineData("\"adjustBits\":-0.25", "\"adjustBits\":-101", "persons.comparisons[0].levels[1].adjustBits: -101 is not between -100 and 100")]
    [InlineData("\"name\": \"date\"", "\"name\": \"height\"", "persons.comparisons[1].name: \"height\" is unknown; known are given, date")]
    [InlineData("\"name\":\"near\"", "\"name\":\"nearly\"", "persons.comparisons[0].levels[1].name: \"nearly\" is unknown; known are exact, near, different")]
    [InlineData("-12.5", "-1000", "persons.priorBits: -1000 is not between -100 and 100")]
    [InlineData("-12.5", "true", "persons.priorBits: a boolean is not a number between -100 and 100")]
    [InlineData("1.5,", "0,", "persons.calibrationSlope: 0 is not between 0 and 100 exclusive")]
    [InlineData("\"calibrationBits\": -0.5", "\"calibrationBits\": null", "persons.calibrationBits: null is not a number between -100 and 100")]
    [InlineData("[0.1,0.1,0.8]", "[0.1,0.1,0.1]", "persons.alternatives[0].levels[0]: the probabilities add up to 0.3, not to 1 (within 0.000001)")]
    [InlineData("[0.1,0.1,0.8]", "[0.2,0.8]", "persons.alternatives[0].levels[0]: 2 probabilities are not one for each of the 3 levels of given")]
    [InlineData("[0.1,0.1,0.8]", "[0.1,0.1,1.8]", "persons.alternatives[0].levels[0][2]: 1.8 is not between 0 and 1 exclusive")]
    [InlineData("[0.1,0.1,0.8]", "{}", "persons.alternatives[0].levels[0]: an object is not an array of probabilities")]
    [InlineData("[0.1,0.1,0.8],", "", "persons.alternatives[0].levels[0]: 2 probabilities are not one for each of the 3 levels of given")]
    [InlineData("[0.001,0.999]", "[0.001,0.999],[1]", "persons.alternatives[0].levels[2][0]: 1 is not between 0 and 1 exclusive")]
    [InlineData("[0.001,0.999]", "[0.001,0.999],[0.5,0.5]", "persons.alternatives[0].levels: 3 arrays are not one for each of 2 comparisons")]
    [InlineData("party-hub/bundle/1", "party-hub/bundle/2", "format: \"party-hub/bundle/2\" is unknown; this version reads party-hub/bundle/1")]
    [InlineData("\"format\": \"party-hub/bundle/1\",", "", "format: is missing; a text of 1 to 200 characters is needed")]
    [InlineData("\"small\"", "\"\"", "name: a text of 0 characters is not a text of 1 to 200 characters, none of them a control character")]
    [InlineData("\"small\"", "\"a\\nb\"", "name: a text of 3 characters is not a text of 1 to 200 characters, none of them a control character")]
    [InlineData("\"trust\":0.9", "\"trust\":-0.1", "sources[0].trust: -0.1 is not between 0 and 1")]
    [InlineData("\"web\"", "\"crm\"", "sources[1].name: \"crm\" stands there twice; once is allowed")]
    [InlineData("P365D", "a year", "sources[0].halfLife: a text of 6 characters is not a duration of zero or more, such as \"P365D\" or \"365.00:00:00\"")]
    [InlineData("P365D", "-P1D", "sources[0].halfLife: a text of 4 characters is not a duration of zero or more, such as \"P365D\" or \"365.00:00:00\"")]
    [InlineData("\"keyBits\": 14", "\"keyBits\": 0.5", "blocking.keyBits: 0.5 is not between 1 and 64")]
    [InlineData("\"maxBlockRecords\": 100", "\"maxBlockRecords\": 1", "blocking.maxBlockRecords: 1 is not a whole number between 2 and 1000000")]
    [InlineData("\"maxBlockRecords\": 100", "\"maxBlockRecords\": 99.5", "blocking.maxBlockRecords: 99.5 is not a whole number between 2 and 1000000")]
    [InlineData("\"postcode\"", "\"height\"", "blocking.persons[1].parts[0]: \"height\" is unknown; known are given, date, postcode")]
    [InlineData("[\"postcode\"]", "[]", "blocking.persons[1].parts: none is too few; at least one of the key parts is needed")]
    [InlineData("[\"postcode\"]", "\"postcode\"", "blocking.persons[1].parts: a text of 8 characters is not an array of key parts")]
    [InlineData("[\"given\",\"date\"]", "[\"given\",\"given\"]", "blocking.persons[0].parts[1]: \"given\" stands there twice; once is allowed")]
    [InlineData("\"minParts\":2", "\"minParts\":3", "blocking.persons[0].minParts: 3 is not a whole number between 1 and 2")]
    [InlineData("\"place\"", "\"names\"", "blocking.persons[1].name: \"names\" stands there twice; once is allowed")]
    [InlineData("\"reviewBits\": -4", "\"reviewBits\": 0.5", "thresholds.reviewBits: 0.5 is not at or below matchBits, which is 0")]
    [InlineData("\"floorBits\": -12", "\"floorBits\": -4", "thresholds.floorBits: -4 is not below reviewBits, which is -4")]
    [InlineData("\"averageBits\": -1,", "\"averageBits\": -13,", "thresholds.floorBits: -12 is not below averageBits, which is -13")]
    [InlineData("\"averageBits\": -1,", "\"averageBits\": 12,", "thresholds.averageBits: 12 is not below ceilingBits, which is 12")]
    [InlineData("\"ceilingBits\": 12", "\"ceilingBits\": -0.5", "thresholds.matchBits: 0 is not below ceilingBits, which is -0.5")]
    [InlineData("[\"consensus\"]", "[\"luck\"]", "survivorship[1].rules[0]: \"luck\" is unknown; known are trust, recency, consensus, completeness")]
    [InlineData("[\"consensus\"]", "[]", "survivorship[1].rules: none is too few; at least one of the survivorship rules is needed")]
    [InlineData("[\"consensus\"]", "[7]", "survivorship[1].rules[0]: a number is not a text of 1 to 200 characters, none of them a control character")]
    [InlineData("\"keep\":\"all\"", "\"keep\":\"most\"", "survivorship[1].keep: \"most\" is unknown; known are one, all")]
    [InlineData("\"attribute\":\"phone\"", "\"attribute\":\"*\"", "survivorship[1].attribute: \"*\" stands there twice; once is allowed")]
    [InlineData("\"attribute\":\"phone\"", "\"attribute\":\"fax\"", "survivorship[1].attribute: \"fax\" is unknown; known are *, name, address, identifier.*, relation.*, " + Plain)]
    [InlineData("\"name.given\"", "\"fax\"", "termFrequencies[0].attribute: \"fax\" is unknown; known are name.organisation.token, email.domain, " + Plain)]
    [InlineData("\"duplicates\": 0.25", "\"duplicates\": -1", "termFrequencies[0].duplicates: -1 is not between 0 and 1000000000000000")]
    [InlineData("\"unlistedBits\": 9.9", "\"unlistedBits\": -1", "termFrequencies[0].unlistedBits: -1 is not between 0 and 100")]
    [InlineData("\"zoe\": 2", "\"zoe\": 1001", "termFrequencies[0].counts: entry 2 is not a number above 0 and at most the table's records")]
    [InlineData("\"zoe\": 2", "\"zoe\": \"2\"", "termFrequencies[0].counts: entry 2 is not a number above 0 and at most the table's records")]
    [InlineData("\"zoe\": 2", "\"ann\\tb\": 2", "termFrequencies[0].counts: entry 2 has the value of an earlier entry; once is allowed")]
    [InlineData("\"name\": \"small\",", "\"name\": \"small\", \"extra\": 1,", "extra: is unknown; known here are format, name, sources, persons, organisations, blocking, thresholds, survivorship, privacy, contracts, termFrequencies")]
    public void Read_WhenOneThingIsWrong_SaysWhereWhatAndWhatIsAllowed(string valid, string invalid, string problem)
    {
        int at = SmallBundle.Json.IndexOf(valid, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0);
        string json = string.Concat(SmallBundle.Json.AsSpan(0, at), invalid, SmallBundle.Json.AsSpan(at + valid.Length));

        ProblemsOf(json)[0].ShouldBe(problem);
    }

    [Fact]
    public void Read_WhenLevelsAreOutOfOrder_SaysTheCodesOrder()
    {
        string json = SmallBundle.Json
            .Replace("\"name\":\"near\"", "\"name\":\"x\"", StringComparison.Ordinal)
            .Replace("{\"name\":\"different\",\"m\":0.1,\"u\":0.97", "{\"name\":\"near\",\"m\":0.1,\"u\":0.97", StringComparison.Ordinal)
            .Replace("\"name\":\"x\"", "\"name\":\"different\"", StringComparison.Ordinal);

        ProblemsOf(json).ShouldBe(
            ["persons.comparisons[0].levels: exact, different, near are not the levels of given in order, which are exact, near, different"]);
    }

    [Fact]
    public void Read_WhenSeventeenRules_SaysHowManyAreAllowed()
    {
        string rules = string.Join(',', Enumerable.Range(0, 17).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"name\":\"r{i}\",\"parts\":[\"date\"]}}")));
        string json = SmallBundle.Json.Replace("{\"name\":\"date\",\"parts\":[\"date\"],\"minParts\":1}", rules, StringComparison.Ordinal);

        ProblemsOf(json).ShouldBe(["blocking.organisations: 17 rules are too many; at most 16 are allowed"]);
    }

    [Fact]
    public void Read_WhenManyThingsAreWrong_SaysAllAtOnce()
    {
        string json = SmallBundle.Json
            .Replace("\"trust\":0.9", "\"trust\":9", StringComparison.Ordinal)
            .Replace("\"m\":0.7,", "\"m\":1.5,", StringComparison.Ordinal)
            .Replace("\"matchBits\"", "\"matchBit\"", StringComparison.Ordinal)
            .Replace("\"keep\":\"all\"", "\"keep\":\"most\"", StringComparison.Ordinal);

        BundleException error = Should.Throw<BundleException>(() => BundleFile.Parse(json, "a.json", SmallBundle.Vocabulary));

        error.Message.ShouldBe(
            """
            a.json: 5 problems
              sources[0].trust: 9 is not between 0 and 1
              persons.comparisons[0].levels[0].m: 1.5 is not between 0 and 1 exclusive
              thresholds.matchBit: is unknown; known here are matchBits, reviewBits, averageBits, floorBits, ceilingBits
              thresholds.matchBits: is missing; a number between -100 and 100 is needed
              survivorship[1].keep: "most" is unknown; known are one, all
            """);
    }

    [Fact]
    public void Read_WhenNoMembers_SaysAllThatIsMissing() =>
        ProblemsOf("{}").ShouldBe(
        [
            "format: is missing; a text of 1 to 200 characters is needed",
            "name: is missing; a text of 1 to 200 characters is needed",
            "sources: is missing; an array of sources is needed",
            "persons: is missing; a match model is needed",
            "organisations: is missing; a match model is needed",
            "blocking: is missing; an object is needed",
            "thresholds: is missing; an object is needed",
            "survivorship: is missing; an array of survivorship policies is needed",
            "termFrequencies: is missing; an array of term frequency tables is needed",
        ]);

    [Fact]
    public void Read_WhenNotAnObject_SaysWhatIsNeeded() =>
        ProblemsOf("[1]")[0].ShouldBe(
            "an array of 1 is not an object with format, name, sources, persons, organisations, blocking, thresholds, survivorship, privacy, contracts, termFrequencies");

    [Fact]
    public void Read_WhenNotJson_SaysTheLine() =>
        ProblemsOf("{\n  \"format\": x").ShouldBe(["line 2 is not valid JSON; a bundle of format party-hub/bundle/1 is expected"]);

    [Fact]
    public void Read_WhenManyCountsAreWrong_TellsFiveAndTheNumberOfOthers()
    {
        string counts = string.Join(',', Enumerable.Range(0, 8).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"secret{i}\":0")));
        string json = SmallBundle.Json.Replace("\"zoe\": 2", counts, StringComparison.Ordinal);

        IReadOnlyList<string> problems = ProblemsOf(json);

        problems.Count.ShouldBe(6);
        problems[4].ShouldBe("termFrequencies[0].counts: entry 6 is not a number above 0 and at most the table's records");
        problems[5].ShouldBe("termFrequencies[0].counts: 3 more entries are wrong in the same ways");
        problems.ShouldNotContain(problem => problem.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WhenNoVocabulary_TakesUnknownComparisonsAndKeyParts()
    {
        string json = SmallBundle.Json
            .Replace("\"name\": \"date\"", "\"name\": \"height\"", StringComparison.Ordinal)
            .Replace("[\"postcode\"]", "[\"height\"]", StringComparison.Ordinal);

        BundleFile.Parse(json, "small").Persons.Comparisons[1].Name.ShouldBe("height");
        ProblemsOf(json).Count.ShouldBe(2);
    }

    private static IReadOnlyList<string> ProblemsOf(string json)
    {
        BundleException error = Should.Throw<BundleException>(() => BundleFile.Parse(json, "bundle", SmallBundle.Vocabulary));
        return [.. error.Problems.Select(problem => problem.ToString())];
    }
}
