using System.Globalization;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests;

public sealed class CsvReadingTests
{
    private const string Unclosed = "a quote that is opened and not closed before a delimiter or line end";

    [Theory]
    [InlineData("id,first_name,surname\n1,Ada,Lovelace\n", "CSV (comma)")]
    [InlineData("id;first_name;surname\r\n1;Ada;Lovelace\r\n", "CSV (semicolon)")]
    [InlineData("id\tfirst_name\tsurname\n1\tAda\tLovelace", "CSV (tab)")]
    [InlineData("id|first_name|surname\n1|Ada|Lovelace\n", "CSV (vertical bar)")]
    [InlineData("id,first_name,surname\r1,Ada,Lovelace\r", "CSV (comma)")]
    [InlineData("id, first_name, surname\n1, \"Ada\" , Lovelace \n", "CSV (comma)")]
    [InlineData("sep=;\nid;first_name;surname\n1;Ada;Lovelace\n", "CSV (semicolon)")]
    [InlineData("\n\nid,first_name,surname\n\n1,Ada,Lovelace\n\n,,\n", "CSV (comma)")]
    public async Task ReadAsync_WhenDialectsDiffer_GivesTheSameRecord(string text, string format)
    {
        Reading reading = await Reading.OfTextAsync(text);

        reading.Lines.ShouldBe(["people/1 name.given=Ada; name.family=Lovelace"]);
        reading.DeadLines.ShouldBeEmpty();
        reading.Mapping.Format.ShouldBe(format);
    }

    [Fact]
    public async Task ReadAsync_WhenCellsAreQuoted_KeepsDelimitersQuotesAndLineBreaks()
    {
        Reading reading = await Reading.OfTextAsync("id,surname,address\n1,\"O\"\"Hara, Jr\",\"1 High St\nFlat 2\"\n2,Roe,3 Low St\n");

        reading.Lines.ShouldBe(["people/1 name.family=O\"Hara, Jr; address.full=1 High St\nFlat 2", "people/2 name.family=Roe; address.full=3 Low St"]);
    }

    [Theory]
    [InlineData("id,surname,city\n1,\"Roe,Leeds\n2,Poe,York\n3,Doe,Bath\n", "2", "people/2 name.family=Poe; address.city=York|people/3 name.family=Doe; address.city=Bath")]
    [InlineData("id,surname,city\n1,\"Roe,Leeds\n2,\"Poe\",York\n3,Doe,Bath\n", "2", "people/2 name.family=Poe; address.city=York|people/3 name.family=Doe; address.city=Bath")]
    [InlineData("id,surname,city\n1,Poe,York\n2,\"Roe", "3", "people/1 name.family=Poe; address.city=York")]
    public async Task ReadAsync_WhenQuoteIsNeverClosed_RefusesThatLineAndGoesOn(string text, string line, string records)
    {
        Reading reading = await Reading.OfTextAsync(text);

        reading.DeadLines.ShouldBe([$"{line} Parse {Unclosed}"]);
        reading.Lines.ShouldBe(records.Split('|'));
    }

    [Fact]
    public async Task ReadAsync_WhenCellsAreTooManyOrTooFew_RefusesTheFirstAndFillsTheSecond()
    {
        Reading reading = await Reading.OfTextAsync("id,surname,city\n1,Roe,Leeds,UK\n2,Poe\n3,Doe,York,,\n4,Moe,Hull\n");

        reading.Lines.ShouldBe(["people/2 name.family=Poe", "people/3 name.family=Doe; address.city=York", "people/4 name.family=Moe; address.city=Hull"]);
        reading.DeadLines.ShouldBe(["2 Parse 4 cells, but the header has 3 columns"]);
        reading.Dead[0].Raw.ShouldBe("1,Roe,Leeds,UK");
    }

