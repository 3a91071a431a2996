using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>The words of a folded organisation name, of which stop words and legal forms are taken off from both ends, without a string for each.</summary>
internal ref struct OrganisationTokens
{
    /// <summary>Words that fit into memory of the caller's; of longer names the words are allocated.</summary>
    public const int MostKept = 24;

    private const int ShortestFullForm = 6;
    private const int LongestKept = 128;
    private const int LongestJoined = 512;

    private static readonly int LongestForm = Math.Max("saint".Length, OrganisationWords.Forms.Values.Max(static form => form.Length));

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Connectives =
        OrganisationWords.Connectives.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Forms =
        OrganisationWords.Forms.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly string _folded;
    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<Range> _tokens;
    private int _first;
    private int _last;
    private string _form;
    private bool _spelledOut;

    /// <summary>Takes a folded name apart.</summary>
    /// <param name="folded">The name.</param>
    /// <param name="room">Memory for <see cref="MostKept"/> words.</param>
    public OrganisationTokens(string folded, Span<Range> room)
    {
        _folded = folded;
        Range text = WithoutJoinedForm(folded, out _form);
        _text = folded.AsSpan()[text];
        int words = _text.Count(' ') + 1;
        Span<Range> tokens = words <= room.Length ? room : new Range[words];
        _tokens = tokens[..Words(_text, tokens)];
        _last = _tokens.Length;
        TrimStopWords();
        while (TakeTrailingForm())
        {
            TrimStopWords();
        }

        while (TakeLeadingForm())
        {
            TrimStopWords();
        }
    }

    /// <summary>What is left of the name in its one form, and the legal form that was taken off; a name of nothing else stays as it is.</summary>
    public readonly string Core(out string legalForm)
    {
        string core = Join();
        legalForm = core.Length == 0 ? "" : _form;
        return core.Length == 0 ? _folded : core;
    }

    /// <summary>The legal form that was taken off; empty where nothing else would be left.</summary>
    /// <param name="spelledOut">Whether a form was written in full.</param>
    public readonly string LegalForm(out bool spelledOut)
    {
        spelledOut = _spelledOut;
        return _first < _last ? _form : "";
    }

    private readonly ReadOnlySpan<char> this[int token] => _text[_tokens[token]];

    private static int Words(ReadOnlySpan<char> text, Span<Range> tokens)
    {
        int count = 0;
        foreach (Range range in text.Split(' '))
        {
            if (!text[range].IsEmpty)
            {
                tokens[count++] = range;
            }
        }

        return count;
    }

    private void TrimStopWords()
    {
        while (_last - _first > 1 && (this[_last - 1] is "the" || Connectives.Contains(this[_last - 1])))
        {
            _last--;
        }

        while (_last - _first > 1 && this[_first] is "the")
        {
            _first++;
        }
    }

    private bool TakeTrailingForm()
    {
        Span<char> room = stackalloc char[LongestKept];
        for (int count = Math.Min(LegalForms.MaxTokens, _last - _first - 1); count > 0; count--)
        {
            ReadOnlySpan<char> key = FormKey(_last - count, _last, room);
            if (LegalForms.Trailing(key) is { } code)
            {
                _spelledOut |= key.Length >= ShortestFullForm;

                // The outermost form names the body; "co" before or after another form adds nothing.
                _form = _form.Length == 0 || _form == "co" ? code : _form;
                _last -= count;
                return true;
            }
        }

        return false;
    }

    private bool TakeLeadingForm()
    {
        Span<char> room = stackalloc char[LongestKept];
        for (int count = Math.Min(LegalForms.MaxTokens, _last - _first - 1); count > 0; count--)
        {
            ReadOnlySpan<char> key = FormKey(_first, _first + count, room);
            if (LegalForms.LeadingForm(key) is { } code)
            {
                _spelledOut |= key.Length >= ShortestFullForm;
                _form = _form.Length == 0 ? code : _form;
                _first += count;
                return true;
            }
        }

        return false;
    }

    /// <summary>Words as legal forms are listed: without the connectives between them. A stretch that is longer than the room is no form.</summary>
    private readonly ReadOnlySpan<char> FormKey(int from, int to, Span<char> room)
    {
        if (to - from == 1)
        {
            return this[from];
        }

        int length = 0;
        for (int i = from; i < to; i++)
        {
            ReadOnlySpan<char> token = this[i];
            if (token is "and" or "und" or "et")
            {
                continue;
            }

            if (length + token.Length + 1 > room.Length)
            {
                return default;
            }

            if (length > 0)
            {
                room[length++] = ' ';
            }

            token.CopyTo(room[length..]);
            length += token.Length;
        }

        return room[..length];
    }

    /// <summary>What of the name is not a form that is written together with it, as in scripts without spaces.</summary>
    private static Range WithoutJoinedForm(string folded, out string form)
    {
        form = "";
        if (folded.Length == 0 || (char.IsAscii(folded[0]) && char.IsAscii(folded[^1])))
        {
            return ..;
        }

        foreach ((string text, string code) in LegalForms.Joined)
        {
            bool ends = folded.Length > text.Length && folded.EndsWith(text, StringComparison.Ordinal);
            if (ends || (folded.Length > text.Length && folded.StartsWith(text, StringComparison.Ordinal)))
            {
                form = code;
                return ends ? ..^text.Length : text.Length..;
            }
        }

        return ..;
    }

    /// <summary>The words that are left, in their one form, without connectives between them.</summary>
    private readonly string Join()
    {
        int bound = _text.Length + ((_last - _first) * (LongestForm + 1));
        Span<char> room = bound <= LongestJoined ? stackalloc char[LongestJoined] : new char[bound];
        int length = 0;
        for (int i = _first; i < _last; i++)
        {
            ReadOnlySpan<char> token = this[i];
            if (i > _first && i < _last - 1 && Connectives.Contains(token))
            {
                continue;
            }

            if (length > 0)
            {
                room[length++] = ' ';
            }

            token = token is "st" && i == _first && _last - _first > 1 ? "saint" : Forms.TryGetValue(token, out string? form) ? form : token;
            token.CopyTo(room[length..]);
            length += token.Length;
        }

        return _text.Length == _folded.Length && room[..length].SequenceEqual(_folded) ? _folded : new string(room[..length]);
    }
}
