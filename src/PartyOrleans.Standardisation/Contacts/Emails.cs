using System.Buffers;
using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>Brings email addresses to one form, so that equal mailboxes are equal texts.</summary>
public static class Emails
{
    /// <summary>The most characters that a standardised address has.</summary>
    public const int MaxLength = 254;
    private const int LongestPlaceholder = 14;

    /// <summary>Characters that end an address within a longer text.</summary>
    private static readonly SearchValues<char> Outside = SearchValues.Create("<>\"'()[]:;, \t\r\n\u00A0");

    /// <summary>Local parts that belong to no party, whatever the domain.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PlaceholderLocals = Words(
        "noreply no-reply no_reply no.reply donotreply do-not-reply do_not_reply noemail no-email no_email nomail no-mail none nobody noone na n/a "
        + "null nil unknown notprovided not-provided notknown notapplicable undisclosed refused declined test tester testing example sample");

    /// <summary>First labels of domains that stand for no address.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PlaceholderDomains = Words(
        "none noemail no-email nomail na n/a null unknown test invalid notprovided noreply donotreply");

    /// <summary>Local parts of mailboxes that belong to a role and not to a person (RFC 2142 names some of them).</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> RoleLocals = Words(
        "info information sales support contact contacts contactus admin administration administrator office mail email hello help helpdesk "
        + "service services customerservice customercare enquiries enquiry inquiries inquiry marketing press media pr billing accounts accounting "
        + "invoice invoices finance payroll hr jobs careers recruitment reception frontdesk team staff all everyone orders order shop store "
        + "booking bookings reservations reservation webmaster postmaster hostmaster abuse security noc root legal privacy compliance feedback "
        + "newsletter news subscribe secretary secretariat kontakt post buero verwaltung vertrieb contacto ventas contato vendas accueil "
        + "contatti posta segreteria");

    /// <summary>Standardises an address: lower-case, display name, "mailto:" and tag (+news) removed, Gmail's dots and second domain levelled.</summary>
    /// <returns>"john.smith@example.com"; empty where there is no single @ with text on both sides, or for a placeholder.</returns>
    public static string Standardise(string raw)
    {
        Span<char> result = stackalloc char[MaxLength];
        ReadOnlySpan<char> standardised = result[..Standardise(raw, result)];
        return standardised.SequenceEqual(raw) ? raw : standardised.ToString();
    }

    /// <summary>As the other, without making a string.</summary>
    /// <param name="text">The address as it was written.</param>
    /// <param name="result">Takes the standardised address; <see cref="MaxLength"/> characters at least.</param>
    /// <returns>Its length.</returns>
    public static int Standardise(ReadOnlySpan<char> text, Span<char> result)
    {
        int sign = text.IndexOf('@');
        if (sign <= 0)
        {
            return 0;
        }

        int localEnd = sign, domainStart = sign + 1;
        while (localEnd > 0 && text[localEnd - 1] == ' ')
        {
            localEnd--;
        }

        while (domainStart < text.Length && text[domainStart] == ' ')
        {
            domainStart++;
        }

        int localStart = text[..localEnd].LastIndexOfAny(Outside) + 1;
        int domainLengthRaw = text[domainStart..].IndexOfAny(Outside);
        int domainEnd = domainLengthRaw < 0 ? text.Length : domainStart + domainLengthRaw;
        ReadOnlySpan<char> local = text[localStart..localEnd].Trim('.');
        ReadOnlySpan<char> domain = text[domainStart..domainEnd].Trim('.');
        int tag = local.IndexOf('+');
        local = tag >= 0 ? local[..tag] : local;
        if (local.IsEmpty || domain.IsEmpty || domain.Contains('@') || local.Length + domain.Length >= MaxLength)
        {
            return 0;
        }

        int length = local.ToLowerInvariant(result);
        int domainLength = domain.ToLowerInvariant(result[(length + 1)..]);
        Span<char> host = result.Slice(length + 1, domainLength);
        if (host is "gmail.com" or "googlemail.com")
        {
            length = RemoveDots(result[..length]);
            "gmail.com".CopyTo(result[(length + 1)..]);
            domainLength = "gmail.com".Length;
        }

        result[length] = '@';
        if (length == 0 || IsPlaceholder(result[..length], result.Slice(length + 1, domainLength)))
        {
            return 0;
        }

        return length + 1 + domainLength;
    }

    /// <summary>The part before the @ of a standardised address; empty for an empty one.</summary>
    public static ReadOnlySpan<char> Local(ReadOnlySpan<char> standardised) => standardised[..Math.Max(0, standardised.IndexOf('@'))];

    /// <summary>The part after the @ of a standardised address; empty for an empty one.</summary>
    public static ReadOnlySpan<char> Domain(ReadOnlySpan<char> standardised) => standardised[(standardised.IndexOf('@') + 1)..];

    /// <summary>Whether a standardised address is the mailbox of a role, as info@example.com, which several people read.</summary>
    public static bool IsRole(ReadOnlySpan<char> standardised) => RoleLocals.Contains(Local(standardised));

    private static int RemoveDots(Span<char> local)
    {
        int kept = 0;
        foreach (char c in local)
        {
            if (c != '.')
            {
                local[kept++] = c;
            }
        }

        return kept;
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> local, ReadOnlySpan<char> domain)
    {
        int dot = domain.IndexOf('.');
        ReadOnlySpan<char> label = dot < 0 ? domain : domain[..dot];
        return (local.Length <= LongestPlaceholder && PlaceholderLocals.Contains(local))
            || (label.Length <= LongestPlaceholder && PlaceholderDomains.Contains(label))
            || (local.Length <= 4 && local.SequenceEqual(label))
            || !local.ContainsAnyExcept("x.-_");
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
