using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using PartyOrleans.Aws.Secrets;
using PartyOrleans.Local.Access;
using PartyOrleans.Local.Backups;
using PartyOrleans.Local.Pipelines;
using PartyOrleans.Local.Quality;
using PartyOrleans.Local.Sinks;
using PartyOrleans.Local.Replays;
using PartyOrleans.Local.DeadLetters;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Local.Commands;

/// <summary>The program's command line: all commands, and how a wrong one is answered.</summary>
internal static class CommandLine
{
    /// <summary>How long a command may take to come to a consistent end after Ctrl-C or SIGTERM.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(60);

    /// <summary>Address of Secrets Manager where it is not the one of the region, for passwords that are references.</summary>
    private const string SecretsUrlVariable = "PARTY_SECRETS_URL";

    /// <summary>Parses the arguments and runs the command.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Command root = Create();
        if (arguments.Length == 0)
        {
            await root.Parse(["--help"]).InvokeAsync();
            return ExitCode.Usage;
        }

        return await RunAsync(root, "party", arguments);
    }

    /// <summary>Parses the arguments of a program and runs what they ask for.</summary>
    /// <param name="root">Its commands.</param>
    /// <param name="name">How it is called.</param>
    /// <param name="arguments">The arguments.</param>
    public static async Task<int> RunAsync(Command root, string name, string[] arguments)
    {
        StoreSecrets.Source ??= new SecretsManager(Environment.GetEnvironmentVariable(SecretsUrlVariable), TimeProvider.System);
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            string command = parsed.CommandResult.Command == root ? name : $"{name} {parsed.CommandResult.Command.Name}";
            string message = parsed.UnmatchedTokens.Count > 0
                ? $"'{parsed.UnmatchedTokens[0]}' is no command or option here."
                : parsed.Errors[0].Message;
            await Console.Error.WriteLineAsync($"party: {message.ReplaceLineEndings(" ").Trim()} See {command} --help.");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = DrainTime, EnableDefaultExceptionHandler = false });
    }

    /// <summary>All commands below one root.</summary>
    public static Command Create() =>
        new("party", "The party hub: finds which records are the same person or organisation, and keeps one golden record for each.")
        {
            new HelpOption { Recursive = true },
            new VersionOption(),
            SharedOptions.Json,
            DemoCommand.Create(),
            LoadCommand.Create(),
            ServeCommand.Create(),
            HealthCommand.Create(),
            TokenCommand.Create(),
            ApiKeyCommand.Create(),
            AuditCommand.Create(),
            ResolveCommand.Create(),
            MapCommand.Create(),
            ContractCommand.Create(),
            SearchCommand.Create(),
            ShowCommand.Create(),
            ExplainCommand.Create(),
            ExportCommand.Create(),
            DeadLettersCommand.Create(),
            EraseCommand.Create(),
            RetainCommand.Create(),
            KeysCommand.Create(),
            VerifyCommand.Create(),
            VerifyCommand.CreateReceipt(),
            MigrateCommand.Create(),
            BackupCommand.Create(),
            BackupCommand.CreateRestore(),
            PipelineCommand.Create(),
            QualityCommand.Create(),
            SinksCommand.Create(),
            ReplayCommand.Create(),
            BundleCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            GenerateCommand.Create(),
            BenchCommand.Create(),
        };
}
