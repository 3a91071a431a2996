using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Tests.Features;

public sealed class RecordEncoderTests
{
    [Fact]
    public void Encode_WhenValuesAreRepeated_KeepsEachOnceWithItsSignature()
    {
        var records = new EncodedRecords();
        var encoder = new RecordEncoder(records.Vocabulary, records.Table);
        SourceRecord known = Person("1", "020 7946 0001", "ann@example.org", "SW1A 1AA");
        SourceRecord twice = Person("2", "020 7946 0002", "ANN@example.org", "SW1A1AA", "+44 20 7946 0002", "020 7946 0001");

        int first = records.Add([known, twice], encoder);

        Vocabulary vocabulary = records.Vocabulary;
        Span<int> a = records.Table.Row(first);
        Span<int> b = records.Table.Row(first + 1);
        vocabulary.Emails.TextOf(b[(int)Slot.Email]).ShouldBe("ann@example.org");
        b[(int)Slot.Email].ShouldBe(a[(int)Slot.Email]);
        b[(int)Slot.Postcode].ShouldBe(a[(int)Slot.Postcode]);
        vocabulary.Streets.TextOf(b[(int)Slot.Street]).ShouldBe(vocabulary.Streets.TextOf(a[(int)Slot.Street]));
        records.Table.ExtrasOf(first).ShouldBeNull();
        int[] phones = records.Table.ExtrasOf(first + 1)!.Phones;
        phones.ShouldBe([b[(int)Slot.Phone], a[(int)Slot.Phone]]);
        records.Table.Signatures(first + 1)[(int)Signature.Phone].ShouldBe(vocabulary.Phones.SignatureOf(phones[0]));
        records.Table.Signatures(first + 1)[(int)Signature.Phone].ShouldBe(TextSignature.Packed(vocabulary.Phones.TextOf(phones[0])));
    }

    private static SourceRecord Person(string id, string phone, string email, string postcode, params string[] morePhones) => new(
        new RecordKey("s", id),
        [
            new(Attributes.NameGiven, "ann"), new(Attributes.NameFamily, "lee"), new(Attributes.AddressStreet, "1 high street"),
            new(Attributes.AddressPostcode, postcode), new(Attributes.Country, "GB"), new(Attributes.Email, email), new(Attributes.Phone, phone),
            .. morePhones.Select(static more => new AttributeValue(Attributes.Phone, more)),
        ]);
}