    [Fact]
    public async Task ReadAsync_WhenIdsAreMissingOrRepeated_AccountsForEveryLine()
    {
        string filler = string.Concat(Enumerable.Range(10, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},Filler,Hull\n")));
        Reading reading = await Reading.OfTextAsync("record_id,surname,city\n1,Roe,Leeds\n,Poe,York\n1,Roe,Leeds\n1,Doe,Bath\n2,,\n" + filler);

        reading.Lines[0].ShouldBe("people/1 name.family=Roe; address.city=Leeds");
        reading.Records.Count.ShouldBe(201);
        reading.Repeated.ShouldBe(1);
        reading.DeadLines.ShouldBe(
        [
            "3 Contract no record id",
            "5 Conflict the record id came before in this input with different content; the first one was taken",
            "6 Contract no cell that can be matched on is filled",
        ]);
        reading.Dead.Select(dead => dead.Raw).ShouldBe([",Poe,York", "1,Doe,Bath", "2,,"]);
        reading.Batches[^1].RecordsDone.ShouldBe(204);
    }

    [Fact]
    public async Task ReadAsync_WhenCellIsTooLong_RefusesTheRecord()
    {
        string large = new('x', 10_000_000);
        Reading reading = await Reading.OfTextAsync($"id,surname\n1,{large}\n2,\"{large}\"\n3,Roe\n");

        reading.Lines.ShouldBe(["people/3 name.family=Roe"]);
        reading.DeadLines.ShouldBe(["2 Parse a cell of 10000000 bytes in column 2; at most 1048576 are allowed", "3 Parse a cell of 10000000 bytes in column 2; at most 1048576 are allowed"]);
        reading.Dead[0].Raw.Length.ShouldBe((1 << 20) + " [cut]".Length);
    }

    [Fact]
    public async Task ReadAsync_WhenLineIsLongerThanTheBuffer_RefusesItAndGoesOn()
    {
        Reading reading = await Reading.OfTextAsync($"id,surname\n1,{new string('x', 40_000_000)}\n3,Roe\n");

        reading.Lines.ShouldBe(["people/3 name.family=Roe"]);
        reading.DeadLines.ShouldBe(["2 Parse a line longer than 16777216 bytes"]);
    }

    [Fact]
    public async Task ReadAsync_WhenLineHasAMillionColumns_RefusesIt()
    {
        Reading reading = await Reading.OfTextAsync("id,surname\n" + string.Join(',', Enumerable.Repeat("x", 1_000_000)) + "\n3,Roe\n");

        reading.Lines.ShouldBe(["people/3 name.family=Roe"]);
        reading.DeadLines.ShouldBe(["2 Parse 1000000 cells, but the header has 2 columns"]);
    }

    [Fact]
    public async Task ReadAsync_WhenLineHasNulBytes_RefusesThatLineOnly()
    {
        Reading reading = await Reading.OfTextAsync("id,surname\n1,Ro\0e\n2,Poe\n");

        reading.Lines.ShouldBe(["people/2 name.family=Poe"]);
        reading.DeadLines.ShouldBe(["2 Parse a NUL byte; text without control characters is expected"]);
    }

    [Fact]
    public async Task ReadAsync_WhenNoColumnIsAnId_TakesTheLineNumber()
    {
        Reading reading = await Reading.OfTextAsync("surname,city\nRoe,\"Leeds\nNorth\"\n\nPoe,York\n");

        reading.Lines.ShouldBe(["people/2 name.family=Roe; address.city=Leeds\nNorth", "people/5 name.family=Poe; address.city=York"]);
        reading.Mapping.Proposal.Notes.ShouldBe(["no column is a record id; the line number is the id"]);
    }

    [Theory]
    [InlineData(true, "people/1 name.family=Roe; Shoe size=9; phone=1; phone=2")]
    [InlineData(false, "people/1 name.family=Roe; phone=1; phone=2")]
    public async Task ReadAsync_WhenPayloadIsKeptOrNot_KeepsUnmappedColumnsOrNot(bool keep, string expected)
    {
        Reading reading = await Reading.OfTextAsync("id,surname,Shoe size,phone\n1,Roe,9,1 | 2\n", new InputOptions { KeepPayload = keep });

        reading.Lines.ShouldBe([expected]);
        reading.Records[0].Payload.ShouldBe("");
    }

    [Fact]
    public async Task ReadAsync_WhenCellsSayNothing_LeavesThemOut()
    {
        Reading reading = await Reading.OfTextAsync("id,first_name,surname,city,email\n1,NA,Roe,N/A,\\N\n2,None,NULL,-,a@b.c\n3,\u00A0 Ann\u00A0,Nato,n/a,nan\n");

        reading.Lines.ShouldBe(["people/1 name.family=Roe", "people/2 email=a@b.c", "people/3 name.given=Ann; name.family=Nato"]);
    }

    [Fact]
    public async Task ReadAsync_WhenBatchesAreSmall_GoesOnExactlyWhereItStopped()
    {
        var text = new StringBuilder("record_id,surname\n");
        for (int i = 0; i < 100; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},Name{i}\n").Append(i % 10 == 3 ? ",\"no id\"\n" : "");
        }

