using System.CommandLine;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Output;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary>What a command does, given its parsed arguments and where its output goes; returns the exit code.</summary>
internal delegate Task<int> CommandBody(ParseResult arguments, HubConsole console, CancellationToken cancellationToken);

/// <summary>The one edge of the program where failures become a line on standard error and an exit code.</summary>
internal static class CommandRun
{
    /// <summary>Set to 1, it adds the stack trace to the message of a failure.</summary>
    private const string TraceVariable = "PARTY_TRACE";

    /// <summary>Gives a command its body.</summary>
    public static Command Does(this Command command, CommandBody body)
    {
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, body, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CommandBody body, CancellationToken cancellationToken)
    {
        await Task.Yield(); // the handler of Ctrl-C is installed only once this has returned
        using var console = HubConsole.Open(arguments.GetValue(SharedOptions.Json));
        try
        {
            return await body(arguments, console, cancellationToken);
        }
        catch (Exception failure)
        {
            (int code, string message) = Describe(failure, cancellationToken);
            console.Flush();
            console.Note($"party: {OneLine(message)}");
            if (string.Equals(Environment.GetEnvironmentVariable(TraceVariable), "1", StringComparison.Ordinal))
            {
                console.Note(failure.ToString());
            }

            return code;
        }
    }

    private static (int Code, string Message) Describe(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        CommandException known => (known.ExitCode, known.Message),
        OperationCanceledException when cancellationToken.IsCancellationRequested =>
            (ExitCode.Interrupted, "interrupted; everything acknowledged so far is kept."),
        AggregateException { InnerException: { } inner } => Describe(inner, cancellationToken),
        InputException or BundleException => (ExitCode.Input, failure.Message),
        StoreException => (ExitCode.Storage, failure.Message),
        IOException or UnauthorizedAccessException => (ExitCode.Storage, failure.Message),
        OutOfMemoryException => (ExitCode.Storage, "there is not enough memory for this input on this machine."),
        _ => (ExitCode.Defect, $"unexpected {failure.GetType().Name}: {failure.Message} (set {TraceVariable}=1 for the details)"),
    };

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
