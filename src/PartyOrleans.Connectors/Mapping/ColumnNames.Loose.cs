using System.Collections.Frozen;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <content>Names that are abbreviated, or have words around them that say nothing of what the column holds.</content>
internal static partial class ColumnNames
{
    /// <summary>Meanings from here on were found behind other words; they never take the place of a column that is named plainly.</summary>
    public const int LooseRank = 2000;

    private static readonly FrozenDictionary<string, string> Abbreviations = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["nm"] = "name", ["nme"] = "name", ["addr"] = "address", ["adr"] = "address", ["add"] = "address", ["addrs"] = "address",
        ["cd"] = "code", ["nbr"] = "number", ["num"] = "number", ["nr"] = "number", ["no"] = "number", ["phn"] = "phone", ["ph"] = "phone", ["phne"] = "phone",
        ["tel"] = "phone", ["telephone"] = "phone", ["dt"] = "date", ["dte"] = "date", ["brth"] = "birth", ["bth"] = "birth", ["frst"] = "first", ["fst"] = "first",
        ["lst"] = "last", ["mid"] = "middle", ["midl"] = "middle", ["mdl"] = "middle", ["sufx"] = "suffix", ["sfx"] = "suffix", ["sx"] = "sex", ["gndr"] = "gender",
        ["zp"] = "zip", ["zipcd"] = "zip", ["cty"] = "city", ["cnty"] = "county", ["ctry"] = "country", ["cntry"] = "country", ["prov"] = "province", ["lic"] = "license",
        ["licence"] = "license", ["orgn"] = "organization", ["org"] = "organization", ["co"] = "company", ["em"] = "email", ["eml"] = "email", ["mob"] = "mobile",
        ["ste"] = "suite", ["bldg"] = "building", ["strt"] = "street", ["sur"] = "surname", ["gvn"] = "given", ["fam"] = "family", ["geb"] = "geburts",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Words that say nothing of what a column holds: whose data it is, where it came from, how it was written.</summary>
    private static readonly FrozenSet<string> SilentWords = FrozenSet.Create(StringComparer.Ordinal,
        "provider", "voter", "voters", "subscriber", "donor", "student", "holder", "resident", "citizen", "beneficiary", "claimant", "taxpayer", "contributor", "author",
        "passenger", "traveller", "guest", "buyer", "seller", "vendor", "supplier", "merchant", "entity", "record", "rec", "row", "data", "info", "details", "detail", "field",
        "col", "column", "fake", "raw", "orig", "original", "source", "src", "input",
        "clean", "cleaned", "cleansed", "std", "standard", "standardized", "standardised", "norm", "normalized", "normalised", "parsed", "full", "complete", "ltable", "rtable", "left",
        "right", "my", "the", "res", "resid", "residence", "residency", "reg", "principal", "usual", "actual", "latest", "new", "private", "privat", "prive", "mobil", "fixe",
        "geschaeftlich", "domicile", "pers", "pat", "clt", "cl", "mbr", "acct", "us", "usa", "as", "given", "stated", "of", "de", "du", "di", "da", "do", "des", "en", "la", "le", "el");

    /// <summary>Words that only say in what form a column holds it.</summary>
    private static readonly FrozenSet<string> FormWords = FrozenSet.Create(StringComparer.Ordinal,
        "code", "text", "txt", "str", "string", "desc", "description", "label", "lbl", "value", "val");

    /// <summary>Words that make a column tell of another party, of a state of affairs, or of a part that is no evidence by itself.</summary>
    private static readonly FrozenSet<string> Foreign = FrozenSet.Create(StringComparer.Ordinal,
        "spouse", "husband", "wife", "partner", "father", "mother", "parent", "guardian", "child", "son", "daughter", "kin", "emergency", "next", "referrer", "referring", "referral",
        "doctor", "physician", "agent", "broker", "manager", "director", "employer", "attorney", "officer", "sponsor", "witness", "authorized", "authorised", "signatory", "cosigner",
        "fax", "death", "deceased", "status", "type", "kind", "category", "opt", "preferred", "preference", "ext", "extension", "valid", "verified", "verification", "flag", "ind",
        "indicator", "score", "hash", "masked", "last4", "soundex", "metaphone", "phonetic", "count", "age", "created", "creation", "start", "end", "expiry", "expiration", "issue",
        "issued", "issuing", "lat", "lon", "latitude", "longitude", "lang", "language", "xmllang", "ethnic", "race", "place");

    /// <summary>Words before a name that only say of what it is a part: the city of an address, the phone of a contact.</summary>
    private static readonly FrozenSet<string> Containers = FrozenSet.Create(StringComparer.Ordinal, "address", "location", "contact", "name", "place", "street");

