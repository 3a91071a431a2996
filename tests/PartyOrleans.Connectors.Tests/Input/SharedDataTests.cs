using PartyOrleans.Tests;

namespace PartyOrleans.Connectors.Tests;

public sealed class SharedDataTests
{
    private const string Febrl =
        "rec_id=record id; given_name=name.given; surname=name.family; street_number=address.house; address_1=address.street; address_2=address.unit; " +
        "suburb=address.city; postcode=address.postcode; state=address.region; date_of_birth=date.birth";

    private const string Splink = "unique_id=record id; first_name=name.given; surname=name.family; dob=date.birth; city=address.city; email=email; ";

    private const string RlData =
        "fname_c1=name.given; fname_c2=name.middle; lname_c1=name.family; lname_c2=name.family; by=date.birth; bm=date.birth; bd=date.birth; rec_id=record id; ent_id=label";

    private const string Chicago =
        "Id=record id; Source=source; Site name=name.organisation; Address=address.full; Zip=address.postcode; Phone=phone; Website=website; Email Address=email";

    private const string Restaurants = "id=record id; name=name.organisation; addr=address.street; city=address.city; phone=phone";

    private const string Customers =
        "DATA_SOURCE=source; RECORD_ID=record id; PRIMARY_NAME_FULL=name.full; PRIMARY_NAME_ORG=name.organisation; PRIMARY_NAME_LAST=name.family; " +
        "PRIMARY_NAME_FIRST=name.given; PRIMARY_NAME_MIDDLE=name.middle; NATIVE_NAME_FULL=name.alias; SECONDARY_NAME_ORG=name.alias; GENDER=gender; " +
        "DATE_OF_BIRTH=date.birth; PASSPORT_NUMBER=identifier.passport; DRIVERS_LICENSE_NUMBER=identifier.driving-licence; SSN_NUMBER=identifier.ssn; " +
        "NATIONAL_ID_NUMBER=identifier.national-id; EMAIL_ADDRESS=email; ADDR_FULL=address.full; ADDR_LINE1=address.street; ADDR_CITY=address.city; " +
        "ADDR_STATE=address.region; ADDR_POSTAL_CODE=address.postcode; ADDR_COUNTRY=address.country; PHONE_NUMBER=phone; RECORD_TYPE=party.type";

    [SharedDataTheory("febrl/dataset1.csv")]
    [InlineData("febrl/dataset1.csv", 1_000, Febrl + "; soc_sec_id=identifier.ssn")]
    [InlineData("febrl/dataset2.csv", 5_000, Febrl + "; soc_sec_id=identifier.ssn")]
    [InlineData("febrl/dataset3.csv", 5_000, Febrl + "; soc_sec_id=identifier.ssn")]
    [InlineData("febrl/dataset4a.csv", 5_000, Febrl + "; soc_sec_id=identifier.ssn")]
    [InlineData("febrl/dataset4b.csv", 5_000, Febrl + "; soc_sec_id=identifier.ssn")]
    [InlineData("zingg-febrl120k/febrl120k.csv", 120_000, Febrl)]
    [InlineData("splink-fake1000/fake_1000.csv", 1_000, Splink + "cluster=label")]
    [InlineData("splink-fake20000/fake_20000.csv", 20_000, Splink + "group=label")]
    [InlineData("rldata/RLdata500.csv", 500, RlData)]
    [InlineData("rldata/RLdata10000.csv", 10_000, RlData)]
    [InlineData("cdc-recordlinker/nbs_seed.csv", 1_044, "Match Id=label; BIRTHDATE=date.birth; FIRST=name.given; LAST=name.family; SUFFIX=name.suffix; MAIDEN=name.family#1; GENDER=gender; ADDRESS=address.street; CITY=address.city; STATE=address.region; ZIP=address.postcode; SSN=identifier.ssn")]
    [InlineData("census-secondstring/census.csv", 841, "source=source; entity_id=label; last_name=name.family; first_name=name.given; middle_initial=name.middle; house_number=address.house; street=address.street")]
    [InlineData("dedupe-chicago-earlychildhood/csv_example_messy_input.csv", 3_337, Chicago)]
    [InlineData("dedupe-chicago-earlychildhood/csv_example_input_with_true_ids.csv", 3_337, "True Id=label; " + Chicago)]
    [InlineData("restaurants-fodors-zagat/fodors.csv", 533, Restaurants)]
    [InlineData("restaurants-fodors-zagat/zagats.csv", 331, Restaurants)]
    [InlineData("restaurants-fodors-zagat/riddle_restaurant_single_table.csv", 864, "name=name.organisation; addr=address.street; city=address.city; phone=phone; class=label")]
    [InlineData("senzing-truthset/customers.csv", 120, Customers)]
    public async Task ReadAsync_WhenSetIsPublicCsv_RecognisesItAndReadsAll(string file, int records, string columns)
    {
        Reading reading = await Reading.OfFileAsync(SharedData.Require(file));

        ColumnRecogniserTests.Recognised(reading.Mapping.Proposal).ShouldBe(columns);
        reading.Records.Count.ShouldBe(records);
        reading.DeadLines.ShouldBeEmpty();
        reading.Repeated.ShouldBe(0);
    }

