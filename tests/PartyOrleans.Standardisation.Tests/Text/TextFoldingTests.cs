namespace PartyOrleans.Standardisation.Tests.Text;

public sealed class TextFoldingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("---", "")]
    [InlineData("John SMITH", "john smith")]
    [InlineData("  John \t\n Smith  ", "john smith")]
    [InlineData("O'Brien", "obrien")]
    [InlineData("O’Brien", "obrien")]
    [InlineData("D`Angelo", "dangelo")]
    [InlineData("Al-Qa'ida", "al qaida")]
    [InlineData("Garcia-Lopez", "garcia lopez")]
    [InlineData("Smith,John", "smith john")]
    [InlineData("J. P. Morgan", "j p morgan")]
    [InlineData("J P Morgan", "j p morgan")]
    [InlineData("J.P. Morgan", "jp morgan")]
    [InlineData("S.A.R.L.", "sarl")]
    [InlineData("G.m.b.H.", "gmbh")]
    [InlineData("Amazon.com, Inc.", "amazon com inc")]
    [InlineData("St. Mary's", "st marys")]
    [InlineData("AT&T", "at t")]
    [InlineData("Brigade 44", "brigade 44")]
    public void Fold_WhenAscii_IsLowerCaseTokens(string text, string folded) => TextFolding.Fold(text).ShouldBe(folded);

    [Theory]
    [InlineData("Müller", "muller")]
    [InlineData("Mu\u0308ller", "muller")]
    [InlineData("Straße", "strasse")]
    [InlineData("STRAẞE", "strasse")]
    [InlineData("Ærøskøbing", "aeroskobing")]
    [InlineData("Łódź", "lodz")]
    [InlineData("İstanbul Işık", "istanbul isik")]
    [InlineData("Đorđević", "dordevic")]
    [InlineData("Þórður Guðmundsson", "thordur gudmundsson")]
    [InlineData("Nguyễn Thị Phương", "nguyen thi phuong")]
    [InlineData("Œuvre Ĳssel", "oeuvre ijssel")]
    [InlineData("ﬁnance ＡＢＣ １２", "finance abc 12")]
    [InlineData("№ 5²", "no 52")]
    [InlineData("𝐉𝐨𝐡𝐧", "john")]
    [InlineData("Smith\u00A0&\u2013Sons", "smith sons")]
    [InlineData("Jo\u00ADhn\u200B", "john")]
    public void Fold_WhenLatinBeyondAscii_RemovesMarks(string text, string folded) => TextFolding.Fold(text).ShouldBe(folded);

    [Theory]
    [InlineData("Владимир Путин", "vladimir putin")]
    [InlineData("Сергей Викторович Лавров", "sergey viktorovich lavrov")]
    [InlineData("Дмитрий Достоевский", "dmitry dostoevsky")]
    [InlineData("Хрущёв Щукин Объект", "khrushchev shchukin obekt")]
    [InlineData("Володимир Зеленський", "volodymyr zelenskyi")]
    [InlineData("Юлія Григорівна", "yuliya hryhorivna")]
    [InlineData("Ђорђе Вучић", "dorde vucic")]
    [InlineData("България", "balgariya")]
    [InlineData("Қасым-Жомарт Тоқаев", "kasym zhomart tokaev")]
    [InlineData("Κυριάκος Μητσοτάκης", "kyriakos mitsotakis")]
    [InlineData("Παπανδρέου", "papandreou")]
    [InlineData("Ευάγγελος Μπακογιάννης", "evangelos bakogiannis")]
    [InlineData("ბარაკ ობამა", "barak obama")]
    [InlineData("Բարակ Օբամա", "barak obama")]
    [InlineData("محمد بن سلمان", "mhmd bn slman")]
    [InlineData("السيسي", "al sisi")]
    [InlineData("ساره ١٢٣", "sarh 123")]
    [InlineData("בנימין נתניהו", "bnimin ntnihu")]
    [InlineData("नरेन्द्र मोदी", "narendra modi")]
    [InlineData("राम कुमार ४२", "ram kumar 42")]
    [InlineData("सुरेश प्रकाश", "suresh prakash")]
    [InlineData("অমিতাভ বচ্চন", "amitabh bachchan")]
    [InlineData("ராஜா", "raja")]
    [InlineData("రామ", "rama")]
    [InlineData("គឹម តារា", "kim tara")]
    [InlineData("ចន់ វណ្ណា", "chan vanna")]
    public void Fold_WhenOtherAlphabet_Transliterates(string text, string folded) => TextFolding.Fold(text).ShouldBe(folded);

    [Theory]
    [InlineData("习近平", "习近平")]
    [InlineData("バラク・オバマ", "バラク オバマ")]
    [InlineData("김정은", "김정은")]
    [InlineData("วชิราลงกรณ", "วชิราลงกรณ")]
    [InlineData("𠮷田", "𠮷田")]
    [InlineData("ACME 中国", "acme 中国")]
    public void Fold_WhenScriptWithoutTable_KeepsLetters(string text, string folded) => TextFolding.Fold(text).ShouldBe(folded);

    [Theory]
    [InlineData("john smith 42")]
    [InlineData("a")]
    public void Fold_WhenFoldedAlready_ReturnsTheSameInstance(string text) => TextFolding.Fold(text).ShouldBeSameAs(text);

    [Fact]
    public void Fold_WhenAnyCharacter_IsIdempotentAndTidy()
    {
        for (int c = 0; c <= char.MaxValue; c++)
        {
            string folded = TextFolding.Fold($"ab{(char)c}c {(char)c}");
            TextFolding.Fold(folded).ShouldBe(folded, $"U+{c:X4}");
            folded.ShouldBe(folded.Trim());
            folded.Contains("  ", StringComparison.Ordinal).ShouldBeFalse($"U+{c:X4}");
        }
    }

    [Fact]
    public void Fold_WhenLongerThanTheStackBuffer_FoldsAll()
    {
        string text = string.Concat(Enumerable.Repeat("Щ", 5000));
        TextFolding.Fold(text).ShouldBe(string.Concat(Enumerable.Repeat("shch", 5000)));
    }
}
