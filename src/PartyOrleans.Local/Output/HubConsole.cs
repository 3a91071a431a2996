using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PartyOrleans.Local.Output;

/// <summary>
/// Where a command writes: results to standard output (text, or one JSON document), notes and progress to standard error,
/// so that a pipe or file gets the result alone.
/// </summary>
internal sealed class HubConsole : IDisposable
{
    /// <summary>Columns that text is laid out for where the output is no terminal.</summary>
    private const int PlainWidth = 160;

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream stream;
    private readonly StreamWriter text;
    private IAnsiConsole? layout;

    private HubConsole(bool json)
    {
        Json = json;
        stream = Console.OpenStandardOutput();
        text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 14) { NewLine = "\n" };
    }

    /// <summary>Whether the result is to be one JSON document.</summary>
    public bool Json { get; }

    /// <summary>Whether someone watches the result in a terminal.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected;

    /// <summary>Whether someone watches notes and progress in a terminal.</summary>
    public static bool HasLiveProgress => !Console.IsErrorRedirected;

    /// <summary>Columns to lay text out for.</summary>
    public static int Width => IsTerminal ? Math.Max(40, TerminalWidth()) : PlainWidth;

    /// <summary>Opens the process's own streams.</summary>
    public static HubConsole Open(bool json) => new(json);

    /// <summary>Writes a line of the result; nothing where the result is JSON.</summary>
    public void Line(string line = "")
    {
        if (!Json)
        {
            text.Write(line);
            text.Write('\n');
        }
    }

    /// <summary>Writes something laid out, such as a table; nothing where the result is JSON.</summary>
    public void Show(IRenderable item)
    {
        if (!Json)
        {
            layout ??= Layout();
            layout.Write(item);
        }
    }

    /// <summary>Writes the result as one JSON document; nothing where the result is text.</summary>
    public void Document(Action<Utf8JsonWriter> write)
    {
        if (Json)
        {
            text.Flush();
            using (var writer = new Utf8JsonWriter(stream, JsonOptions))
            {
                write(writer);
            }

            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Writes a note to standard error.</summary>
    public void Note(string note) => Console.Error.WriteLine(note);

    /// <summary>The stream of the result, for commands that write it themselves.</summary>
    public Stream ResultStream()
    {
        text.Flush();
        return stream;
    }

    /// <summary>Makes what was written visible.</summary>
    public void Flush() => text.Flush();

    /// <inheritdoc />
    public void Dispose()
    {
        text.Flush();
        text.Dispose();
    }

    private IAnsiConsole Layout()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return PlainWidth;
        }
    }
}
