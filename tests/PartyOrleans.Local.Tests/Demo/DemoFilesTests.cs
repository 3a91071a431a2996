using System.Text.Json;
using PartyOrleans.Local.Demo;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Demo;

public sealed class DemoFilesTests
{
    [Fact]
    public void All_WhenRead_HoldsTheThreeFiles()
    {
        DemoFiles.All.Select(file => file.Name).ShouldBe(["customers.csv", "kontakte.csv", "registry.jsonl"]);
        DemoFiles.All.ShouldAllBe(file => file.Content.EndsWith('\n') && !file.Content.Contains('\r'));
        DemoFiles.All.Select(file => Lines(file.Content).Length).ShouldBe([39, 23, 22]);
    }

    [Fact]
    public void All_WhenCellsAreCounted_OnlyTheMalformedLinesDiffer()
    {
        string[] odd =
        [
            .. Lines(DemoFiles.All[0].Content).Where(line => Cells(line, ',') != 12),
            .. Lines(DemoFiles.All[1].Content).Where(line => Cells(line, ';') != 12),
            .. Lines(DemoFiles.All[2].Content).Where(line => !IsJson(line)),
        ];
        odd.Length.ShouldBe(DemoFiles.MalformedLines);
        odd[0].ShouldStartWith("C029,");
        odd[1].ShouldContain("R012");
    }

    [Fact]
    public void Stories_WhenTakenTogether_HoldEveryWellFormedRecordOnce()
    {
        string[] told = [.. DemoStories.All.SelectMany(story => story.Parties).SelectMany(party => party).Order(StringComparer.Ordinal)];
        string[] written =
        [
            .. Lines(DemoFiles.All[0].Content).Skip(1).Select(line => "customers/" + line[..4]).Where(key => key != "customers/C029"),
            .. Lines(DemoFiles.All[1].Content).Skip(1).Select(line => "kontakte/" + line[..4]),
            .. Lines(DemoFiles.All[2].Content).Where(IsJson).Select(line => Json(line, "DATA_SOURCE") + "/" + Json(line, "RECORD_ID")),
        ];
        told.ShouldBe(written.Order(StringComparer.Ordinal));
        told.Length.ShouldBe(80);
    }

    [Fact]
    public void Truth_WhenWritten_NumbersThePartiesInOrder()
    {
        string[] lines = Lines(DemoStories.Truth());
        lines[..4].ShouldBe(["record_id,entity_id", "customers/C001,1", "customers/C002,1", "registry/R013,1"]);
        lines.Length.ShouldBe(81);
    }

    [Fact]
    public void All_WhenAnLeiIsGiven_ItsCheckDigitsHold()
    {
        string[] given = [.. Lines(DemoFiles.All[2].Content).Where(IsJson).Select(line => Json(line, "LEI_NUMBER")).Where(lei => lei.Length > 0)];
        given.Length.ShouldBe(10);
        given.Distinct().Count().ShouldBe(8);
        given.ShouldAllBe(lei => Identifiers.HasValidCheckDigits(Identifiers.Standardise("lei", lei, "")));
    }

    [Fact]
    public void All_WhenAMailboxOrTelephoneIsGiven_ItIsReservedForFiction()
    {
        foreach (string cell in DemoFiles.All.SelectMany(file => file.Content.Split([',', ';', '\n', '"'])))
        {
            string trimmed = cell.Trim();
            if (trimmed.Contains('@'))
            {
                string domain = Emails.Domain(trimmed).ToString();
                (domain.EndsWith(".example", StringComparison.Ordinal) || domain is "example.com" or "example.net" or "example.org").ShouldBeTrue(trimmed);
            }

            if (trimmed.Length == 12 && trimmed[3] == '-' && trimmed[7] == '-')
            {
                (trimmed.Contains("-555-01", StringComparison.Ordinal) || trimmed == "000-000-0000").ShouldBeTrue(trimmed);
            }
        }
    }

    private static string[] Lines(string content) => content.TrimEnd('\n').Split('\n');

    private static int Cells(string line, char delimiter) =>
        1 + line.Split('"').Where((_, index) => index % 2 == 0).Sum(part => part.Count(c => c == delimiter));

    private static string Json(string line, string name)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
    }

    private static bool IsJson(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
