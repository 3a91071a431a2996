namespace PartyOrleans.Standardisation;

/// <summary>Latin letters and digits beyond ASCII with their plain spelling: Unicode compatibility decomposition without its marks, and the letters that do not decompose.</summary>
/// <remarks>Kept as a table because the runtime normalises nothing when it runs without culture data.</remarks>
internal static class LatinLetters
{
    private static readonly (string Plain, string Letters)[] Table =
    [
        ("0", "⁰₀０"),
        ("1", "¹₁①１"),
        ("10", "⑩"),
        ("11", "⑪"),
        ("12", "⑫"),
        ("13", "⑬"),
        ("14", "⑭"),
        ("15", "⑮"),
        ("16", "⑯"),
        ("17", "⑰"),
        ("18", "⑱"),
        ("19", "⑲"),
        ("2", "²₂②２"),
        ("20", "⑳"),
        ("3", "³₃③３"),
        ("4", "⁴₄④４"),
        ("5", "⁵₅⑤５"),
        ("6", "⁶₆⑥６"),
        ("7", "⁷₇⑦７"),
        ("8", "⁸₈⑧８"),
        ("9", "⁹₉⑨９"),
        ("a", "ªàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặₐａ"),
        ("ae", "æǣǽ"),
        ("b", "ɓḃḅḇℬｂ"),
        ("c", "çćĉċčḉℂℭｃ"),
        ("d", "ðďđɗḋḍḏḑḓⅅⅆｄ"),
        ("dz", "ǆǳ"),
        ("e", "èéêëēĕėęěǝȅȇȩəɛḕḗḙḛḝẹẻẽếềểễệₑₔℇℯℰⅇｅ"),
        ("f", "ƒḟℱｆ"),
        ("fax", "℻"),
        ("ff", "ﬀ"),
        ("ffi", "ﬃ"),
        ("ffl", "ﬄ"),
        ("fi", "ﬁ"),
        ("fl", "ﬂ"),
        ("g", "ĝğġģǥǧǵɣḡℊｇ"),
        ("h", "ĥħȟḣḥḧḩḫẖₕℋℌℍℎℏｈ"),
        ("i", "ìíîïĩīĭįİıǐȉȋɨḭḯỉịⁱℐℑℹⅈｉ"),
        ("ij", "ĳ"),
        ("j", "ĵǰⅉⱼｊ"),
        ("k", "ķĸƙǩḱḳḵₖｋ"),
        ("l", "ĺļľŀłḷḹḻḽₗℒℓｌ"),
        ("lj", "ǉ"),
        ("m", "ḿṁṃₘℳｍ"),
        ("n", "ñńņňŉŋǹṅṇṉṋⁿₙℕｎ"),
        ("nj", "ǌ"),
        ("no", "№"),
        ("o", "ºòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱɔṍṏṑṓọỏốồổỗộớờởỡợₒℴｏ"),
        ("oe", "œ"),
        ("p", "ṕṗₚℙｐ"),
        ("q", "ℚｑ"),
        ("r", "ŕŗřȑȓṙṛṝṟℛℜℝｒ"),
        ("s", "śŝşšſșṡṣṥṧṩẛₛｓ"),
        ("sm", "℠"),
        ("ss", "ßẞ"),
        ("st", "ﬅﬆ"),
        ("t", "ţťŧțṫṭṯṱẗₜｔ"),
        ("tel", "℡"),
        ("th", "þ"),
        ("tm", "™"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗʉṳṵṷṹṻụủứừửữựｕ"),
        ("v", "ṽṿⱽｖ"),
        ("w", "ŵƿẁẃẅẇẉẘｗ"),
        ("x", "ẋẍₓｘ"),
        ("y", "ýÿŷƴȝȳẏẙỳỵỷỹｙ"),
        ("z", "źżžƶẑẓẕℤℨｚ"),
    ];

    private static readonly string?[]?[] Pages = Build();

    /// <summary>The plain spelling of a lower-case letter, or null where it is no Latin letter of the table.</summary>
    internal static string? Find(char letter) => Pages[letter >> 8]?[letter & 0xFF];

    private static string?[]?[] Build()
    {
        var pages = new string?[]?[256];
        foreach ((string plain, string letters) in Table)
        {
            foreach (char letter in letters)
            {
                (pages[letter >> 8] ??= new string?[256])[letter & 0xFF] = plain;
            }
        }

        return pages;
    }
}
