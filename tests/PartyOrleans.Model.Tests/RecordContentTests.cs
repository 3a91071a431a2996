using PartyOrleans.Model;

namespace PartyOrleans.Model.Tests;

public sealed class RecordContentTests
{
    [Fact]
    public void Encode_WhenAttributesAreKnownOrNot_GivesTheLaidDownBytes()
    {
        AttributeValue[] values =
        [
            new(Attributes.PartyType, "person"),
            new(Attributes.NameFull, "é", 200),
            new("tier", "x"),
            new("identifier.lei", "L"),
        ];

        Convert.ToHexString(RecordContent.Encode(values)).ShouldBe(
            "0000" + "06706572736F6E"
            + "01C801" + "02C3A9"
            + "FF0474696572" + "00" + "0178"
            + "1D00" + "014C");
    }

    [Fact]
    public void Decode_WhenEncoded_GivesTheValuesBack()
    {
        AttributeValue[] values =
        [
            .. Attributes.Plain.Select((attribute, i) => new AttributeValue(attribute, "value " + attribute, i)),
            .. Attributes.IdentifierTypes.Order(StringComparer.Ordinal).Select(type => new AttributeValue(Attributes.IdentifierPrefix + type, type)),
            new("relation.parent", "crm/7", int.MaxValue),
            new("größe 名前 😀", new string('ü', 70_000)),
            new("", "an attribute without name"),
        ];

        RecordContent.Decode(RecordContent.Encode(values)).ShouldBe(values);
    }

    [Fact]
    public void Encode_WhenThereAreNoValues_IsEmpty()
    {
        RecordContent.Encode([]).ShouldBeEmpty();
        RecordContent.Decode([]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("F0", "Attribute code 240 at byte 0 is unknown")]
    [InlineData("0100", "cut short")]
    [InlineData("01000541", "A text of 5 bytes at byte 3 runs past the content's 4 bytes.")]
    [InlineData("01FFFFFFFFFF", "cut short")]
    [InlineData("FF0A41", "A text of 10 bytes at byte 2 runs past the content's 3 bytes.")]
    public void Decode_WhenBytesAreNoContent_SaysWhere(string hex, string message)
    {
        InvalidDataException broken = Should.Throw<InvalidDataException>(() => RecordContent.Decode(Convert.FromHexString(hex)));

        broken.Message.ShouldContain(message);
    }

    [Fact]
    public void Decode_WhenCutAnywhere_FailsOrGivesWholeValues()
    {
        AttributeValue[] values = [new(Attributes.Email, "ann@example.org"), new("tier", "gold", 3), new(Attributes.Phone, "1")];
        byte[] content = RecordContent.Encode(values);
        for (int length = 0; length < content.Length; length++)
        {
            try
            {
                AttributeValue[] decoded = RecordContent.Decode(content.AsSpan(0, length));
                decoded.ShouldBe(values[..decoded.Length]);
                decoded.Length.ShouldBeLessThan(values.Length);
            }
            catch (InvalidDataException broken)
            {
                broken.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void Hash_WhenContentOrPayloadDiffers_Differs()
    {
        byte[] content = RecordContent.Encode([new(Attributes.NameFull, "Ann")]);

        // SHA-256 of the length (4 bytes, little-endian), the content and the payload's UTF-8.
        Convert.ToHexString(RecordContent.Hash(content, "raw")).ShouldBe(Convert.ToHexString(
            System.Security.Cryptography.SHA256.HashData([(byte)content.Length, 0, 0, 0, .. content, .. "raw"u8])[..16]));
        RecordContent.Hash(content, "raw").ShouldNotBe(RecordContent.Hash(content, "Raw"));
        RecordContent.Hash([1, 0x41], "").ShouldNotBe(RecordContent.Hash([1], "A"));
    }
}
