namespace PartyOrleans.Connectors.Tests;

public sealed class SenzingFormTests
{
    private static Task<Reading> ReadAsync(string json) => Reading.OfTextAsync(json, name: "x.jsonl");

    [Fact]
    public async Task ReadAsync_WhenAttributesAreFlat_MapsEach()
    {
        Reading reading = await ReadAsync(
            """{"DATA_SOURCE": "CRM", "RECORD_ID": "7", "DSRC_ACTION": "A", "RECORD_TYPE": "PERSON", "PRIMARY_NAME_LAST": "Smith", "PRIMARY_NAME_FIRST": "Bob", "SECONDARY_NAME_LAST": "Jones", "SECONDARY_NAME_FIRST": "Rob", "NATIVE_NAME_FULL": "Боб", "HOME_ADDR_LINE1": "1 High St", "HOME_ADDR_CITY": "Leeds", "WORK_ADDR_FULL": "2 Low St, York", "HOME_PHONE_NUMBER": "1", "CELL_PHONE_NUMBER": "2", "DRIVERS_LICENSE_NUMBER": "D1", "DRIVERS_LICENSE_STATE": "NV", "PASSPORT_NUMBER": "P1", "DATE_OF_BIRTH": "1/2/1970"}""");

        reading.Lines.ShouldBe(
        [
            "CRM/7 party.type=person; name.family=Smith; name.given=Bob; name.family#1=Jones; name.given#1=Rob; name.alias=Боб; " +
            "address.street=1 High St; address.city=Leeds; address.full#1=2 Low St, York; phone=1; phone=2; " +
            "identifier.driving-licence=D1; identifier.passport=P1; date.birth=1/2/1970",
        ]);
    }

    [Fact]
    public async Task ReadAsync_WhenFeaturesAreAnArray_TiesEachFeaturesParts()
    {
        Reading reading = await ReadAsync(
            """{"DATA_SOURCE": "CRM", "RECORD_ID": "8", "FEATURES": [{"RECORD_TYPE": "ORGANIZATION"}, {"NAME_TYPE": "DBA", "NAME_ORG": "Presto"}, {"NAME_TYPE": "PRIMARY", "NAME_ORG": "Presto Ltd"}, {"ADDR_TYPE": "BUSINESS", "ADDR_LINE1": "1 High St", "ADDR_CITY": "Leeds"}, {"ADDR_TYPE": "MAILING", "ADDR_LINE1": "PO Box 1", "ADDR_CITY": "York"}, {"LEI_NUMBER": "L1"}, {"REL_ANCHOR_DOMAIN": "REF", "REL_ANCHOR_KEY": "8"}, {"REL_POINTER_DOMAIN": "REF", "REL_POINTER_KEY": "9", "REL_POINTER_ROLE": "Owns 60%"}, {"REL_POINTER_KEY": "10", "REL_POINTER_ROLE": "Officer"}], "STATUS": "Active"}""");

        reading.Lines.ShouldBe(
        [
            "CRM/8 party.type=organisation; name.alias=Presto; name.organisation=Presto Ltd; address.street=1 High St; address.city=Leeds; " +
            "address.street#1=PO Box 1; address.city#1=York; identifier.lei=L1; relation.anchor=REF/8; relation.owns-60%=REF/9; relation.officer=CRM/10",
        ]);
    }

    [Fact]
    public async Task ReadAsync_WhenAttributesAreCsvColumns_MapsTheSame()
    {
        Reading reading = await Reading.OfTextAsync(
            "DATA_SOURCE,RECORD_ID,PRIMARY_NAME_ORG,SECONDARY_NAME_ORG,ADDR_FULL,REL_ANCHOR_KEY,REL_POINTER_KEY,REL_POINTER_ROLE\nREF,1,Acme Ltd,Acme,\"1 High St, Leeds\",1,2,Parent Of\n",
            new InputOptions { KeepPayload = false });

        reading.Lines.ShouldBe(["REF/1 name.organisation=Acme Ltd; name.alias=Acme; address.full=1 High St, Leeds; relation.anchor=REF/1; relation.parent-of=REF/2"]);
    }
}
