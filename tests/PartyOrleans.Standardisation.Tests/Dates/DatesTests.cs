using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardising;

public sealed class DatesTests
{
    [Theory]
    [InlineData("1978-12-31", 19781231)]
    [InlineData("19781231", 19781231)]
    [InlineData("31121978", 19781231)]
    [InlineData("1978/12/31", 19781231)]
    [InlineData("1978.12.31", 19781231)]
    [InlineData("1978-31-12", 19781231)]
    [InlineData("1978-6-9", 19780609)]
    [InlineData("12/31/1978", 19781231)]
    [InlineData("31/12/1978", 19781231)]
    [InlineData("31.12.1978", 19781231)]
    [InlineData("31-12-1978", 19781231)]
    [InlineData("31 12 1978", 19781231)]
    [InlineData("31. 12. 1978", 19781231)]
    [InlineData(" 12/31/78 ", 19781231)]
    [InlineData("31.12.78", 19781231)]
    [InlineData("78-12-31", 19781231)]
    [InlineData("7/7/26", 20260707)]
    [InlineData("7/7/27", 19270707)]
    [InlineData("1978-12-31T23:59:59Z", 19781231)]
    [InlineData("1978-12-31T23:59:59.123+02:00", 19781231)]
    [InlineData("1978-12-31 00:00:00", 19781231)]
    [InlineData("12/31/1978 12:00:00 AM", 19781231)]
    [InlineData("19781231235959", 19781231)]
    [InlineData("19781231T2359", 19781231)]
    [InlineData("1978", 19780000)]
    [InlineData("c. 1950", 19500000)]
    [InlineData("ca. 1950", 19500000)]
    [InlineData("circa 1950", 19500000)]
    [InlineData("1978-12", 19781200)]
    [InlineData("12/1978", 19781200)]
    [InlineData("197812", 19781200)]
    [InlineData("1978-12-00", 19781200)]
    [InlineData("1978-00-00", 19780000)]
    [InlineData("00/12/1978", 19781200)]
    [InlineData("1900-06-07", 19000607)]
    [InlineData("2000-02-29", 20000229)]
    public void Parse_WhenOneReading_GivesIt(string raw, int expected) => Dates.Parse(raw).ShouldBe(new DateReadings(expected, 0));

    [Theory]
    [InlineData("12 Dec 1978", 19781212)]
    [InlineData("Dec 12, 1978", 19781212)]
    [InlineData("December 12th, 1978", 19781212)]
    [InlineData("Tuesday, the 12th of December 1978", 19781212)]
    [InlineData("12. Dezember 1978", 19781212)]
    [InlineData("3. März 1978", 19780303)]
    [InlineData("3. Ma\u0308rz 1978", 19780303)]
    [InlineData("1er février 1978", 19780201)]
    [InlineData("14 août 1978", 19780814)]
    [InlineData("3 de enero de 1978", 19780103)]
    [InlineData("19-Feb-91", 19910219)]
    [InlineData("1978-Dec-12", 19781212)]
    [InlineData("12DEC1978", 19781212)]
    [InlineData("Dec 1978", 19781200)]
    [InlineData("Dec-78", 19781200)]
    public void Parse_WhenTheMonthIsNamed_ReadsIt(string raw, int expected) => Dates.Parse(raw).ShouldBe(new DateReadings(expected, 0));

