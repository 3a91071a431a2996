using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>The names that columns go by, folded as <see cref="ColumnNames"/> folds them.</summary>
internal static partial class ColumnNameTable
{
    /// <summary>Attributes with the names that columns of them go by, most telling first.</summary>
    public static readonly (string Attribute, string Names)[] Attributed =
    [
        (Attributes.NameGiven,
            "givenname givennames given firstname first fname forename forenames christianname fnamec1 namefirst vorname " +
            "vornamen rufname prenom prenoms nombre nombres primernombre namegiven firstnames fn"),
        (Attributes.NameMiddle,
            "middlename middlenames middle mname middleinitial mi namemiddle zweitername deuxiemeprenom segundonombre " +
            "fnamec2 secondname initial initials"),
        (Attributes.NameFamily,
            "surname lastname last lname familyname family namelast nachname familienname zuname nomdefamille nomfamille " +
            "apellido apellidos primerapellido lnamec1 namefamily sname ln lastnames"),
        (Attributes.NameSuffix, "suffix namesuffix generation generationsuffix generational"),
        (Attributes.NameFull,
            "fullname namefull personname completename vollname vollstaendigername nomcomplet nombrecompleto patientname " +
            "employeename individualname displayname"),
        (Attributes.NameOrganisation,
            "organisation organization organisationname organizationname orgname org nameorg company companyname " +
            "businessname business sitename corporatename legalname tradingname firm firmname firma firmenname unternehmen " +
            "entreprise societe raisonsociale empresa razonsocial facilityname institution institutionname vendorname " +
            "suppliername establishment establishmentname storename restaurantname schoolname hospitalname entityname " +
            "corporation"),
        (Attributes.NameAlias,
            "alias aliases aka alsoknownas nickname knownas othername othernames alternatename alternativename tradename " +
            "dba doingbusinessas spitzname surnom apodo"),
        (Attributes.Employer,
            "employer employername nameofemployer currentemployer presentemployer worksfor workplace placeofwork placeofemployment groupassociationorgname arbeitgeber dienstgeber " +
            "employeur empleador empregador datoredilavoro werkgever arbetsgivare arbeidsgiver arbejdsgiver tyonantaja pracodawca zamestnavatel munkaltato angajator poslodavac " +
            "rabotodatel isveren 勤務先 雇主 工作单位 직장"),
        (Attributes.DateBirth,
            "dateofbirth dob birthdate birthdt bdate birth born datebirth birthday geburtsdatum gebdatum geburtstag gebdat " +
            "datedenaissance datenaissance naissance fechadenacimiento fechanacimiento nacimiento"),
        (Attributes.DateRegistration,
            "registrationdate dateregistered incorporationdate dateofincorporation incorporated founded foundingdate " +
            "gruendungsdatum datedecreation fechadeconstitucion dateregistration"),
        (Attributes.Gender, "gender sex geschlecht sexe sexo gendercode"),
        (Attributes.AddressFull, "fulladdress addressfull addrfull completeaddress postaladdress anschrift adressecomplete direccioncompleta"),
        (Attributes.AddressHouse,
            "streetnumber streetno stnumber stno housenumber houseno housenum house hausnummer hausnr hnr numerorue " +
            "numerovoie numerodecalle addresshouse buildingnumber addressnumber"),
        (Attributes.AddressStreet,
            "street streetname streetaddress address1 addr1 addressline1 addrline1 line1 addressline streetline1 street1 " +
            "strasse str rue voie calle addressstreet adresse1 direccion1 strassehausnummer road roadname"),
        (Attributes.AddressUnit,
            "address2 addr2 addressline2 addrline2 line2 street2 unit unitnumber apartment apt aptno aptnumber suite flat " +
            "building buildingname propertyname addressunit wohnung adresszusatz complement complementadresse adresse2 piso " +
            "direccion2 floor"),
        (Attributes.AddressCity,
            "city cityname town suburb locality municipality addrcity addresscity ort stadt wohnort ville commune ciudad " +
            "localidad municipio village posttown"),
        (Attributes.AddressRegion,
            "state statecode province region statename stateprovince addrstate addressstate addressregion bundesland " +
            "departement provincia estado prefecture"),
        (Attributes.AddressPostcode,
            "zip zipcode zip5 postcode postalcode postal pcode addrpostalcode addresspostcode addresszip plz postleitzahl " +
            "codepostal cp codigopostal pincode eircode"),
        (Attributes.AddressCountry, "addrcountry addresscountry countryofresidence residencecountry"),
        (Attributes.Phone,
            "phone phonenumber phoneno telephone telephonenumber tel telno telefon telefonnummer telefono mobile " +
            "mobilephone mobilenumber mobileno cell cellphone cellnumber handy handynummer mobil portable movil telefonnr " +
            "rufnummer landline phonenum contactnumber contactphone homephone workphone dayphone"),
        (Attributes.Email,
            "email emailaddress emailaddr mail mailaddress emailid courriel correo correoelectronico correoe emailadresse " +
            "mailadresse contactemail"),
        (Attributes.Website, "website web webpage homepage url websiteaddress websiteurl siteweb sitioweb webseite domain internet"),
        (Attributes.Country,
            "nationality citizenship jurisdiction countryofcitizenship countryofincorporation incorporationcountry " +
            "registrationcountry staatsangehoerigkeit nationalite nacionalidad countryofregistration"),
        (Attributes.RecordUpdated,
            "updatedat lastmodified modifiedat lastupdated updated lastupdate modified modifieddate lastmodifieddate " +
            "updatedate dateupdated datemodified recordupdated lastchange lastchanged changedat geaendertam updatetime " +
            "updatedon modifiedon lastseen"),
        ("identifier.ssn",
            "ssn ssnnumber socsecid socsec socialsecuritynumber socialsecurity socialsecurityno socialsecurityid ssnno " +
            "socsecno"),
        ("identifier.tax",
            "taxid taxidnumber taxnumber taxno tin ein einnumber fein federaltaxid steuernummer steuerid steuernr nif cif " +
            "numerofiscal taxpayerid employeridentificationnumber rfc"),
        ("identifier.vat", "vat vatid vatnumber vatno vatregistrationnumber ustid ustidnr umsatzsteuerid numerotva tva"),
        ("identifier.passport", "passport passportnumber passportno passportid reisepass reisepassnummer passeport pasaporte"),
        ("identifier.driving-licence",
            "driverslicensenumber driverslicense driverlicense driverlicensenumber driverslicence drivinglicence " +
            "drivinglicencenumber drivinglicense driverslicenseno dlnumber licensenumber licencenumber fuehrerschein " +
            "permisdeconduire"),
        ("identifier.national-id",
            "nationalid nationalidnumber nationalidentitynumber nationalidno idcard idcardnumber identitycard " +
            "identitynumber personalausweis dni nino nationalinsurancenumber curp aadhaar personnummer numerosecu"),
        ("identifier.lei", "lei leinumber leicode legalentityidentifier"),
        ("identifier.duns", "duns dunsnumber dunsno"),
        ("identifier.registration",
            "registrationnumber companynumber regno regnumber companyregistrationnumber companyno crn handelsregisternummer " +
            "hrb siren siret registrationno registrationid"),
        ("identifier.bic", "bic biccode swift swiftcode"),
        ("identifier.iban", "iban"),
        ("identifier.other", "otheridnumber otherid trustedidnumber npinumber npi accountnumber ccaccountnumber customerreference"),
    ];

