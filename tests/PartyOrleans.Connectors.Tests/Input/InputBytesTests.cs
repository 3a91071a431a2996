using System.Globalization;
using System.IO.Compression;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests;

public sealed class InputBytesTests
{
    private const string Text = "id,first_name,surname\n1,Zoë,Müller\n2,Łukasz,Ørsted\n";
    private static readonly string[] Expected = ["people/1 name.given=Zoë; name.family=Müller", "people/2 name.given=Łukasz; name.family=Ørsted"];

    public static TheoryData<string, byte[]> Encodings() => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Text) },
        { "UTF-8 with byte order mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-16 LE", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16 BE", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Text)] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task ReadAsync_WhenEncodingsDiffer_GivesTheSameRecords(string encoding, byte[] bytes)
    {
        Reading plain = await Reading.OfBytesAsync(bytes);
        Reading packed = await Reading.OfBytesAsync(Pack(bytes), name: "people.csv.gz");

        plain.Lines.ShouldBe(Expected);
        plain.Mapping.Encoding.ShouldBe(encoding);
        packed.Lines.ShouldBe(Expected);
        (packed.Mapping.Compressed, packed.Mapping.Encoding, packed.Mapping.Source).ShouldBe((true, encoding, "people"));
    }

    [Fact]
    public async Task ReadAsync_WhenLinesAreNotUtf8_ReadsThoseAsWindows1252()
    {
        byte[] bytes = [.. "id,first_name,surname\n1,Zo"u8, 0xEB, .. ",M"u8, 0xFC, .. "ller"u8, 0x80, .. "\n2,Zoë,Poe\n3,\"A"u8, 0xE9, .. "\n4,Ann,Roe\n"u8];

        Reading reading = await Reading.OfBytesAsync(bytes);

        reading.Lines.ShouldBe(["people/1 name.given=Zoë; name.family=Müller€", "people/2 name.given=Zoë; name.family=Poe", "people/4 name.given=Ann; name.family=Roe"]);
        reading.Dead.ShouldHaveSingleItem().Raw.ShouldBe("3,\"Aé");
        reading.Mapping.Proposal.Notes.ShouldBe(["lines that are not valid UTF-8 are read as Windows-1252"]);
    }

    [Fact]
    public async Task ReadAsync_WhenGzipBreaksOff_DeliversWhatCameAndSaysWhere()
    {
        var text = new StringBuilder("id,surname\n");
        for (int i = 0; i < 100_000; i++)
        {
            text.Append(i).Append(",Name").Append(StableHash.Of(BitConverter.GetBytes(i))).Append('\n');
        }

        byte[] whole = Pack(Encoding.UTF8.GetBytes(text.ToString()));
        Reading reading = await Reading.OfBytesAsync(whole[..(whole.Length / 8 * 7)], name: "big.csv.gz");

        reading.Records.Count.ShouldBeInRange(80_000, 90_000);
        reading.Records.Select(record => record.Key.RecordId).ShouldBe(Enumerable.Range(0, reading.Records.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        reading.Batches.ShouldAllBe(batch => !batch.Last);
        reading.Broken.ShouldNotBeNull().Message.ShouldStartWith("big.csv.gz: the gzip breaks off after ");
    }

    [Fact]
    public async Task ReadAsync_WhenGzipHasSeveralMembers_ReadsAll()
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);

        Reading reading = await Reading.OfBytesAsync([.. Pack(text[..30]), .. Pack(text[30..])], name: "people.csv.gz");

        reading.Lines.ShouldBe(Expected);
        reading.Broken.ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    public async Task ReadAsync_WhenASmallGzipBreaksOff_SaysSo(int missing)
    {
        byte[] whole = Pack(Encoding.UTF8.GetBytes("id,surname\n1,Roe\n2,Poe\n"));

        Reading reading = await Reading.OfBytesAsync(whole[..^missing], name: "small.csv.gz");

        reading.Broken.ShouldNotBeNull().Message.ShouldStartWith("small.csv.gz: the gzip breaks off after ");
    }

    [Theory]
    [InlineData(16)]
    [InlineData(20)]
    public void Open_WhenAGzipBreaksOffBeforeAnythingCanBeRecognised_SaysThatItBreaksOff(int bytes)
    {
        byte[] whole = Pack(Encoding.UTF8.GetBytes("id,surname\n1,Roe\n2,Poe\n"));

        InputException error = Should.Throw<InputException>(() => RecordReader.Open(new InputFile("small.csv.gz"), new InputOptions(), new MemoryStream(whole[..bytes])));

        error.Message.ShouldStartWith("small.csv.gz: the gzip breaks off after ");
    }

    [Fact]
    public async Task ReadAsync_WhenReadTwice_Throws()
    {
        using RecordReader reader = RecordReader.Open(new InputFile("people.csv"), new InputOptions(), new MemoryStream(Encoding.UTF8.GetBytes(Text)));
        await foreach (RecordBatch batch in reader.ReadAsync(0, CancellationToken.None))
        {
            batch.Records.Count.ShouldBe(2);
        }

        await Should.ThrowAsync<InvalidOperationException>(async () => await reader.ReadAsync(0, CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());
    }

    [Fact]
    public void Open_WhenFileIsMissing_NamesIt()
    {
        InputException error = Should.Throw<InputException>(() => RecordReader.Open(new InputFile("no-such.csv"), new InputOptions()));

        error.Message.ShouldStartWith("no-such.csv: cannot be opened: ");
    }

    [Theory]
    [InlineData(0, 4, 1 << 20, "BatchRecords")]
    [InlineData(1, 0, 1 << 20, "Parallelism")]
    [InlineData(1, 1, 10, "MaxFieldBytes")]
    public void Open_WhenAnOptionIsOutOfBounds_NamesIt(int batch, int parallelism, int maxField, string option)
    {
        var options = new InputOptions { BatchRecords = batch, Parallelism = parallelism, MaxFieldBytes = maxField };

        Should.Throw<ArgumentOutOfRangeException>(() => RecordReader.Open(new InputFile("x.csv"), options)).ParamName.ShouldBe(option);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
