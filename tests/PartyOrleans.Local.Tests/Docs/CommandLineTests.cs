using System.CommandLine;
using PartyOrleans.Local.Commands;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>Commands that pages show are commands of the program, with options that it has.</summary>
public sealed class CommandLineTests
{
    /// <summary>What the launcher does itself, and what another host does.</summary>
    private static readonly HashSet<string> OtherPrograms = new(["test", "silo", "COMMAND"], StringComparer.Ordinal);

    private static readonly HashSet<string> Shells = new(["", "sh", "bash", "console"], StringComparer.Ordinal);

    [Fact]
    public void Blocks_WhenTheyCallTheProgram_AreUnderstoodByIt()
    {
        var wrong = new List<string>();
        int seen = 0;
        foreach (string page in DocsFolder.Pages)
        {
            foreach (CodeBlock block in new MarkdownPage(DocsFolder.Read(page)).Blocks.Where(block => Shells.Contains(block.Language)))
            {
                foreach (string[] words in ShellWords.CommandsOf(block.Text, "./party").Where(words => words.Length > 0 && !OtherPrograms.Contains(words[0])))
                {
                    seen++;
                    if (FaultOf(words) is { } fault)
                    {
                        wrong.Add($"{page}:{block.Line}: ./party {string.Join(' ', words)}: {fault}");
                    }
                }
            }
        }

        wrong.ShouldBeEmpty();
        seen.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Prose_WhenItNamesOptionsOfACommand_NamesThoseThatItHas()
    {
        var wrong = new List<string>();
        int seen = 0;
        foreach (string page in DocsFolder.Pages)
        {
            foreach ((int line, string code) in new MarkdownPage(DocsFolder.Read(page)).InlineCodes)
            {
                string text = code.StartsWith("./", StringComparison.Ordinal) ? code[2..] : code;
                string[] words = [.. text.Replace("\\|", " ", StringComparison.Ordinal).Split([' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries)];
                if (words.Length < 2 || words[0] != "party" || OtherPrograms.Contains(words[1]) || !char.IsAsciiLetterLower(words[1][0]))
                {
                    continue;
                }

                seen++;
                if (FaultOfOptions(words[1..]) is { } fault)
                {
                    wrong.Add($"{page}:{line}: {code}: {fault}");
                }
            }
        }

        wrong.ShouldBeEmpty();
        seen.ShouldBeGreaterThan(40);
    }

    [Theory]
    [InlineData("load people.csv --db hub.db", null)]
    [InlineData("pipeline resume $PIPELINE $RUN --hub $HUB", null)]
    [InlineData("lod people.csv", "is no command")]
    [InlineData("load people.csv --dbase hub.db", "--dbase")]
    [InlineData("backup verify", "Required argument missing for command: 'verify'.")]
    public void FaultOf_WhenWordsAreGiven_SaysWhatTheProgramWould(string words, string? expected)
    {
        string? fault = FaultOf(words.Split(' '));

        if (expected is null)
        {
            fault.ShouldBeNull();
        }
        else
        {
            fault.ShouldNotBeNull().ShouldContain(expected);
        }
    }

    private static string? FaultOf(string[] words)
    {
        Command root = CommandLine.Create();
        if (root.Subcommands.All(command => command.Name != words[0]))
        {
            return words[0].StartsWith('-') ? null : $"{words[0]} is no command";
        }

        // What a variable holds only the shell knows: any number is also a text.
        ParseResult parsed = root.Parse([.. words.Select(word => word.StartsWith('$') ? "1" : word)]);
        return parsed.UnmatchedTokens.Count > 0 ? $"{parsed.UnmatchedTokens[0]} is not understood" : parsed.Errors.Count > 0 ? parsed.Errors[0].Message : null;
    }

    /// <summary>Holds options against the commands that the first words name; several of them where they stand beside each other as a choice.</summary>
    private static string? FaultOfOptions(string[] words)
    {
        Command root = CommandLine.Create();
        if (root.Subcommands.SingleOrDefault(command => command.Name == words[0]) is not { } command)
        {
            return $"{words[0]} is no command";
        }

        Command[] named = [command, .. command.Subcommands.Where(sub => words.Skip(1).Any(word => word.Split('|').Contains(sub.Name, StringComparer.Ordinal)))];
        HashSet<string> known = [.. named.Concat([root]).SelectMany(one => one.Options).SelectMany(option => option.Aliases.Append(option.Name)), "--help", "-h"];
        return words.Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word.Split('=')[0].TrimEnd('.', ',')).FirstOrDefault(option => !known.Contains(option)) is { } unknown
            ? $"it has no option {unknown}"
            : null;
    }
}