    /// <summary>Roles with the names that columns of them go by, best candidate first.</summary>
    public static readonly (ColumnRole Role, string Names)[] Roles =
    [
        (ColumnRole.RecordId,
            "recordid recid recordno recordnumber recordkey id uniqueid uid uuid guid rowid key pk externalid sourceid " +
            "sourcerecordid sourcepk customerid custid clientid patientid personid personkey partyid memberid employeeid " +
            "userid contactid companyid organisationid organizationid accountid customernumber customerno clientnumber " +
            "membernumber kundennummer kundennr mrn rownumber rownum rec nr satznummer identifiant identificador"),
        (ColumnRole.Source,
            "datasource source sourcesystem sourcename srcsystem src sourcedataset dataset datasetname quelle quellsystem " +
            "origine fuente"),
        (ColumnRole.Label,
            "cluster clusterid truecluster entityid entid group groupid trueid matchid class label labels gold golden " +
            "goldid goldenid truth truthid target targets ismatch expectedresult expected trueentity truematch duplicateof " +
            "dupof matchgroup goldcluster trueclusterid groundtruth"),
        (ColumnRole.Name, "name names nom naam customername clientname partyname membername username accountname title1 bezeichnung"),
        (ColumnRole.Address, "address addr adresse direccion location streetaddressfull addresstext domicilio residence"),
        (ColumnRole.Date, "date datum fecha"),
        (ColumnRole.PartyType, "partytype recordtype entitytype type customertype persontype schema kind clienttype partykind"),
        (ColumnRole.Country, "country countrycode countryname land pays pais"),
        (ColumnRole.County, "county countyname landkreis"),
        (ColumnRole.BirthYear, "birthyear yearofbirth yob by dobyear byear dobyyyy geburtsjahr anneenaissance"),
        (ColumnRole.BirthMonth, "birthmonth monthofbirth mob bm dobmonth bmonth dobmm geburtsmonat moisnaissance"),
        (ColumnRole.BirthDay, "birthdayofmonth dayofbirth bd dobday bday dobdd jourdenaissance"),
        (ColumnRole.SecondFamily, "lnamec2 segundoapellido secondsurname"),
        (ColumnRole.RelationAnchor, "relanchorkey"),
        (ColumnRole.RelationAnchorDomain, "relanchordomain"),
        (ColumnRole.RelationPointer, "relpointerkey"),
        (ColumnRole.RelationPointerDomain, "relpointerdomain"),
        (ColumnRole.RelationRole, "relpointerrole"),
    ];
}
