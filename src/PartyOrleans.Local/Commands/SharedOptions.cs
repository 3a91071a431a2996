using System.CommandLine;
using System.CommandLine.Parsing;

namespace PartyOrleans.Local.Commands;

/// <summary>Arguments and options that several commands share, so that they read the same everywhere.</summary>
internal static class SharedOptions
{
    /// <summary>Machine-readable output; understood by every command.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write one JSON document to standard output instead of text.",
        Recursive = true,
    };

    /// <summary>Inputs of commands that need at least one.</summary>
    public static readonly Argument<string[]> Inputs = new Argument<string[]>("INPUT")
    {
        Description = "Files, folders, s3://bucket/prefix/ or - for standard input: CSV, TSV, JSON Lines or Senzing JSON, each also gzipped.",
        Arity = ArgumentArity.OneOrMore,
    }.RefusingOptions();

    /// <summary>Mapping file.</summary>
    public static readonly Option<string?> Mapping = new("--mapping", "-m")
    {
        Description = "JSON file from columns to canonical attributes; without it the columns are recognised (see party map).",
        HelpName = "FILE",
    };

    /// <summary>Source name.</summary>
    public static readonly Option<string?> Source = new("--source", "-s")
    {
        Description = "Source of records that do not name one themselves; without it the file's name.",
        HelpName = "NAME",
    };

    /// <summary>The store.</summary>
    public static readonly Option<string> Database = new("--db")
    {
        Description = "The hub's store: a SQLite file, or a PostgreSQL database as Host=...;Database=... or postgres://user:password@host/database.",
        HelpName = "STORE",
        DefaultValueFactory = _ => "party.db",
    };

    /// <summary>Bundle file.</summary>
    public static readonly Option<string?> Bundle = new("--bundle", "-b")
    {
        Description = "Bundle to match by; without it the one shipped.",
        HelpName = "FILE",
    };

    /// <summary>Training before matching.</summary>
    public static readonly Option<bool> Train = new("--train")
    {
        Description = "Estimate the match weights from the input first, without labels.",
    };

    /// <summary>Refused lines end the command with a failure.</summary>
    public static readonly Option<bool> Strict = new("--strict")
    {
        Description = "Exit with 3 where any line of the input was refused.",
    };

    /// <summary>A misspelt option is a mistake, not the name of a file or party.</summary>
    public static Argument<T> RefusingOptions<T>(this Argument<T> argument)
    {
        argument.Validators.Add(static result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (token.Value.Length > 1 && token.Value.StartsWith('-'))
                {
                    result.AddError($"'{token.Value}' is no command or option here.");
                    return;
                }
            }
        });
        return argument;
    }
}
