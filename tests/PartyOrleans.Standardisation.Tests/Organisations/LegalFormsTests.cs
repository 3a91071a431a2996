using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardisation;

/// <summary>Legal forms of 50 countries, each in several spellings.</summary>
public sealed class LegalFormsTests
{
    [Theory]
    [InlineData("us", "inc", "Acme Inc|Acme, Inc.|Acme Incorporated|ACME INC.")]
    [InlineData("us", "llc", "Acme LLC|Acme L.L.C.|Acme Limited Liability Company")]
    [InlineData("us", "corp", "Acme Corp.|Acme Corporation")]
    [InlineData("gb", "ltd", "Acme Ltd|Acme Ltd.|Acme Limited|The Acme Company Limited|Acme Co., Ltd.")]
    [InlineData("gb", "plc", "Acme plc|Acme PLC|Acme Public Limited Company")]
    [InlineData("gb", "llp", "Acme LLP|Acme Limited Liability Partnership")]
    [InlineData("ie", "dac", "Acme DAC|Acme Designated Activity Company")]
    [InlineData("ca", "ulc", "Acme ULC|Acme Unlimited Liability Company")]
    [InlineData("au", "pty ltd", "Acme Pty Ltd|Acme Pty. Ltd.|Acme Proprietary Limited|Acme PTY LIMITED")]
    [InlineData("sg", "pte ltd", "Acme Pte Ltd|Acme Pte. Ltd.|Acme Pte Limited")]
    [InlineData("my", "sdn bhd", "Acme Sdn Bhd|Acme Sdn. Bhd.|Acme Sendirian Berhad")]
    [InlineData("in", "ltd", "Acme Pvt. Ltd.|Acme Private Limited|Acme (P) Ltd")]
    [InlineData("de", "gmbh", "Acme GmbH|Acme G.m.b.H.|Acme Gesellschaft mit beschränkter Haftung")]
    [InlineData("de", "ag", "Acme AG|Acme Aktiengesellschaft")]
    [InlineData("de", "gmbh co kg", "Acme GmbH & Co. KG|Acme GmbH und Co KG|Acme GmbH & Co KG")]
    [InlineData("de", "ev", "Acme e.V.|Acme eingetragener Verein")]
    [InlineData("at", "gmbh", "Acme GesmbH|Acme Ges.m.b.H.")]
    [InlineData("ch", "sarl", "Acme Sàrl|Acme S.à r.l.")]
    [InlineData("fr", "sa", "Acme SA|Acme S.A.|Acme Société Anonyme|Société Anonyme Acme")]
    [InlineData("fr", "sas", "Acme SAS|Acme S.A.S.|Acme Société par actions simplifiée")]
    [InlineData("fr", "sarl", "Acme SARL|Acme S.A.R.L.|SARL Acme")]
    [InlineData("be", "sprl", "Acme SPRL|Acme BVBA")]
    [InlineData("nl", "bv", "Acme BV|Acme B.V.|Acme Besloten Vennootschap")]
    [InlineData("nl", "nv", "Acme NV|Acme N.V.|Acme Naamloze Vennootschap")]
    [InlineData("lu", "scsp", "Acme SCSp")]
    [InlineData("it", "spa", "Acme SpA|Acme S.p.A.|Acme Società per Azioni")]
    [InlineData("it", "srl", "Acme Srl|Acme S.r.l.|Acme Società a responsabilità limitata")]
    [InlineData("es", "sl", "Acme SL|Acme S.L.|Acme Sociedad Limitada|Acme S.L.U.")]
    [InlineData("mx", "sa", "Acme S.A. de C.V.|Acme SA de CV")]
    [InlineData("pt", "ltda", "Acme Lda|Acme Lda.|Acme Limitada")]
    [InlineData("br", "ltda", "Acme Ltda|Acme LTDA.")]
    [InlineData("se", "ab", "Acme AB|Acme Aktiebolag")]
    [InlineData("no", "as", "Acme AS|Acme A/S|Acme Aksjeselskap")]
    [InlineData("dk", "aps", "Acme ApS|Acme Anpartsselskab")]
    [InlineData("fi", "oy", "Acme Oy|Acme Osakeyhtiö|Oy Acme")]
    [InlineData("fi", "oyj", "Acme Oyj|Acme Abp")]
    [InlineData("is", "ehf", "Acme ehf.|Acme ehf")]
    [InlineData("ee", "ou", "Acme OÜ|Acme Osaühing")]
    [InlineData("lv", "sia", "SIA Acme X|Acme SIA")]
    [InlineData("lt", "uab", "UAB Acme|Acme UAB")]
    [InlineData("pl", "spzoo", "Acme Sp. z o.o.|Acme sp z oo|Acme Sp. z o. o.|Acme Spółka z ograniczoną odpowiedzialnością")]
    [InlineData("cz", "sro", "Acme s.r.o.|Acme spol. s r.o.|Acme společnost s ručením omezeným")]
    [InlineData("hu", "kft", "Acme Kft.|Acme Korlátolt Felelősségű Társaság")]
    [InlineData("hu", "zrt", "Acme Zrt.|Acme ZRT")]
    [InlineData("si", "doo", "Acme d.o.o.|Acme D.O.O.|Acme doo")]
    [InlineData("hr", "dd", "Acme d.d.")]
    [InlineData("bg", "eood", "Acme EOOD|Acme ЕООД")]
    [InlineData("bg", "ood", "Acme OOD|Acme ООД")]
    [InlineData("gr", "epe", "Acme EPE|Acme Ε.Π.Ε.")]
    [InlineData("ru", "ooo", "ООО Ромашка|OOO Romashka|Общество с ограниченной ответственностью \"Ромашка\"|Romashka OOO")]
    [InlineData("ru", "pao", "ПАО Ромашка|Публичное акционерное общество «Ромашка»|Romashka PJSC")]
    [InlineData("ru", "ao", "АО Ромашка|Акционерное общество Ромашка|Romashka JSC|Joint Stock Company Romashka")]
    [InlineData("ua", "tov", "ТОВ Ромашка|Товариство з обмеженою відповідальністю \"Ромашка\"")]
    [InlineData("kz", "too", "ТОО Ромашка|Товарищество с ограниченной ответственностью Ромашка")]
    [InlineData("tr", "ltd sti", "Acme Ltd. Şti.|Acme Limited Şirketi")]
    [InlineData("tr", "as", "Acme A.Ş.|Acme Anonim Şirketi")]
    [InlineData("jp", "kk", "Acme KK|Acme K.K.|Acme Kabushiki Kaisha|株式会社アクメ|アクメ株式会社")]
    [InlineData("cn", "ltd", "阿里巴巴有限公司")]
    [InlineData("kr", "ltd", "삼성전자주식회사")]
    [InlineData("id", "pt", "PT Acme|Acme PT")]
    [InlineData("th", "pcl", "Acme PCL|Acme Public Company Limited")]
    [InlineData("vn", "jsc vn", "Công ty Cổ phần Acme")]
    [InlineData("ae", "fze", "Acme FZE|Acme Free Zone Establishment")]
    [InlineData("lb", "sal", "Acme SAL|Acme S.A.L.")]
    [InlineData("za", "pty ltd", "Acme (Pty) Ltd|Acme (Proprietary) Limited")]
    [InlineData("al", "shpk", "Acme Sh.p.k.|Acme SHPK")]
    [InlineData("ro", "srl", "Acme SRL|Acme S.R.L.")]
    public void Parse_WhenLegalForm_GivesOneCodeAndOneCore(string country, string form, string spellings)
    {
        string? core = null;
        foreach (string spelling in spellings.Split('|'))
        {
            OrganisationName name = OrganisationNames.Parse(spelling);

            name.LegalForm.ShouldBe(form, $"{country}: {spelling}");
            if (!spelling.Contains('X') && form is not ("kk" or "co"))
            {
                name.Core.Replace("romashka", "acme", StringComparison.Ordinal).ShouldBe(core ??= name.Core.Replace("romashka", "acme", StringComparison.Ordinal), spelling);
            }
        }
    }
}