    [SharedDataTheory("senzing-truthset/customers.jsonl")]
    [InlineData("senzing-truthset/customers.jsonl", 120, 0)]
    [InlineData("senzing-truthset/reference.jsonl", 22, 0)]
    [InlineData("senzing-truthset/watchlist.jsonl", 17, 0)]
    [InlineData("senzing-truthset/reference.csv", 22, 0)]
    [InlineData("senzing-truthset/watchlist.csv", 17, 0)]
    [InlineData("senzing-load10k-unlabelled/load-10K.jsonl", 10_000, 0)]
    [InlineData("senzing-load10k-unlabelled/load-500-with-errors.jsonl", 499, 1)]
    [InlineData("senzing-load10k-unlabelled/search-5K.jsonl", 5_000, 0)]
    public async Task ReadAsync_WhenSetIsSenzing_AccountsForEveryLine(string file, int records, int dead)
    {
        string path = SharedData.Require(file);
        Reading reading = await Reading.OfFileAsync(path);

        (reading.Records.Count, reading.Dead.Count, reading.Repeated).ShouldBe((records, dead, 0L));
        reading.Batches[^1].RecordsDone.ShouldBe(records + dead);
    }

    [SharedDataFact("senzing-load10k-unlabelled/load-500-with-errors.jsonl")]
    public async Task ReadAsync_WhenALineHasABrokenQuote_NamesTheLine()
    {
        Reading reading = await Reading.OfFileAsync(SharedData.Require("senzing-load10k-unlabelled/load-500-with-errors.jsonl"));

        reading.DeadLines.ShouldBe(["460 Parse not valid JSON near byte 16 of its line 1"]);
        reading.Records.Count(record => record.Key.Source == "DOESNTEXIST").ShouldBe(1);
    }

    [SharedDataFact("senzing-truthset/customers.jsonl")]
    public async Task ReadAsync_WhenSetIsSenzingInBothForms_GivesTheSameKeys()
    {
        Reading csv = await Reading.OfFileAsync(SharedData.Require("senzing-truthset/customers.csv"));
        Reading json = await Reading.OfFileAsync(SharedData.Require("senzing-truthset/customers.jsonl"));

        json.Records.Select(record => record.Key).ShouldBe(csv.Records.Select(record => record.Key));
    }

    [SharedDataFact("cdc-recordlinker/expanded_nbs_test.csv")]
    public async Task ReadAsync_WhenRowsEndInACommaAndOneHasAStrayQuote_KeepsTheRest()
    {
        Reading reading = await Reading.OfFileAsync(SharedData.Require("cdc-recordlinker/expanded_nbs_test.csv"));

        (reading.Records.Count, reading.Dead.Count).ShouldBe((429, 1));
        reading.DeadLines.ShouldBe(["378 Parse a quote that is opened and not closed before a delimiter or line end"]);
    }
}
