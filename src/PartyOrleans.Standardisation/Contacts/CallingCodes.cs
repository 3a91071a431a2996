using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>The country calling codes of ITU-T E.164, to split an international number into code and national part.</summary>
internal static class CallingCodes
{
    private const string TwoDigit = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 "
        + "90 91 92 93 94 95 98";

    private const string ThreeDigit = "211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 "
        + "242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 350 351 "
        + "352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 "
        + "506 507 508 509 590 591 592 593 594 595 596 597 598 599 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 "
        + "692 800 808 850 852 853 855 856 870 878 880 881 882 883 886 888 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 "
        + "992 993 994 995 996 998";

    private const string ByCountry = "us1 ca1 pr1 do1 jm1 bs1 bb1 tt1 bm1 ru7 kz7 eg20 za27 gr30 nl31 be32 fr33 es34 hu36 it39 va39 ro40 ch41 at43 "
        + "gb44 gg44 je44 im44 dk45 se46 no47 pl48 de49 pe51 mx52 cu53 ar54 br55 cl56 co57 ve58 my60 au61 id62 ph63 nz64 sg65 th66 jp81 kr82 vn84 "
        + "cn86 tr90 in91 pk92 af93 lk94 mm95 ir98 ma212 dz213 tn216 ly218 sn221 ci225 gh233 ng234 cm237 ao244 rw250 et251 ke254 tz255 ug256 mz258 "
        + "zm260 mg261 re262 zw263 na264 bw267 gi350 pt351 lu352 ie353 is354 al355 mt356 cy357 fi358 bg359 lt370 lv371 ee372 md373 am374 by375 "
        + "ad376 mc377 sm378 ua380 rs381 me382 xk383 hr385 si386 ba387 mk389 cz420 sk421 li423 bz501 gt502 sv503 hn504 ni505 cr506 pa507 ht509 "
        + "bo591 gy592 ec593 py595 sr597 uy598 kp850 hk852 mo853 kh855 la856 bd880 tw886 mv960 lb961 jo962 sy963 iq964 kw965 sa966 ye967 om968 "
        + "ps970 ae971 il972 bh973 qa974 bt975 mn976 np977 tj992 tm993 az994 ge995 kg996 uz998";

    private static readonly bool[] IsTwoDigit = Flags(TwoDigit, 100);
    private static readonly bool[] IsThreeDigit = Flags(ThreeDigit, 1000);

    private static readonly FrozenDictionary<string, int> Countries =
        ByCountry.Split(' ').ToFrozenDictionary(static entry => entry[..2], static entry => int.Parse(entry.AsSpan(2)), StringComparer.OrdinalIgnoreCase);

    /// <summary>How many of the leading digits are the calling code, 1 to 3; 0 where none is assigned.</summary>
    public static int Length(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 4)
        {
            return 0;
        }

        if (digits[0] is '1' or '7')
        {
            return 1;
        }

        int two = ((digits[0] - '0') * 10) + (digits[1] - '0');
        if (IsTwoDigit[two])
        {
            return 2;
        }

        return IsThreeDigit[(two * 10) + (digits[2] - '0')] ? 3 : 0;
    }

    /// <summary>The calling code of a country by its ISO 3166 alpha-2 code; 0 where it is not known.</summary>
    public static int Of(string countryIso2) => countryIso2.Length == 2 && Countries.TryGetValue(countryIso2, out int code) ? code : 0;

    private static bool[] Flags(string codes, int size)
    {
        var flags = new bool[size];
        foreach (string code in codes.Split(' '))
        {
            flags[int.Parse(code)] = true;
        }

        return flags;
    }
}
