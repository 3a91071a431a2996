namespace PartyOrleans.Standardisation;

/// <summary>Reads dates as people and systems write them, in English, German, French and Spanish.</summary>
/// <remarks>
/// Of an ambiguous day and month order both readings are kept: month first where '/' separates, day first otherwise.
/// Two-digit years up to <see cref="PivotYear"/> belong to the present century, later ones to the last, so that no birth date
/// written with two digits lies after the pivot. No clock is read.
/// </remarks>
public static class Dates
{
    /// <summary>The last year that a two-digit year can mean: 26 is 2026, 27 is 1927.</summary>
    public const int PivotYear = 2026;

    /// <summary>The earliest year taken for a date.</summary>
    public const int EarliestYear = 1000;

    /// <summary>The latest year taken for a date; later ones stand for "open" or are typing errors.</summary>
    public const int LatestYear = 2099;

    /// <summary>Reads a date; see the remarks of the class for what is understood. Time of day and offset are dropped.</summary>
    public static DateReadings Parse(ReadOnlySpan<char> raw)
    {
        if (raw.Length == 10 && raw[4] == '-' && raw[7] == '-'
            && TryFour(raw, out int year) && TryTwo(raw[5..], out int month) && TryTwo(raw[8..], out int day))
        {
            return YearFirst(year, month, day);
        }

        if (raw.Length == 8 && TryFour(raw, out year) && TryTwo(raw[4..], out month) && TryTwo(raw[6..], out day))
        {
            return Eight(year, month, day);
        }

        var parts = new DateParts();
        return parts.Read(raw) ? Combine(in parts) : default;
    }

    /// <summary>
    /// A date that cannot be, as it is written (1967-02-31, 19634028): packed yyyymmdd with a year, month or day out of its range. No date,
    /// yet its digits tell which date was meant, so it can be compared with others. 0 where the text is a date, a placeholder, or no date at all.
    /// </summary>
    public static int Slip(ReadOnlySpan<char> raw)
    {
        var parts = new DateParts();
        if (!Parse(raw).IsEmpty || !parts.Read(raw) || parts.MonthWord != 0)
        {
            return 0;
        }

        (long year, long month, long day) = parts.Count switch
        {
            1 when parts[0].Digits == 8 => (parts[0].Value / 10_000, parts[0].Value / 100 % 100, parts[0].Value % 100),
            3 when parts[0].Digits == 4 && parts[1].Digits <= 2 && parts[2].Digits <= 2 => (parts[0].Value, parts[1].Value, parts[2].Value),
            3 when parts[2].Digits == 4 && parts[0].Digits <= 2 && parts[1].Digits <= 2 => parts.Separator == '/'
                ? (parts[2].Value, parts[0].Value, parts[1].Value)
                : (parts[2].Value, parts[1].Value, parts[0].Value),
            _ => default,
        };
        int packed = (int)((year * 10_000) + (month * 100) + day);
        return year is < 100 or 9999 || month == 0 || day == 0 || month == 99 || day == 99 || IsPlaceholder(packed) || IsOneDigit(packed) ? 0 : packed;
    }

    /// <summary>Whether all digits are the same, as in 88888888.</summary>
    private static bool IsOneDigit(int packed) => packed % 11_111_111 == 0;

    private static DateReadings Combine(in DateParts parts) => parts.MonthWord != 0
        ? WithMonthWord(in parts)
        : parts.Count switch
        {
            1 => Alone(parts[0]),
            2 when parts[0].Digits == 4 => One(Pack(parts[0].Value, parts[1].Value, 0)),
            2 when parts[1].Digits == 4 && parts[0].Digits <= 2 => One(Pack(parts[1].Value, parts[0].Value, 0)),
            3 => Three(in parts),
            _ => default,
        };

    private static DateReadings Alone(DatePart part) => part.Digits switch
    {
        4 => One(Pack((int)part.Value, 0, 0)),
        6 => One(Pack((int)(part.Value / 100), (int)(part.Value % 100), 0)),
        8 => Eight((int)(part.Value / 10_000), (int)(part.Value / 100 % 100), (int)(part.Value % 100)),
        12 => Eight((int)(part.Value / 100_000_000), (int)(part.Value / 1_000_000 % 100), (int)(part.Value / 10_000 % 100)),
        14 => Eight((int)(part.Value / 10_000_000_000), (int)(part.Value / 100_000_000 % 100), (int)(part.Value / 1_000_000 % 100)),
        _ => default,
    };

