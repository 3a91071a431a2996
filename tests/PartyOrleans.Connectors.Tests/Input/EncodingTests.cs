using System.Text;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests.Input;

public sealed class EncodingTests
{
    private const string Csv = """"
        record_id,source,given_name,surname,dob,street,city,postcode,country,phone,email,gender,website,name.alias,year,identifier.lei
        1,crm,José María,"O'Brien, Jr",1980-02-03,12 Main St,St Louis,63101,US,+1 314 555 0123,Jo.Se+x@GMail.com,M,www.example.com,Pepe|Joe Brien,,
        2,,Ann,SMITH,03/04/1975,"5 ""The Mews""",LONDON,SW1A 1AA,GB,020 7946 0123|07911 123456,ann@x.org,F,,,,529900T8BM49AURSDO55
        2,,Ann,SMITH,03/04/1975,"5 ""The Mews""",LONDON,SW1A 1AA,GB,020 7946 0123|07911 123456,ann@x.org,F,,,,529900T8BM49AURSDO55
        2,,Ann,OTHER,,,,,,,,,,,,
        3,erp,,,,,,,,,,,,,,
        4,erp,Владимир,Ivanov,12 March 1961,,Москва,,Russia,,not an email,,,,,
        ,erp,No,Id,,,,,,,,,,,,
        5,erp,n/a,Only,,,,,,,,,,,,

        """";

    private const string Json = """
        {"record_id":"7","name_full":"Dr. Ada King","addr_full":"12 Main St, St Louis MO 63101","phone":["+1 314 555 0123","314-555-0199"]}
        {"record_id":"8","name_org":"Müller & Söhne GmbH","addr_city":"Köln","addr_postal_code":"50667","addr_country":"DE"}
        {"record_id":"7","name_full":"Ada King"}
        {"record_id":"7","name_full":"Dr. Ada King","addr_full":"12 Main St, St Louis MO 63101","phone":["+1 314 555 0123","314-555-0199"]}
        {"record_id":"9"

        """;

    [Theory]
    [InlineData(Csv, 1 << 20)]
    [InlineData(Csv, 64)]
    [InlineData(Json, 1 << 20)]
    [InlineData(Json, 64)]
    public async Task EncodeAsync_WhenComparedWithEncodingWhatIsRead_GivesTheSameRowsAndDeadLetters(string text, int chunkBytes)
    {
        var options = new InputOptions { KeepPayload = false, ChunkBytes = chunkBytes, Parallelism = 3, BatchRecords = 2 };
        var read = new EncodedRecords();
        var readDead = new List<string>();
        (long taken, long repeated) = (0, 0);
        using (RecordReader reader = Open(text, options))
        {
            await foreach (RecordBatch batch in reader.ReadAsync(0, default))
            {
                read.Add(batch.Records, new RecordEncoder(read.Vocabulary, read.Table));
                readDead.AddRange(batch.DeadLetters.Select(dead => dead.ToString()));
                (taken, repeated) = (taken + batch.Records.Count, repeated + batch.Repeated);
                batch.Taken.ShouldBe(batch.Records.Count);
            }
        }

        var encoded = new EncodedRecords();
        var dead = new List<string>();
        using (RecordReader reader = Open(text, options))
        {
            await foreach (RecordBatch batch in reader.EncodeAsync(encoded, default))
            {
                batch.Records.ShouldBeEmpty();
                dead.AddRange(batch.DeadLetters.Select(letter => letter.ToString()));
                (taken, repeated) = (taken - batch.Taken, repeated - batch.Repeated);
            }
        }

        (taken, repeated).ShouldBe((0, 0));
        dead.ShouldBe(readDead);
        string[] rows = Rows(encoded);
        rows.Length.ShouldBeGreaterThan(1);
        rows.ShouldBe(Rows(read));
    }

    private static RecordReader Open(string text, InputOptions options) =>
        RecordReader.Open(new InputFile("people"), options, new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>The content of the rows in use, by key, as text, so that it does not depend on ids.</summary>
    private static string[] Rows(EncodedRecords records)
    {
        Vocabulary words = records.Vocabulary;
        (Slot Slot, ValueDictionary Values)[] slots =
        [
            (Slot.Given, words.Names), (Slot.Middle, words.Names), (Slot.Family, words.Names), (Slot.House, words.Houses), (Slot.Street, words.Streets),
            (Slot.City, words.Cities), (Slot.Unit, words.Units), (Slot.Postcode, words.Postcodes), (Slot.Phone, words.Phones), (Slot.Email, words.Emails),
            (Slot.Identifier, words.Identifiers), (Slot.Organisation, words.Organisations), (Slot.Website, words.Websites),
        ];
        var rows = new List<(RecordKey Key, string Text)>();
        foreach (int row in records.UsedRows())
        {
            RecordExtras? extras = records.Table.ExtrasOf(row);
            var text = new StringBuilder();
            text.Append(records.KeyOf(row)).Append(' ').Append(records.Table.FlagsOf(row).Packed).Append(' ').Append(records.Table.Row(row)[(int)Slot.Date]);
            foreach ((Slot slot, ValueDictionary values) in slots)
            {
                text.Append('|').Append(values.TextOf(records.Table.Row(row)[(int)slot]));
            }

            text.Append('|').AppendJoin(',', extras?.Phones.Select(words.Phones.TextOf) ?? []);
            text.Append('|').AppendJoin(',', extras?.Names.Select(name => words.Names.TextOf(name.Family)) ?? []);
            text.Append('|').AppendJoin(',', extras?.Dates ?? []);
            text.Append('|').AppendJoin(',', records.Table.Signatures(row).ToArray());
            rows.Add((records.KeyOf(row), text.ToString()));
        }

        return [.. rows.OrderBy(row => row.Key).Select(row => row.Text)];
    }
}
