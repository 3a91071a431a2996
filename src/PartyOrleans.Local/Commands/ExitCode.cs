namespace PartyOrleans.Local.Commands;

/// <summary>What the program's exit codes mean; part of its contract, listed in the README.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A defect of the program.</summary>
    public const int Defect = 1;

    /// <summary>The command line is wrong: unknown option, missing argument, value out of bounds.</summary>
    public const int Usage = 2;

    /// <summary>An input, mapping, bundle or truth file is missing, unreadable or unusable; with --strict also where a line was refused.</summary>
    public const int Input = 3;

    /// <summary>The record or party asked for is not there.</summary>
    public const int NotFound = 4;

    /// <summary>The store or an output could not be read or written: in use, full, read-only, damaged.</summary>
    public const int Storage = 5;

    /// <summary>A store or receipt is not what was committed or signed: something altered it.</summary>
    public const int NotGenuine = 7;

    /// <summary>A run of a pipeline ended and is not done, or what was checked does not hold.</summary>
    public const int NotDone = 8;

    /// <summary>Interrupted; everything acknowledged is kept.</summary>
    public const int Interrupted = 130;
}
