using System.CommandLine;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Loading;

namespace PartyOrleans.Local.Commands;

/// <summary>How the inputs that a command line names are to be read.</summary>
internal static class InputAccess
{
    /// <summary>The options of the readers.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="keepPayload">Whether columns that are not matched on are kept.</param>
    /// <exception cref="InputException">The mapping file cannot be read or used.</exception>
    public static InputOptions OptionsOf(ParseResult arguments, bool keepPayload) => new()
    {
        Mapping = arguments.GetValue(SharedOptions.Mapping) is { } mapping ? Mapping.Load(mapping) : null,
        Source = arguments.GetValue(SharedOptions.Source),
        KeepPayload = keepPayload,
    };

    /// <summary>Opens an input; a wait for standard input or for a zone ends when the command is interrupted.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static RecordReader Open(InputFile file, InputOptions options, CancellationToken cancellationToken) =>
        RecordReader.Open(file, options, cancellationToken);

    /// <summary>Opens an input as bytes.</summary>
    /// <exception cref="InputException">It cannot be opened.</exception>
    public static Stream OpenStream(InputFile file, CancellationToken cancellationToken)
    {
        try
        {
            return file.InZone is { } input ? input.Zone.OpenRead(input.Target, cancellationToken)
                : file.IsStandardInput ? new InterruptibleStream(Console.OpenStandardInput(), cancellationToken)
                : File.OpenRead(file.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file.Name}: cannot be opened: {error.Message}", error);
        }
    }

    /// <summary>The inputs that a command line names: files, folders, standard input, and objects or prefixes of buckets.</summary>
    /// <exception cref="InputException">One does not exist or cannot be read, or holds no data files.</exception>
    public static async Task<NamedInputs> ExpandAsync(string[] names, CancellationToken cancellationToken)
    {
        var inputs = new NamedInputs();
        try
        {
            foreach (string name in names)
            {
                if (ZoneLocation.IsInBucket(name))
                {
                    await inputs.AddBucketAsync(name, cancellationToken);
                }
                else
                {
                    inputs.AddPath(name);
                }
            }

            return inputs;
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }
}
