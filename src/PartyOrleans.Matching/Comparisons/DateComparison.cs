using System.Numerics;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>Compares packed dates (yyyymmdd, 00 for unknown parts).</summary>
internal static class DateComparison
{
    /// <summary>Days are counted in a calendar of even months: nearness to a month or a year needs no more.</summary>
    private const int DaysOfMonth = 31;
    private const int DaysOfYear = 12 * DaysOfMonth;

    /// <summary>The <see cref="DateLevel"/> of two dates.</summary>
    public static int Compare(int a, int b) => (int)Level(a, b);

    private static DateLevel Level(int a, int b)
    {
        if (a == 0 || b == 0)
        {
            return DateLevel.Missing;
        }

        int yearA = a / 10000;
        int yearB = b / 10000;
        int monthA = a / 100 % 100;
        int monthB = b / 100 % 100;
        int dayA = a % 100;
        int dayB = b % 100;
        bool partial = IsPartial(a) || IsPartial(b);
        if (a == b)
        {
            return a % 100 == 0 ? DateLevel.Partial : DateLevel.Exact;
        }

        if (partial)
        {
            bool agree = yearA == yearB && (monthA == monthB || monthA == 0 || monthB == 0 || IsFirstOfYear(a) || IsFirstOfYear(b));
            return agree ? DateLevel.Partial : yearA == yearB ? DateLevel.SameYear : DifferentOrDigit(a, b);
        }

        if (yearA == yearB && monthA == dayB && dayA == monthB)
        {
            return DateLevel.Transposed;
        }

        int digits = DigitsApart(a, b);
        if (digits <= 1)
        {
            return DateLevel.OneDigit;
        }

        int apart = Math.Abs(((yearA - yearB) * DaysOfYear) + ((monthA - monthB) * DaysOfMonth) + dayA - dayB);
        int same = (yearA == yearB ? 1 : 0) + (monthA == monthB ? 1 : 0) + (dayA == dayB ? 1 : 0);
        return same == 2 ? DateLevel.TwoParts
            : apart <= DaysOfMonth ? DateLevel.WithinMonth
            : digits == 2 ? DateLevel.TwoDigits
            : Math.Abs(apart - DaysOfYear) <= DaysOfMonth || Math.Abs(apart - (10 * DaysOfYear)) <= DaysOfMonth ? DateLevel.CloseYear
            : yearA == yearB ? DateLevel.SameYear
            : DateLevel.Different;
    }

    private static bool IsPartial(int date) => date % 100 == 0 || IsFirstOfYear(date);

    /// <summary>1 January is often written where only the year is known.</summary>
    private static bool IsFirstOfYear(int date) => date % 10000 == 101;

    private static DateLevel DifferentOrDigit(int a, int b) =>
        IsFirstOfYear(a) && IsFirstOfYear(b) ? DateLevel.Different : DigitsApart(a, b) <= 1 ? DateLevel.OneDigit : DateLevel.Different;

    /// <summary>In how many places the eight digits differ; 1 for two neighbours that are swapped.</summary>
    private static int DigitsApart(int a, int b)
    {
        uint digitsA = Digits((uint)a);
        uint digitsB = Digits((uint)b);
        uint apart = digitsA ^ digitsB;
        uint places = (apart | (apart >> 1) | (apart >> 2) | (apart >> 3)) & 0x11111111;
        int differing = BitOperations.PopCount(places);
        if (differing != 2)
        {
            return differing;
        }

        int first = BitOperations.TrailingZeroCount(places);
        uint pairA = (digitsA >> first) & 0xFF;
        uint pairB = (digitsB >> first) & 0xFF;
        return places >> first == 0x11 && pairA == ((pairB >> 4) | ((pairB & 0xF) << 4)) ? 1 : 2;
    }

    /// <summary>The eight digits of a number, four bits each.</summary>
    private static uint Digits(uint number) =>
        (TwoDigits(number / 1_000_000) << 24) | (TwoDigits(number / 10_000 % 100) << 16) | (TwoDigits(number / 100 % 100) << 8) | TwoDigits(number % 100);

    private static uint TwoDigits(uint number) => number + (6 * (number / 10));
}