    private static DateReadings WithMonthWord(in DateParts parts)
    {
        if (parts.Count == 1)
        {
            DatePart only = parts[0];
            return only.Digits == 4 || (only.Digits == 2 && only.Value > 31) ? One(Pack(FullYear(only), parts.MonthWord, 0)) : default;
        }

        if (parts.Count != 2)
        {
            return default;
        }

        bool yearFirst = parts[0].Digits >= 3 || (parts[0].Value > 31 && parts[1].Digits <= 2);
        DatePart year = yearFirst ? parts[0] : parts[1];
        DatePart day = yearFirst ? parts[1] : parts[0];
        return day.Digits > 2 ? default : One(Pack(FullYear(year), parts.MonthWord, (int)day.Value));
    }

    private static DateReadings Three(in DateParts parts)
    {
        DatePart a = parts[0], b = parts[1], c = parts[2];
        if (b.Digits > 2)
        {
            return default;
        }

        if (a.Digits == 4 || (a.Digits == 2 && a.Value > 31))
        {
            return c.Digits > 2 ? default : YearFirst(FullYear(a), (int)b.Value, (int)c.Value);
        }

        if (a.Digits > 2 || (c.Digits != 4 && c.Digits != 2))
        {
            return default;
        }

        int year = FullYear(c);
        return parts.Separator == '/' ? Both(year, (int)a.Value, (int)b.Value) : Both(year, (int)b.Value, (int)a.Value);
    }

    /// <summary>yyyymmdd, or where that is no date ddmmyyyy or mmddyyyy.</summary>
    private static DateReadings Eight(int high, int third, int fourth)
    {
        DateReadings yearFirst = YearFirst(high, third, fourth);
        int year = (third * 100) + fourth;
        return yearFirst.First != 0 || IsPlaceholder((high * 10_000) + year) || year < 1800
            ? yearFirst
            : Both(year, high % 100, high / 100);
    }

    private static DateReadings YearFirst(int year, int month, int day)
    {
        int usual = Pack(year, month, day);
        return usual != 0 || month <= 12 || day > 12 ? One(usual) : One(Pack(year, day, month));
    }

    private static DateReadings Both(int year, int month, int day)
    {
        if (month == 0)
        {
            (month, day) = (day, month);
        }

        int first = Pack(year, month, day);
        int second = day == 0 ? 0 : Pack(year, day, month);
        return first == 0 ? One(second) : new DateReadings(first, second == first ? 0 : second);
    }

    private static DateReadings One(int packed) => new(packed, 0);

    private static int Pack(long year, long month, int day) => Pack((int)year, (int)month, day);

    private static int Pack(int year, int month, int day)
    {
        if (year is < EarliestYear or > LatestYear || month is < 0 or > 12 || day < 0)
        {
            return 0;
        }

        if (month == 0)
        {
            // A day without its month says nothing.
            return day > 31 ? 0 : year * 10_000;
        }

        if (day > DateTime.DaysInMonth(year, month))
        {
            return 0;
        }

        int packed = (year * 10_000) + (month * 100) + day;
        return IsPlaceholder(packed) ? 0 : packed;
    }

    /// <summary>Days that systems write for "not known": zero of usual calendars, the first day of 1900 and its kin.</summary>
    private static bool IsPlaceholder(int packed) => packed is 19000101 or 19010101 or 18000101 or 17530101 or 16010101
        or 18991230 or 18991231 or 11111111 or 99991231 or 0;

    private static int FullYear(DatePart part)
    {
        int value = (int)part.Value;
        return part.Digits switch
        {
            4 => value,
            2 => value + (value <= PivotYear % 100 ? 2000 : 1900),
            _ => 0,
        };
    }

    private static bool TryFour(ReadOnlySpan<char> text, out int value)
    {
        bool both = TryTwo(text, out int high) & TryTwo(text[2..], out int low);
        value = (high * 100) + low;
        return both;
    }

    private static bool TryTwo(ReadOnlySpan<char> text, out int value)
    {
        uint high = (uint)(text[0] - '0'), low = (uint)(text[1] - '0');
        value = (int)((high * 10) + low);
        return high <= 9 && low <= 9;
    }
}
