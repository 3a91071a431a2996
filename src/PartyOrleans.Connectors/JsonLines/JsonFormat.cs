namespace PartyOrleans.Connectors;

/// <summary>Recognises JSON.</summary>
internal static class JsonFormat
{
    public static InputFormat Recognise(InputFile file, InputOptions options, InputBytes bytes, ParseContext context, MakeFormat make) =>
        throw new InputException($"{file.Name}: JSON is not read yet.");
}
