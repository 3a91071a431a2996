using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests;

/// <summary>Headers as sources in other languages and public registers write them.</summary>
public sealed class ColumnLanguagesTests
{
    [Theory]
    [InlineData("voornaam,cognome|nome,imię,förnamn,fornavn,etunimi,Jméno,keresztnév,prenume,priimek|ime,Имя,ad,名", Attributes.NameGiven)]
    [InlineData("achternaam,cognome,sobrenome,nazwisko,efternamn,etternavn,sukunimi,Příjmení,vezetéknév,priimek,Фамилия,soyad,επώνυμο,姓", Attributes.NameFamily)]
    [InlineData("geboortedatum,data di nascita,data de nascimento,data urodzenia,födelsedatum,fødselsdato,syntymäaika,datum narození,дата рождения,doğum tarihi,生年月日", Attributes.DateBirth)]
    [InlineData("geslacht,sesso,płeć,kön,kjønn,sukupuoli,pohlaví,пол,cinsiyet,性别", Attributes.Gender)]
    [InlineData("cap,cep,kod pocztowy,postnummer,PSČ,irányítószám,индекс,posta kodu,郵便番号", Attributes.AddressPostcode)]
    [InlineData("plaats,città,cidade,miasto,poststed,postitoimipaikka,město,город,şehir,城市", Attributes.AddressCity)]
    [InlineData("telefoonnummer,cellulare,telefone,telefon komórkowy,puhelin,电话", Attributes.Phone)]
    [InlineData("e-mailadres,posta elettronica,correio eletrônico,e-post,sähköposti,eposta,邮箱", Attributes.Email)]
    [InlineData("ragione sociale,razão social,nazwa firmy,bedrijfsnaam,företag,会社名", Attributes.NameOrganisation)]
    [InlineData("codice fiscale,CPF,NIP,ИНН", "identifier.tax")]
    [InlineData("PESEL,BSN,rodné číslo,hetu,身份证号", "identifier.national-id")]
    public void Propose_WhenNamesAreOfOtherLanguages_RecognisesEach(string names, string attribute)
    {
        foreach (string name in names.Split(','))
        {
            Mapping.Propose(name.Split('|'), []).Columns[^1].Target.ShouldBe(attribute, name);
        }
    }

    [Theory]
    [InlineData("CUST_FIRST_NM,Provider First Name,first_name_clean,frst nm", Attributes.NameGiven)]
    [InlineData("CUST_LAST_NM,Provider Last Name (Legal Name),res_last_name,lst_nm", Attributes.NameFamily)]
    [InlineData("CUST_ADDR_LN_1,RegAddress.AddressLine1,Entity.LegalAddress.FirstAddressLine,res_street_address,Provider First Line Business Mailing Address", Attributes.AddressStreet)]
    [InlineData("CUST_CITY_NM,res_city_desc,RegAddress.PostTown,Provider Business Mailing Address City Name", Attributes.AddressCity)]
    [InlineData("CUST_ST_CD,state_cd,ST,Provider Business Mailing Address State Name", Attributes.AddressRegion)]
    [InlineData("CUST_ZIP_CD,Mailing Zip/Postal Code,RegAddress.PostCode,postcode_fake,zp", Attributes.AddressPostcode)]
    [InlineData("CUST_PHN_NBR,full_phone_number,Telefon mobil,Provider Business Mailing Address Telephone Number", Attributes.Phone)]
    [InlineData("brth_dt,Patient Birth Date,CUST_BIRTH_DT", Attributes.DateBirth)]
    [InlineData("geboren am,Geb.-Dat.", Attributes.DateBirth)]
    [InlineData("Vor- und Nachname,nome e cognome,nombre y apellidos", Attributes.NameFull)]
    [InlineData("persona.apellidos,kunde.nachname", Attributes.NameFamily)]
    [InlineData("name_sufx_cd,Provider Name Suffix Text", Attributes.NameSuffix)]
    [InlineData("Entity.LegalName,Provider Organization Name (Legal Business Name)", Attributes.NameOrganisation)]
    public void Propose_WhenNamesAreAbbreviatedOrWordy_RecognisesEach(string names, string attribute)
    {
        foreach (string name in names.Split(','))
        {
            Mapping.Propose([name], []).Columns.ShouldHaveSingleItem().Target.ShouldBe(attribute, name);
        }
    }

