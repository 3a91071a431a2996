using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardisation;

/// <summary>Street lines of real directories that nobody here wrote.</summary>
public sealed class SharedAddressTests
{
    private const string Fodors = "restaurants-fodors-zagat/fodors.csv";
    private const string Chicago = "dedupe-chicago-earlychildhood/csv_example_messy_input.csv";
    private const string Febrl = "febrl/dataset1.csv";

    [SharedDataFact(Fodors)]
    public void ParseStreetLine_WhenRestaurantInTwoDirectories_GivesSameHouseAndMostlySameStreet()
    {
        Dictionary<string, string> fodors = Streets(Fodors, 0, 2);
        Dictionary<string, string> zagats = Streets("restaurants-fodors-zagat/zagats.csv", 0, 2);
        int houses = 0;
        int streets = 0;
        int raw = 0;
        int pairs = 0;
        foreach (string line in File.ReadLines(SharedData.Require("restaurants-fodors-zagat/_truth_pairs.csv")).Skip(1))
        {
            string[] pair = line.Split(',');
            string a = fodors[pair[0]];
            string b = zagats[pair[1]];
            (string house, string street, _) = Addresses.ParseStreetLine(a);
            (string otherHouse, string otherStreet, _) = Addresses.ParseStreetLine(b);
            pairs++;
            raw += a == b ? 1 : 0;
            houses += house == otherHouse ? 1 : 0;
            streets += house == otherHouse && street == otherStreet ? 1 : 0;
        }

        (pairs, raw, houses, streets).ShouldBe((112, 67, 105, 91));
    }

    [SharedDataTheory(Chicago)]
    [InlineData(Chicago, 3, 1)]
    [InlineData(Fodors, 2, 1)]
    [InlineData(Febrl, 4, 0)]
    public void ParseStreetLine_WhenStreetIsReadAgain_ChangesNothing(string file, int column, int allowed)
    {
        List<string> changed = [];
        foreach (string line in Streets(file, 0, column).Values.Distinct(StringComparer.Ordinal))
        {
            string street = Addresses.ParseStreetLine(line).Street;
            if (Addresses.ParseStreetLine(street) != ("", street, ""))
            {
                changed.Add(line);
            }
        }

        changed.Count.ShouldBe(allowed, string.Join("; ", changed));
    }

    private static Dictionary<string, string> Streets(string file, int key, int column)
    {
        var streets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(SharedData.Require(file)).Skip(1))
        {
            string[] cells = SplitCsv(line);
            if (cells.Length > column)
            {
                streets[cells[key]] = cells[column].Trim();
            }
        }

        return streets;
    }

    /// <summary>Cells of a line; a cell in quotes may hold commas.</summary>
    private static string[] SplitCsv(string line)
    {
        List<string> cells = [];
        int start = 0;
        bool quoted = false;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i == line.Length || (line[i] == ',' && !quoted))
            {
                cells.Add(line[start..i].Trim().Trim('"'));
                start = i + 1;
            }
        }

        return [.. cells];
    }
}
