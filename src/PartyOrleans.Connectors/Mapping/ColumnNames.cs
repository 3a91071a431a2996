using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Connectors;

/// <summary>What a column name says about the column.</summary>
internal enum ColumnRole : byte
{
    /// <summary>A canonical attribute.</summary>
    Attribute,

    /// <summary>May be the record id.</summary>
    RecordId,

    /// <summary>May name the record's source.</summary>
    Source,

    /// <summary>The answer of a labelled data set: never evidence.</summary>
    Label,

    /// <summary>A name of a person or an organisation: content decides.</summary>
    Name,

    /// <summary>An address line or a whole address: the other columns decide.</summary>
    Address,

    /// <summary>A date: content decides.</summary>
    Date,

    /// <summary>A type of party or of anything else: content decides.</summary>
    PartyType,

    /// <summary>A country of the address or of the party: the other columns decide.</summary>
    Country,

    /// <summary>County: the region where there is no state.</summary>
    County,

    /// <summary>Year of birth.</summary>
    BirthYear,

    /// <summary>Month of birth.</summary>
    BirthMonth,

    /// <summary>Day of birth.</summary>
    BirthDay,

    /// <summary>Second part of a family name, to be joined to the first.</summary>
    SecondFamily,

    /// <summary>A particle in a column of its own, to be joined before the family name ("van den").</summary>
    FamilyParticle,

    /// <summary>A direction or type before the name of a street, to be joined to it.</summary>
    StreetBefore,

    /// <summary>A type or direction behind the name of a street, to be joined to it.</summary>
    StreetBehind,

    /// <summary>An area's code, of posts or of phones: content decides.</summary>
    AreaCode,

    /// <summary>Key that others point to (Senzing REL_ANCHOR_KEY).</summary>
    RelationAnchor,

    /// <summary>Source of the anchor.</summary>
    RelationAnchorDomain,

    /// <summary>Key of the related record (Senzing REL_POINTER_KEY).</summary>
    RelationPointer,

    /// <summary>Source of the related record.</summary>
    RelationPointerDomain,

    /// <summary>Role of the relation.</summary>
    RelationRole,
}

/// <summary>What a column name was recognised as.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Attribute">Canonical attribute, for <see cref="ColumnRole.Attribute"/>; otherwise empty.</param>
/// <param name="Rank">Which of several candidates for one role comes first, the smallest.</param>
/// <param name="Usage">The word before it that says which of several names or addresses it belongs to; empty for the main one.</param>
internal readonly record struct ColumnMeaning(ColumnRole Role, string Attribute, int Rank, string Usage);

/// <summary>
/// Usual column names, folded to lower-case letters and digits (case, spaces, underscores, camel case and accents do not matter):
/// English first, also the other languages of Europe and the largest of Asia, and the public Senzing attribute names.
/// </summary>
internal static partial class ColumnNames
{
    /// <summary>Words that may stand before a name: the main one.</summary>
    private static readonly FrozenSet<string> MainUsages = FrozenSet.Create(StringComparer.Ordinal,
        "primary", "main", "current", "legal", "customer", "client", "patient", "person", "party", "member", "employee", "user", "cust", "emp",
        "applicant", "borrower", "subject", "individual", "insured", "owner", "company", "organisation", "organization", "org", "site", "business");

    /// <summary>Words that may stand before a name: another name or address of the same party.</summary>
    private static readonly FrozenSet<string> OtherUsages = FrozenSet.Create(StringComparer.Ordinal,
        "secondary", "native", "alias", "aka", "former", "previous", "prior", "old", "maiden", "birth", "other", "alternate", "alternative", "alt",
        "home", "work", "mailing", "mail", "postal", "billing", "shipping", "delivery", "registered", "residential", "physical", "office",
        "mobile", "contact", "headquarters", "hq", "personal", "permanent", "temporary", "school", "trading", "dba", "night", "day", "evening", "cell");

    private static readonly FrozenDictionary<string, ColumnMeaning> Known = Build();

