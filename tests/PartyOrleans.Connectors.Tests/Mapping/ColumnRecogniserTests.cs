using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests;

public sealed class ColumnRecogniserTests
{
    /// <summary>Columns as <c>column=target#group</c>, payload left out.</summary>
    internal static string Recognised(MappingProposal proposal) =>
        string.Join("; ", proposal.Columns.Where(column => column.Target != "payload").Select(column => $"{column.Column}={column.Target}{(column.Group > 0 ? $"#{column.Group}" : "")}"));

    [Theory]
    [InlineData("first_name,FirstName,First Name,forename,vorname,Prénom,nombre", Attributes.NameGiven)]
    [InlineData("surname,lastName,LAST,lname_c1,Nachname,nom de famille,apellidos,name.family", Attributes.NameFamily)]
    [InlineData("dob,DateOfBirth,birth_date,Geburtsdatum,fecha_nacimiento,date de naissance", Attributes.DateBirth)]
    [InlineData("zip,ZIP Code,postcode,PLZ,code postal,código postal,home_zip", Attributes.AddressPostcode)]
    [InlineData("suburb,town,City,Ort,ville,ciudad", Attributes.AddressCity)]
    [InlineData("phone,mobile,Phone 2,home_phone,work phone number,Téléphone,tel", Attributes.Phone)]
    [InlineData("e-mail,Email Address,email_1,mail,courriel", Attributes.Email)]
    [InlineData("street_number,houseNumber,Hausnummer", Attributes.AddressHouse)]
    [InlineData("street,address_1,ADDR_LINE1,Straße,rue", Attributes.AddressStreet)]
    [InlineData("address_2,unit,apt", Attributes.AddressUnit)]
    [InlineData("company,Site name,organisation_name,Firma,raison sociale,PRIMARY_NAME_ORG", Attributes.NameOrganisation)]
    [InlineData("soc_sec_id,ssn,SSN_NUMBER,social security number", "identifier.ssn")]
    [InlineData("tax id,TIN,ein,Steuernummer", "identifier.tax")]
    [InlineData("lei,LEI Code", "identifier.lei")]
    [InlineData("updated_at,last_modified,modifiedDate", Attributes.RecordUpdated)]
    [InlineData("sex,gender,Geschlecht", Attributes.Gender)]
    public void Propose_WhenNamesAreUsual_RecognisesEach(string names, string attribute)
    {
        foreach (string name in names.Split(','))
        {
            Mapping.Propose([name], []).Columns.ShouldHaveSingleItem().Target.ShouldBe(attribute, name);
        }
    }

    [Fact]
    public void Propose_WhenColumnsNameAnEmployer_MapsThemToIt()
    {
        foreach (string name in (string[])["employer", "EMPLOYER", "employer_name", "Current Employer", "Arbeitgeber", "Employeur", "datore di lavoro", "GROUP_ASSOCIATION_ORG_NAME"])
        {
            Mapping.Propose([name], []).Columns.ShouldHaveSingleItem().Target.ShouldBe(Attributes.Employer, name);
        }
    }

    [Theory]
    [InlineData("cluster,ent_id,entity_id,group,true id,Match Id,class,label,gold", "label")]
    [InlineData("fax,title,status,race,mother_name,employer_city,notes,ssn_last4", "payload")]
    public void Propose_WhenColumnIsNoEvidence_MapsNone(string names, string target)
    {
        foreach (string name in names.Split(','))
        {
            MappingProposal proposal = Mapping.Propose([name], [["x"]]);
            proposal.Columns.ShouldHaveSingleItem().Target.ShouldBe(target, name);
            proposal.Mapping.Columns.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("id,name,phone", "1,Acme Ltd,5;2,Roe Bank,6", "id=record id; name=name.organisation; phone=phone")]
    [InlineData("id,name,phone", "1,Mary Roe,5;2,Doe John,6", "id=record id; name=name.full; phone=phone")]
    [InlineData("id,name,dob", "1,Acme,2001-01-01", "id=record id; name=name.full; dob=date.birth")]
    [InlineData("id,surname,date", "1,Roe,1950-01-01;2,Poe,1981-02-03", "id=record id; surname=name.family; date=date.birth")]
    [InlineData("id,surname,date", "1,Roe,2024-01-01;2,Poe,2024-02-03", "id=record id; surname=name.family")]
    [InlineData("id,surname,address", "1,Roe,1 High St", "id=record id; surname=name.family; address=address.full")]
    [InlineData("id,surname,address,city", "1,Roe,1 High St,Leeds", "id=record id; surname=name.family; address=address.street; city=address.city")]
    [InlineData("id,surname,country", "1,Roe,UK", "id=record id; surname=name.family; country=country")]
    [InlineData("id,surname,country,zip", "1,Roe,UK,2", "id=record id; surname=name.family; country=address.country; zip=address.postcode")]
    [InlineData("id,surname,type", "1,Roe,PERSON", "id=record id; surname=name.family; type=party.type")]
    [InlineData("id,surname,type", "1,Roe,gold", "id=record id; surname=name.family")]
    [InlineData("id,surname,maiden", "1,Roe,Poe", "id=record id; surname=name.family; maiden=name.family#1")]
    [InlineData("id,surname,home_city,work_city,home_zip", "1,Roe,A,B,C", "id=record id; surname=name.family; home_city=address.city; work_city=address.city#1; home_zip=address.postcode")]
    [InlineData("id,customer_name,contact_name", "1,Acme Corp,Joe Doe", "id=record id; customer_name=name.organisation")]
    [InlineData("id,contact_name,contact_email", "1,Mary Doe,a@b.c", "id=record id; contact_name=name.full; contact_email=email")]
    [InlineData("id,emails,phones.number,addresses.street,names", "1,a@b.c,5,1 High St,Acme Ltd", "id=record id; emails=email; phones.number=phone; addresses.street=address.street; names=name.organisation")]
    [InlineData("id,surname,source", "1,Roe,crm", "id=record id; surname=name.family; source=source")]
    [InlineData("id,unique_id,surname", "1,7,Roe;1,8,Poe", "unique_id=record id; surname=name.family")]
    [InlineData("id,surname", "1,Roe;1,Poe", "surname=name.family")]
    [InlineData("id,surname,by,bm,bd", "1,Roe,1950,1,2", "id=record id; surname=name.family; by=date.birth; bm=date.birth; bd=date.birth")]
    [InlineData("id,surname,by", "1,Roe,somebody", "id=record id; surname=name.family")]
    public void Propose_WhenContentDecides_FollowsIt(string header, string rows, string expected)
    {
        MappingProposal proposal = Mapping.Propose(header.Split(','), [.. rows.Split(';').Select(row => row.Split(','))]);

        Recognised(proposal).ShouldBe(expected);
    }

    [Fact]
    public void Propose_WhenSourceIsFreeText_KeepsItAsPayload()
    {
        string[][] rows = [.. Enumerable.Range(0, 30).Select(i => new[] { $"{i}", "Roe", $"said by caller {i}" })];

        MappingProposal proposal = Mapping.Propose(["id", "surname", "source"], rows);

        Recognised(proposal).ShouldBe("id=record id; surname=name.family");
        proposal.Columns[2].Why.ShouldBe("its name says source, but its values are free text");
    }

    [Fact]
    public void Propose_WhenWrittenAndRead_RoundTrips()
    {
        MappingProposal proposal = Mapping.Propose(
            ["rec_id", "fname_c1", "lname_c1", "lname_c2", "by", "bm", "bd", "maiden", "REL_POINTER_KEY", "REL_POINTER_ROLE"], [["1", "A", "B", "C", "1", "2", "3", "D", "2", "x"]]);

        string json = proposal.Mapping.ToJson();
        Mapping.Parse(json, "m.json").ToJson().ShouldBe(json);
        json.ShouldContain("\"maiden\": {\n      \"attribute\": \"name.family\",\n      \"group\": 1\n    }");
    }

    [Fact]
    public void Propose_WhenShapesAreShown_HoldsNoData()
    {
        MappingProposal proposal = Mapping.Propose(["id", "email"], [["1", "ada.king@example.org"], ["2", "x1@y.z"]]);

        proposal.Columns[1].Shapes.ShouldBe(["a+.a+@a+.a+", "a9@a.a"]);
        proposal.ToString().ShouldNotContain("ada");
    }
}
