using System.Globalization;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests;

/// <summary>Properties over generated text, checked against slow and obviously right readings of it.</summary>
public sealed class CsvPropertyTests
{
    [Theory]
    [InlineData(11, ',')]
    [InlineData(12, ';')]
    [InlineData(13, '\t')]
    public async Task ReadAsync_WhenTextIsWellFormed_GivesBackEveryCell(int seed, char delimiter)
    {
        var random = new Random(seed);
        for (int round = 0; round < 30; round++)
        {
            var text = new StringBuilder($"record_id{delimiter}surname{delimiter}note{delimiter}city\n");
            var expected = new List<string>();
            int rows = 20 + random.Next(60);
            for (int row = 0; row < rows; row++)
            {
                string surname = Cell(random, delimiter);
                string note = Cell(random, delimiter);
                string city = Cell(random, delimiter);
                text.Append(row).Append(delimiter).Append(Quoted(surname, random)).Append(delimiter).Append(Quoted(note, random)).Append(delimiter)
                    .Append(Quoted(city, random)).Append(random.Next(2) == 0 ? "\r\n" : "\n");
                string line = string.Join("; ", new[] { ("name.family", surname), ("note", note), ("address.city", city) }
                    .Where(cell => cell.Item2.Trim().Length > 0).Select(cell => $"{cell.Item1}={cell.Item2.Trim()}"));
                if (surname.Trim().Length + city.Trim().Length > 0)
                {
                    expected.Add($"people/{row.ToString(CultureInfo.InvariantCulture)} {line}");
                }
            }

            Reading reading = await Reading.OfTextAsync(text.ToString(), new InputOptions { ChunkBytes = 16 << random.Next(12) });

            reading.Lines.ShouldBe(expected.ToArray(), $"seed {seed}, round {round}: {text}");
            reading.Dead.ShouldAllBe(dead => dead.Kind == DeadLetterKind.Contract, $"seed {seed}, round {round}: {text}");
            reading.Batches[^1].RecordsDone.ShouldBe(rows);
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task ReadAsync_WhenTextHasNoQuotes_AccountsForEveryLine(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 50; round++)
        {
            var text = new StringBuilder();
            for (int i = random.Next(400); i > 0; i--)
            {
                text.Append(",\n abé"[random.Next(6)]);
            }

            text.Append(random.Next(2) == 0 ? "\0" : "");

            string body = text.ToString();
            int filled = body.Split('\n').Count(line => line.Replace('\0', 'x').Any(c => c is not (',' or ' ')));

            Reading reading = await Reading.OfTextAsync("surname,city,note\n" + body, new InputOptions { ChunkBytes = 32 });

            (reading.Records.Count + reading.Dead.Count).ShouldBe(filled, $"seed {seed}, round {round}: {body}");
            reading.Batches[^1].RecordsDone.ShouldBe(filled);
        }
    }

    [Fact]
    public async Task ReadAsync_WhenReaderStopsEarly_EndsItsThreads()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("id,surname\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},Roe\n"))));
        var options = new InputOptions { BatchRecords = 10, ChunkBytes = 256 };
        using (RecordReader reader = RecordReader.Open(new InputFile("people.csv"), options, new MemoryStream(bytes)))
        {
            await foreach (RecordBatch batch in reader.ReadAsync(0, CancellationToken.None))
            {
                batch.Records.Count.ShouldBe(10);
                break;
            }
        }

        using var stop = new CancellationTokenSource();
        using RecordReader cancelled = RecordReader.Open(new InputFile("people.csv"), options, new MemoryStream(bytes));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (RecordBatch batch in cancelled.ReadAsync(0, stop.Token))
            {
                await stop.CancelAsync();
            }
        });
    }

    private static string Cell(Random random, char delimiter)
    {
        var cell = new StringBuilder();
        for (int i = random.Next(6); i > 0; i--)
        {
            cell.Append(random.Next(8) switch { 0 => '"', 1 => delimiter, 2 => '\n', 3 => ' ', _ => (char)('p' + random.Next(5)) });
        }

        return cell.ToString();
    }

    private static string Quoted(string cell, Random random) =>
        cell.AsSpan().ContainsAny("\",;\t\n") || random.Next(3) == 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