    private static ColumnMeaning? RecogniseLoosely(string column)
    {
        List<string> words = [.. Words(WithoutBrackets(column)).Select(word => Abbreviations.GetValueOrDefault(word, word))];
        for (int i = words.Count - 1; i > 0; i--)
        {
            words[i] = words[i] is "ln" or "l" && words[i - 1] == "address" ? "line" : words[i];
            if (words[i] == "code" && words[i - 1] is "post" or "postal" or "zip")
            {
                words[i - 1] += "code";
                words.RemoveAt(i);
            }
        }

        if (words is ["st"] or ["st", "code"] || (words.Count == 3 && MainUsages.Contains(words[0]) && words[1] == "st" && words[2] == "code"))
        {
            return new ColumnMeaning(ColumnRole.Attribute, Attributes.AddressRegion, LooseRank, "");
        }

        string usage = words.Find(OtherUsages.Contains) ?? "";
        List<string> told = [.. words.Where(static word => !SilentWords.Contains(word))];
        List<string> main = [.. told.Where(static word => !MainUsages.Contains(word))];
        bool isForeign = words.Exists(Foreign.Contains);
        ColumnMeaning? found = Whole(words) ?? (isForeign ? null : WholeOrForm(told) ?? WholeOrForm(main));
        if (found is { } plain)
        {
            return plain with { Rank = plain.Rank + LooseRank };
        }

        List<string> bare = [.. main.Where(static word => !OtherUsages.Contains(word))];
        found = isForeign || bare.Count == main.Count ? null : WholeOrForm(bare);
        return found is { } other && !IsPlaceOfBirth(other, usage) ? other with { Rank = other.Rank + LooseRank, Usage = usage } : null;
    }

    private static ColumnMeaning? WholeOrForm(List<string> words) => Whole(words) ?? Whole([.. words.Where(static word => !FormWords.Contains(word))]);

    /// <summary>The name of a value inside an object whose own name says nothing: persona.nombre.</summary>
    private static ColumnMeaning? RecognisePart(string column)
    {
        int dot = column.IndexOf('.', StringComparison.Ordinal);
        return dot <= 0 || dot + 1 >= column.Length || Words(column[..dot]).Exists(Foreign.Contains) || Recognise(column[(dot + 1)..]) is not { } part || !IsQualifiable(part.Role)
            ? null
            : part with { Rank = part.Rank + LooseRank };
    }

    /// <summary>What the words say together; also behind words that say of what they are a part, and before a number where there may be several.</summary>
    private static ColumnMeaning? Whole(List<string> words)
    {
        for (int from = 0; from < words.Count; from++)
        {
            if (Known.TryGetValue(string.Concat(words.Skip(from).Where((word, i) => i == 0 || word != words[from + i - 1])), out ColumnMeaning meaning) && IsQualifiable(meaning.Role))
            {
                return meaning;
            }

            if (!Containers.Contains(words[from]))
            {
                break;
            }
        }

        bool numbered = words.Count > 1 && words[^1].Length <= 2 && words[^1].All(char.IsAsciiDigit);
        return numbered && Whole([.. words.SkipLast(1)]) is { Role: ColumnRole.Attribute } several && IsRepeatable(several.Attribute) ? several : null;
    }

    /// <summary>Whether a party may have several of these, one no less than the other.</summary>
    public static bool IsRepeatable(string attribute) =>
        attribute is Attributes.Phone or Attributes.Email or Attributes.Website or Attributes.NameAlias or Attributes.Country or Attributes.RecordUpdated
        || attribute.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal);

    /// <summary>Whether a column is called an id, a number or a key, whatever of.</summary>
    public static bool IsCalledKey(string column)
    {
        List<string> words = column.Contains('#', StringComparison.Ordinal) ? [.. Words(column), "number"] : [.. Words(column)];
        return words.Count > 0 && (IsKeyWord(words[^1]) || IsKeyWord(words[0])) && !words.Exists(static word => Foreign.Contains(word) || Containers.Contains(word) || IsPartOfAddress(word));
    }

    private static bool IsPartOfAddress(string word) =>
        word is "post" or "postal" or "postcode" or "zip" or "area" or "phone" or "tel" or "country" or "state" or "county" or "city" or "house" or "mail" or "email" or "sic" or "unit";

    /// <summary>Whether a column is called a number and nothing else.</summary>
    public static bool IsNumber(string column) => string.Concat(Words(column)) is "numero" or "number" or "num" or "nr" or "no" or "n" or "nro" or "nummer" or "numer" or "broj" or "cislo" or "szam";

    private static bool IsKeyWord(string word) =>
        word is "id" or "ids" or "key" or "nr" or "no" or "num" or "nbr" or "number" or "numero" or "nummer" or "code" or "codice" or "codigo" or "kod" or "uid" or "pk" or "ref" or "reference"
            or "identifier" or "n" or "pid" or "sid" or "cid" or "ncid" or "nro" or "numer" or "编号" or "番号" or "번호"
        || (word.Length > 3 && (word.EndsWith("nr", StringComparison.Ordinal) || word.EndsWith("nummer", StringComparison.Ordinal) || word.EndsWith("id", StringComparison.Ordinal)));

    /// <summary>Where somebody was born is not where they live.</summary>
    private static bool IsPlaceOfBirth(ColumnMeaning meaning, string usage) =>
        usage == "birth" && (meaning.Role is ColumnRole.Address or ColumnRole.County or ColumnRole.Country || meaning.Attribute.StartsWith("address.", StringComparison.Ordinal));

    private static string WithoutBrackets(string column)
    {
        int open = column.IndexOf('(', StringComparison.Ordinal);
        int close = open < 0 ? -1 : column.IndexOf(')', open);
        return close < 0 || open == 0 ? column : string.Concat(column.AsSpan(0, open), " ", column.AsSpan(close + 1));
    }
}
