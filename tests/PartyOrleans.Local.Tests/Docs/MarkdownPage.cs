using System.Text;
using System.Text.RegularExpressions;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>A block of code of a page.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Language">The word after the fence; empty where there is none.</param>
/// <param name="Text">Its lines, each ended.</param>
internal sealed record CodeBlock(int Line, string Language, string Text);

/// <summary>What tests look at in a page of Markdown: links, anchors, code.</summary>
internal sealed partial class MarkdownPage
{
    private const string Fence = "```";

    private readonly List<(int Line, string Text)> _prose = [];

    /// <summary>Reads a page.</summary>
    public MarkdownPage(string text)
    {
        var blocks = new List<CodeBlock>();
        StringBuilder? code = null;
        (int line, string language) = (0, "");
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith(Fence, StringComparison.Ordinal))
            {
                if (code is null)
                {
                    (code, line, language) = (new StringBuilder(), i + 1, lines[i].Trim()[Fence.Length..].Trim());
                }
                else
                {
                    blocks.Add(new CodeBlock(line, language, code.ToString()));
                    code = null;
                }
            }
            else if (code is null)
            {
                _prose.Add((i + 1, lines[i]));
            }
            else
            {
                code.Append(lines[i]).Append('\n');
            }
        }

        Blocks = blocks;
    }

    /// <summary>The blocks of code in their order.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>Where links lead, with the line of each; what stands in code is none.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        _prose.SelectMany(line => Link().Matches(InlineCode().Replace(line.Text, "")).Select(link => (line.Line, link.Groups["target"].Value)));

    /// <summary>Code within lines, with the line of each.</summary>
    public IEnumerable<(int Line, string Text)> InlineCodes =>
        _prose.SelectMany(line => InlineCode().Matches(line.Text).Select(code => (line.Line, code.Groups["code"].Value)));

    /// <summary>The anchors that its headings have, as GitHub makes them, and those that it names itself.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            var anchors = new HashSet<string>(StringComparer.Ordinal);
            foreach ((_, string text) in _prose)
            {
                if (Heading().Match(text) is { Success: true } heading)
                {
                    string slug = string.Concat(heading.Groups["text"].Value.Trim().ToLowerInvariant()
                        .Where(character => char.IsLetterOrDigit(character) || character is '-' or '_' or ' ')).Replace(' ', '-');
                    string anchor = slug;
                    for (int again = 1; !anchors.Add(anchor); again++)
                    {
                        anchor = $"{slug}-{again}";
                    }
                }

                anchors.UnionWith(Named().Matches(text).Select(named => named.Groups["name"].Value));
            }

            return anchors;
        }
    }

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)(?:\s+""[^""]*"")?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineCode();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("<a (?:id|name)=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
