using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <content>Names in further languages, and those of widely used public registers.</content>
internal static partial class ColumnNameTable
{
    /// <summary>Attributes with further names that columns of them go by.</summary>
    public static readonly (string Attribute, string Names)[] AttributedFurther =
    [
        (Attributes.NameGiven,
            "voornaam voornamen roepnaam nomeproprio primeironome prenome imie imiona pierwszeimie fornamn foernamn tilltalsnamn fornavn etunimi etunimet kutsumanimi jmeno " +
            "krestnijmeno meno krstnemeno keresztnev utonev prenume ime imya ad adi isim onoma 名 名字"),
        (Attributes.NameMiddle, "otchestvo pobatkovi patronymic patronymicname patronimico drugieimie nomedomeio mellannamn mellomnavn mellemnavn mn"),
        (Attributes.NameFamily,
            "achternaam familienaam cognome sobrenome apelido ultimonome nazwisko efternamn etternavn efternavn slektsnavn sukunimi prijmeni priezvisko vezeteknev csaladnev " +
            "numedefamilie prezime priimek familiya familija prizvyshche soyad soyadi soyisim eponymo 姓 苗字 성 sn famname"),
        (Attributes.NameFull,
            "fio imieinazwisko volledigenaam nomecompleto nominativo imeiprezime imeinprezime adsoyad adisoyadi isimsoyisim onomateponymo celejmeno teljesnev namalengkap hoten hovaten " +
            "氏名 姓名 名前 お名前 성명 이름 الاسم الاسمالكامل vorundnachname nameundvorname nomecognome nomeecognome nombreyapellidos apellidosynombre firstandlastname nomprenom nometprenom prenomnom vornamenachname vornamename namevorname firstlastname lastfirstname nameofperson"),
        (Attributes.NameOrganisation,
            "ragionesociale denominazione azienda impresa bedrijf bedrijfsnaam handelsnaam razaosocial nomedaempresa nazwafirmy nazwa firmanavn foretag foeretag foretagsnamn " +
            "foeretagsnamn selskab selskabsnavn virksomhed virksomhedsnavn bedriftsnavn yritys yrityksennimi nazevfirmy nazev obchodnijmeno cegnev ceg denumire numefirma tvrtka podjetje " +
            "organizatsiya naimenovanie kompaniya predpriyatie firmaadi sirket sirketadi eponymia 会社名 法人名 商号 公司 公司名称 企业名称 单位名称 회사명 법인명 상호 " +
            "denominationsociale nomentreprise nomsociete unternehmensname firmenbezeichnung nombreempresa nombredelaempresa registeredname nameofcompany " +
            "nameoforganisation nameoforganization conformedname businesslegalname charityname hotelname bankname"),
        (Attributes.NameAlias, "nomefantasia enseigne nomcommercial nombrecomercial previousname previousnames akaname weiterername bijnaam"),
        (Attributes.DateBirth,
            "geboortedatum datadinascita datanascita natoil datadenascimento datanascimento dataurodzenia fodelsedatum foedelsedatum fodelsedag fodselsdato foedselsdato syntymaaika " +
            "syntymaeaika syntymapaiva syntymaepaeivae datumnarozeni narozen datumnarodenia szuletesidatum szuletesiido datanasterii datumrodenja datumrodjenja datumrojstva " +
            "datarozhdeniya datanarodzhennya dogumtarihi imerominiagennisis hmerominiagennisis 生年月日 出生日期 生日 出生年月 생년월일 تاريخالميلاد tanggallahir ngaysinh bdt " +
            "geborenam geboren natail nele dtofbirth dtbirth dtnasc dtnascimento datofbirth dofb dobdate dobdt birthdatetime geburt fechanac fecnac fechadenac ddn"),
        (Attributes.DateRegistration, "dateofregistration oprichtingsdatum datacostituzione datadiconstituzione datazalozenia registreringsdatum stiftelsesdato 设立日期 成立日期"),
        (Attributes.Gender, "geslacht sesso plec kon koen kjonn kjoenn sukupuoli pohlavi pohlavie nem pol cinsiyet fylo spol 性别 性別 성별 الجنس jeniskelamin gioitinh sexcode"),
        (Attributes.AddressFull, "adreskorrespondencyjny adreszamieszkania indirizzocompleto enderecocompleto volledigadres fulladr fulladdr completeadress 住所全文"),
        (Attributes.AddressHouse,
            "huisnummer huisnr civico numerocivico nrdomu numerdomu husnummer husnr gatunummer talonumero cislodomu cislopopisne hazszam numeroendereco numerodacasa nrcasa kapino " +
            "noderue numvoie numerodevoie streetnbr hnumber hno"),
        (Attributes.AddressStreet,
            "straat straatnaam via logradouro rua ulica gata gatuadress gatuadresse gatunamn gateadresse gatenavn gade gadenavn vej vejnavn katu katuosoite lahiosoite laehiosoite utca strada ulitsa " +
            "vulytsya sokak cadde odos 番地 街道 도로명주소 nomrue libellevoie nomvoie nomdelarue besoksadress firstaddressline firstlineaddress addressfirstline firstline " +
            "domicilioreal lineaddress1 adresseligne1 ligne1 calleynumero streetaddress1 streetaddressline1 straatenhuisnummer viaenumero"),
        (Attributes.AddressUnit,
            "zusatz toevoeging huisnummertoevoeging interno complemento nrmieszkania numermieszkania lagenhetsnummer laegenhetsnummer byt kvartira daire apartament " +
            "additionaladdressline secondaddressline secondlineaddress addresssecondline secondline lineaddress2 adresseligne2 ligne2 streetaddress2 streetaddressline2 addressline3 address3 addr3"),
        (Attributes.AddressCity,
            "plaats woonplaats plaatsnaam gemeente citta comune localita cidade miejscowosc miasto poststed stad postort kaupunki postitoimipaikka mesto obec varos telepules oras localitate grad " +
            "gorod naselennyypunkt misto sehir poli 市 城市 市区町村 도시 المدينة kota thanhpho poblacion towncity citytown cityortown wohnsitz concelho cidademunicipio ortschaft"),
        (Attributes.AddressRegion, "provincie regione uf wojewodztwo laen fylke maakunta megye judet oblast eyalet nomos 省 都道府県 시도 provinciaestado comunidadautonoma kanton canton stateorprovince stateabbreviation stateabbr"),
        (Attributes.AddressPostcode,
            "cap codicepostale cep kodpocztowy postnummer postnr postinumero psc iranyitoszam codpostal codpost postanskibroj postnastevilka pochtovyyindeks indeks poshtovyyindeks postakodu " +
            "taxydromikoskodikas tk 郵便番号 邮编 邮政编码 우편번호 الرمزالبريدي kodepos zippostalcode postalzip ziporpostalcode postalzipcode zippostal postcodezip codepostale"),
        (Attributes.Phone,
            "telefoon telefoonnummer mobiel mobielnummer gsm telefone celular cellulare fone telemovel numertelefonu telefonkomorkowy komorka mobiltelefon mobiltelefonnummer puhelin puhelinnumero " +
            "matkapuhelin telefonszam mobilni mobitel telefonmobil telefonprivat telefongeschaeftlich telefonfestnetz festnetz tilefono kinito ceptelefonu numerodetelefono numerotelephone numerodetelephone " +
            "teldomicile telephoneportable telephonefixe telportable telfixe 电话 手机 手机号 手机号码 电话号码 联系电话 電話番号 電話 携帯電話 전화번호 휴대폰 الهاتف رقمالهاتف nohp telepon dienthoai " +
            "sodienthoai phonemobile phonehome phonework phonecell telephonemobile telephonehome mobilephonenumber cellphonenumber businessphone officephone telefonofijo telefonomovil"),
        (Attributes.Email,
            "emailadres epost epostadress epostadresse sahkoposti saehkoeposti emailcim adresseemail adressemail indirizzoemail postaelettronica correio correioeletronico adresemail eposta " +
            "epostaadresi elektronnayapochta pochta 邮箱 电子邮件 电子邮箱 メール メールアドレス 이메일 البريدالالكتروني mailaddr emailadr direccioncorreo emailprimary primaryemailaddress"),
        (Attributes.Website, "sitointernet sitoweb stronawww stronainternetowa www hemsida kotisivu hjemmeside weboldal 网站 网址"),
        (Attributes.Country, "nationaliteit nazionalita cittadinanza nacionalidade obywatelstwo narodowosc nationalitet grazhdanstvo kansalaisuus uyruk 国籍 국적"),
        ("identifier.tax", "codicefiscale cpf cnpj nip inn vergino vergikimlikno cuit cuil ruc nit taxidentificationnumber taxpayeridentificationnumber federaltaxnumber npwp afm"),
        ("identifier.vat", "partitaiva piva btwnummer btw dic cuitiva vatregistration numerodetva momsnummer"),
        ("identifier.passport", "paspoort paspoortnummer passaporto numeropassaporto paszport numerpaszportu passnummer pasport pasaportno 护照号"),
        ("identifier.national-id",
            "pesel bsn burgerservicenummer rodnecislo henkilotunnus hetu cprnummer cpr fodselsnummer foedselsnummer oib jmbg egn cnp tckimlikno tckimlik cedula numerodni dninie nie rut " +
            "身份证号 身份证号码 身份证 주민등록번호 nik cmnd cccd idkaart numeroidentita ahvnummer ahvnr svnr nhsnumber nhsno"),
        ("identifier.registration",
            "kvk kvknummer krs regon orgnummer organisationsnummer organisasjonsnummer cvr cvrnummer ytunnus ico ogrn numeroiscrizione numerodimatricola handelsregisternr hrnummer " +
            "numerosiren numerosiret rcs cin cik abn acn uen 统一社会信用代码 法人番号 사업자등록번호 charitynumber companieshousenumber registeredcharitynumber"),
    ];

    /// <summary>Roles with further names that columns of them go by.</summary>
    public static readonly (ColumnRole Role, string Names)[] RolesFurther =
    [
        (ColumnRole.Name, "nome nume nev navn namn nimi nama"),
        (ColumnRole.Address, "adres adresa indirizzo endereco osoite cim adresi dieythynsi 住所 地址 주소 العنوان alamat diachi morada adress"),
        (ColumnRole.Country, "paese nazione landcode landkod maa zeme krajina orszag tara drzava strana krayina ulke chora 国 国家 국가 البلد negara quocgia landet"),
        (ColumnRole.FamilyParticle, "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels"),
        (ColumnRole.StreetBefore, "streetdir streetdirection predir predirection streetpredir streetpredirection streetdirprefix streetprefix prefixdirection tipovia tipologradouro typevoie typedevoie"),
        (ColumnRole.StreetBehind, "streettype streettypecd streetsuffix postdir postdirection streetpostdir streetsuffixdirection streettypecode strtype sttype"),
        (ColumnRole.AreaCode, "areacode areacd"),
    ];
}