    [Theory]
    [InlineData("spouse_first_name,emergency_contact_phone,birth_state,Place of Birth,Provider Fax Number,address_type,email_opt_in,phone ext,mother maiden nm,state_of_issue,employer_city,spouse.phone")]
    public void Propose_WhenOfAnotherPartyOrNoEvidence_MapsNone(string names)
    {
        foreach (string name in names.Split(','))
        {
            Mapping.Propose([name], [["x"]]).Mapping.Columns.ShouldBeEmpty(name);
        }
    }

    [Theory]
    [InlineData("id,nom,prénom", "1,Dupont,Jean;2,Martin,Anne", "id=record id; nom=name.family; prénom=name.given")]
    [InlineData("id,cognome,nome", "1,Rossi,Mario;2,Bianchi,Anna", "id=record id; cognome=name.family; nome=name.given")]
    [InlineData("id,Vorname,Name", "1,Hans,Roth;2,Anna,Wolf", "id=record id; Vorname=name.given; Name=name.family")]
    [InlineData("id,nombre,dob", "1,Ana Gil Roa,1970-01-02;2,Luis Paz,1980-01-02", "id=record id; nombre=name.full; dob=date.birth")]
    [InlineData("id,voornaam,tussenvoegsel,achternaam", "1,Jan,de,Vries", "id=record id; voornaam=name.given; tussenvoegsel=name.family; achternaam=name.family")]
    [InlineData("id,surname,endereco,numero,cidade", "1,Silva,Rua Azul,5,Rio", "id=record id; surname=name.family; endereco=address.street; numero=address.house; cidade=address.city")]
    [InlineData("id,surname,street_dir,street_name,street_type", "1,Roe,E,Oak,ST", "id=record id; surname=name.family; street_dir=address.street; street_name=address.street; street_type=address.street")]
    [InlineData("id,fname,lname,city,areacode", "1,Al,Roe,Ely,2000", "id=record id; fname=name.given; lname=name.family; city=address.city; areacode=address.postcode")]
    [InlineData("id,first_name,last_name,account name", "1,Al,Roe,Acme Ltd", "id=record id; first_name=name.given; last_name=name.family")]
    [InlineData("id,first_name,first_name_std,last_name", "1,Al,AL,Roe", "id=record id; first_name=name.given; last_name=name.family")]
    [InlineData("voter_reg_num,surname", "7,Roe;8,Poe", "voter_reg_num=record id; surname=name.family")]
    [InlineData("klantnr,surname", "7,Roe;7,Poe", "surname=name.family")]
    [InlineData("id,surname,kontakt", "1,Roe,a@b.org;2,Poe,c@d.org", "id=record id; surname=name.family; kontakt=email")]
    [InlineData("id,surname,passport", "1,Roe,Y;2,Poe,N", "id=record id; surname=name.family")]
    public void Propose_WhenOtherColumnsDecide_FollowsThem(string header, string rows, string expected)
    {
        MappingProposal proposal = Mapping.Propose(header.Split(','), [.. rows.Split(';').Select(row => row.Split(','))]);

        ColumnRecogniserTests.Recognised(proposal).ShouldBe(expected);
    }

    [Fact]
    public void Propose_WhenFamilyNameHasAParticleColumn_JoinsItBefore() =>
        Mapping.Propose(["achternaam", "tussenvoegsel"], []).Mapping.Join.ShouldHaveSingleItem().Columns.ShouldBe(["tussenvoegsel", "achternaam"]);
}