    [Theory]
    [InlineData("11/12/1978", 19781112, 19781211)]
    [InlineData("11.12.1978", 19781211, 19781112)]
    [InlineData("11-12-1978", 19781211, 19781112)]
    [InlineData("11 12 1978", 19781211, 19781112)]
    [InlineData("1/7/80", 19800107, 19800701)]
    [InlineData("7/7/80", 19800707, 0)]
    [InlineData("03041978", 19780403, 19780304)]
    public void Parse_WhenDayAndMonthCouldBeSwapped_GivesBothReadings(string raw, int first, int second) =>
        Dates.Parse(raw).ShouldBe(new DateReadings(first, second));

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("1900-01-01")]
    [InlineData("01/01/1900")]
    [InlineData("19010101")]
    [InlineData("9999-12-31")]
    [InlineData("0000-00-00")]
    [InlineData("00000000")]
    [InlineData("1978-02-30")]
    [InlineData("1999-02-29")]
    [InlineData("30 Feb 1978")]
    [InlineData("13/13/1978")]
    [InlineData("1978-12-32")]
    [InlineData("29781209")]
    [InlineData("978-12-31")]
    [InlineData("12/31/978")]
    [InlineData("Missing, but age 23")]
    [InlineData("Room 12, 3, 1978")]
    [InlineData("1 2 3 4")]
    [InlineData("23")]
    [InlineData("1978319")]
    [InlineData("12:30")]
    [InlineData("99999999999999999999")]
    public void Parse_WhenUnusable_IsEmpty(string raw) => Dates.Parse(raw).IsEmpty.ShouldBeTrue();

    [Theory]
    [InlineData("1967-02-31", 19670231)]
    [InlineData("2007-4-75", 20070475)]
    [InlineData("19634028", 19634028)]
    [InlineData("31/02/1967", 19673102)]
    [InlineData("31.02.1967", 19670231)]
    [InlineData("29781209", 29781209)]
    [InlineData("1967-02-28", 0)]
    [InlineData("9999-12-31", 0)]
    [InlineData("1999-99-99", 0)]
    [InlineData("88888888", 0)]
    [InlineData("1967-00-31", 0)]
    [InlineData("0000-00-00", 0)]
    [InlineData("30 Feb 1978", 0)]
    [InlineData("unknown", 0)]
    public void Slip_WhenNoDayIsWritten_KeepsItsDigits(string raw, int expected) => Dates.Slip(raw).ShouldBe(expected);

    [Fact]
    public void Parse_WhenADayIsWrittenInAnyForm_ReadsTheSameDay()
    {
        string[] forms = ["yyyy-MM-dd", "yyyyMMdd", "yyyy/M/d", "d MMM yyyy", "MMMM d, yyyy", "yyyy-MM-ddTHH:mm:ss", "d. MMMM yyyy"];
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        for (var day = new DateOnly(1931, 3, 1); day.Year < 2020; day = day.AddDays(97))
        {
            int packed = (day.Year * 10_000) + (day.Month * 100) + day.Day;
            foreach (string form in forms)
            {
                string written = day.ToDateTime(default).ToString(form, culture);
                Dates.Parse(written).ShouldBe(new DateReadings(packed, 0), written);
            }

            string slashed = day.ToString("M/d/yyyy", culture), dotted = day.ToString("d.M.yyyy", culture);
            Dates.Parse(slashed).First.ShouldBe(packed, slashed);
            Dates.Parse(dotted).First.ShouldBe(packed, dotted);
        }
    }

    [Fact]
    public void YearMonthDay_WhenPacked_AreItsParts()
    {
        DateReadings.Year(19781200).ShouldBe(1978);
        DateReadings.Month(19781200).ShouldBe(12);
        DateReadings.Day(19781200).ShouldBe(0);
    }

    [SharedDataTheory("zingg-febrl120k/febrl120k.csv")]
    [InlineData("zingg-febrl120k/febrl120k.csv", 9, 117_208, 116_968)]
    public void Parse_WhenGivenRealBirthDates_ReadsAllButImpossibleOnes(string file, int column, int written, int readable)
    {
        int read = 0, present = 0;
        foreach (string line in File.ReadLines(SharedData.Require(file)).Skip(1))
        {
            string cell = line.Split(',')[column].Trim();
            present += cell.Length > 0 ? 1 : 0;
            read += Dates.Parse(cell).IsEmpty ? 0 : 1;
        }

        present.ShouldBe(written);
        read.ShouldBe(readable);
    }
}
