namespace PartyOrleans.Local.Commands;

/// <summary>Ends a command with one clear line on standard error and an exit code.</summary>
internal sealed class CommandException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="exitCode">One of <see cref="Commands.ExitCode"/>.</param>
    /// <param name="message">Names file, line or option, the reason, and what is allowed.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public CommandException(int exitCode, string message, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    /// <summary>The code to exit with.</summary>
    public int ExitCode { get; }
}