    /// <summary>What the name says, or null.</summary>
    public static ColumnMeaning? Recognise(string column)
    {
        string trimmed = column.Trim();
        // A column called country is that of the address where there is one.
        if (Attributes.IsCanonical(trimmed) && trimmed != Attributes.Country)
        {
            return new ColumnMeaning(ColumnRole.Attribute, trimmed, 0, "");
        }

        List<string> words = Words(trimmed);
        string whole = string.Concat(words);
        if (whole is "maiden" or "maidenname" or "nameofbirth" or "birthname" or "geburtsname" or "maidensurname" or "nomdejeunefille" or "formername")
        {
            return new ColumnMeaning(ColumnRole.Attribute, Attributes.NameFamily, 1, "maiden");
        }

        if (Known.TryGetValue(whole, out ColumnMeaning meaning))
        {
            return meaning;
        }

        // emails, phones.number, addresses.street
        if (words.Count > 0 && words[0].EndsWith('s'))
        {
            string rest = string.Concat(words.Skip(1));
            if ((Known.TryGetValue(words[0][..^1] + rest, out meaning) || (words[0].EndsWith("es", StringComparison.Ordinal) && Known.TryGetValue(words[0][..^2] + rest, out meaning)))
                && meaning.Role is ColumnRole.Attribute or ColumnRole.Address)
            {
                return meaning with { Rank = meaning.Rank + 1000 };
            }
        }

        string usage = "";
        int from = 0;
        while (from < words.Count - 1)
        {
            if (OtherUsages.Contains(words[from]))
            {
                usage = usage.Length == 0 ? words[from] : usage;
            }
            else if (!MainUsages.Contains(words[from]))
            {
                break;
            }

            from++;
            if (Known.TryGetValue(string.Concat(words.Skip(from)), out meaning) && IsQualifiable(meaning.Role))
            {
                return IsPlaceOfBirth(meaning, usage) ? null : meaning with { Rank = meaning.Rank + 1000, Usage = usage };
            }
        }

        // phone_1, email2, home_phone_3
        string last = words.Count == 0 ? "" : words[^1];
        if (words.Count > 1 && last.Length is 1 or 2 && last.All(char.IsAsciiDigit)
            && Recognise(string.Join('_', words.Take(words.Count - 1))) is { Role: ColumnRole.Attribute } numbered
            && (numbered.Attribute is Attributes.Phone or Attributes.Email or Attributes.Website or Attributes.NameAlias
                || numbered.Attribute.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal)))
        {
            return numbered with { Rank = numbered.Rank + 1000 };
        }

        return RecogniseLoosely(trimmed) ?? RecognisePart(trimmed);
    }

    /// <summary>Lower-case words of a name: split at anything but letters and digits, at camel humps and before numbers; accents folded.</summary>
    public static List<string> Words(string column)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char before = ' ';
        foreach (char c in column)
        {
            bool hump = (char.IsUpper(c) && char.IsLower(before)) || (char.IsAsciiDigit(c) && char.IsLetter(before));
            if (hump || !char.IsLetterOrDigit(c))
            {
                Flush();
            }

            if (char.IsLetterOrDigit(c))
            {
                word.Append(Fold(c is 'İ' ? 'i' : char.ToLowerInvariant(c)));
            }

            before = c;
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    private static bool IsQualifiable(ColumnRole role) =>
        role is ColumnRole.Attribute or ColumnRole.Name or ColumnRole.Address or ColumnRole.Country or ColumnRole.County;

    private static string Fold(char c) => c switch
    {
        'ä' or 'æ' => "ae",
        'ö' or 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' or 'á' or 'â' or 'ã' or 'å' => "a",
        'ç' => "c",
        'è' or 'é' or 'ê' or 'ë' => "e",
        'ì' or 'í' or 'î' or 'ï' => "i",
        'ñ' => "n",
        'ò' or 'ó' or 'ô' or 'õ' or 'ø' => "o",
        'ù' or 'ú' or 'û' => "u",
        >= '\u0100' and < '\u0590' => TextFolding.Fold(c.ToString(CultureInfo.InvariantCulture)), // Latin, Greek and Cyrillic letters
        _ => c.ToString(CultureInfo.InvariantCulture),
    };

    private static FrozenDictionary<string, ColumnMeaning> Build()
    {
        var known = new Dictionary<string, ColumnMeaning>(StringComparer.Ordinal);
        foreach ((string attribute, string names) in ColumnNameTable.Attributed.Concat(ColumnNameTable.AttributedFurther))
        {
            int rank = 0;
            foreach (string name in names.Split(' '))
            {
                known.Add(name, new ColumnMeaning(ColumnRole.Attribute, attribute, rank++, name is "homephone" or "workphone" ? name[..4] : ""));
            }
        }

        foreach ((ColumnRole role, string names) in ColumnNameTable.Roles.Concat(ColumnNameTable.RolesFurther))
        {
            int rank = 0;
            foreach (string name in names.Split(' '))
            {
                known.Add(name, new ColumnMeaning(role, "", rank++, ""));
            }
        }

        return known.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