        var options = new InputOptions { BatchRecords = 7, ChunkBytes = 64 };
        Reading whole = await Reading.OfTextAsync(text.ToString(), options);
        whole.Records.Count.ShouldBe(100);
        whole.Dead.Count.ShouldBe(10);
        whole.Batches.Select(batch => batch.Last).ShouldBe([.. Enumerable.Repeat(false, 15), true]);
        whole.Batches.Take(15).ShouldAllBe(batch => batch.Records.Count + batch.DeadLetters.Count == 7);

        foreach (RecordBatch batch in whole.Batches)
        {
            Reading rest = await Reading.OfTextAsync(text.ToString(), new InputOptions { BatchRecords = 1000 }, skip: batch.RecordsDone);
            rest.Lines.ShouldBe(whole.Lines.Skip(whole.Batches.TakeWhile(b => b.RecordsDone <= batch.RecordsDone).Sum(b => b.Records.Count)));
            rest.Batches[^1].RecordsDone.ShouldBe(110);
        }
    }

    [Fact]
    public async Task ReadAsync_WhenRepeatsComeLate_KnowsTheKeysThatWereSkipped()
    {
        string text = "record_id,surname\n" + string.Concat(Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},Roe\n"))) + "5,Roe\n6,Poe\n";

        Reading rest = await Reading.OfTextAsync(text, skip: 199);

        rest.Lines.ShouldBe(["people/199 name.family=Roe"]);
        rest.Repeated.ShouldBe(1);
        rest.DeadLines.ShouldBe(["203 Conflict the record id came before in this input with different content; the first one was taken"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task ReadAsync_WhenTextIsRandom_DoesNotDependOnChunksOrThreads(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            var text = new StringBuilder("surname,city,note\n");
            for (int i = random.Next(300); i > 0; i--)
            {
                text.Append(random.Next(12) switch
                {
                    0 or 1 => "\"",
                    2 or 3 => ",",
                    4 => "\n",
                    5 => " ",
                    6 => "\"\"",
                    7 => "\r\n",
                    8 => ",\"",
                    9 => "\",",
                    _ => ((char)('a' + random.Next(26))).ToString(),
                });
            }

            Reading large = await Reading.OfTextAsync(text.ToString(), new InputOptions { Parallelism = 1 });
            Reading small = await Reading.OfTextAsync(text.ToString(), new InputOptions { Parallelism = 4, ChunkBytes = 16 });

            small.Lines.ShouldBe(large.Lines, $"seed {seed}, round {round}: {text}");
            small.DeadLines.ShouldBe(large.DeadLines, $"seed {seed}, round {round}: {text}");
        }
    }

    [Theory]
    [InlineData("", "people.csv: the input is empty. A header line with at least one record, or JSON, is expected.")]
    [InlineData(" \n\r\n", "people.csv: the input is empty. A header line with at least one record, or JSON, is expected.")]
    [InlineData("foo,bar\n1,2\n", "people.csv: line 1: none of the 2 columns (comma separated) is recognised. The first line must be a header with usual names (first_name, surname, dob, company, address, ...), or give a mapping file.")]
    [InlineData("\0\u0001\0\u0002\0\u0003\0\u0004\0\u0005\0", "people.csv: the input is not text. Allowed are CSV, TSV, JSON Lines and JSON in UTF-8, UTF-16 with byte order mark or Windows-1252, each also as gzip.")]
    public void Open_WhenInputCannotBeUsed_SaysWhatIsAllowed(string text, string message)
    {
        InputException error = Should.Throw<InputException>(() => RecordReader.Open(new InputFile("people.csv"), new InputOptions(), new MemoryStream(Encoding.UTF8.GetBytes(text))));

        error.Message.ShouldBe(message);
    }

    [Fact]
    public async Task ReadAsync_WhenColumnsShareAName_GivesEachValueToTheAttribute()
    {
        Reading reading = await Reading.OfTextAsync("id,surname,phone,phone,surname\n1,Roe,5,6,Poe\n");

        reading.Lines.ShouldBe(["people/1 name.family=Roe; phone=5; phone=6; name.family=Poe"]);
        reading.Mapping.Proposal.Notes.ShouldBe(
            ["column 4 has the name of an earlier one (phone) and takes its target", "column 5 has the name of an earlier one (surname) and takes its target"]);
    }

    [Fact]
    public async Task ReadAsync_WhenThereIsOnlyAHeader_GivesOneEmptyLastBatch()
    {
        Reading reading = await Reading.OfTextAsync("id,surname");

        RecordBatch batch = reading.Batches.ShouldHaveSingleItem();
        (batch.Records.Count, batch.DeadLetters.Count, batch.RecordsDone, batch.Last).ShouldBe((0, 0, 0L, true));
    }
}
