using System.Globalization;
using System.Text;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Connectors;

/// <summary>An input as a stream of bytes in an ASCII-compatible encoding: unpacked, UTF-16 turned into UTF-8, byte order mark removed.</summary>
internal sealed class InputBytes : IDisposable
{
    /// <summary>Bytes looked at to recognise format, dialect and columns.</summary>
    public const int HeadBytes = 512 << 10;

    private readonly InputFile file;
    private readonly Stream stream;
    private byte[] head;
    private int headAt;
    private long delivered;

    private InputBytes(InputFile file, Stream stream, bool isCompressed)
    {
        this.file = file;
        this.stream = stream;
        IsCompressed = isCompressed;
        head = [];
    }

    /// <summary>Whether it is gzip.</summary>
    public bool IsCompressed { get; }

    /// <summary>The name of the form that its records were packed in; null for text.</summary>
    public string? PackedAs { get; private init; }

    /// <summary>Name of the encoding found; UTF-8 stands also for ASCII.</summary>
    public string Encoding { get; private set; } = "UTF-8";

    /// <summary>The first bytes, without byte order mark: all of it where the input is shorter than <see cref="HeadBytes"/>.</summary>
    public ReadOnlyMemory<byte> Head => head;

    /// <summary>Whether <see cref="Head"/> is the whole input.</summary>
    public bool HeadIsAll { get; private set; }

    /// <summary>How the input breaks off within its head; null where it does not.</summary>
    public string? HowHeadBreaks => headError is null ? null : Broken(headError, head.Length).Message;

    /// <summary>Opens an input and reads its head.</summary>
    /// <exception cref="InputException">It cannot be opened or read.</exception>
    public static InputBytes Open(InputFile file)
    {
        Stream raw;
        try
        {
            raw = file.IsStandardInput
                ? Console.OpenStandardInput()
                : new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file.Name}: cannot be opened: {error.Message}", error);
        }

        return Open(file, raw);
    }

    /// <summary>Takes an open stream as the input.</summary>
    public static InputBytes Open(InputFile file, Stream raw)
    {
        try
        {
            byte[] start = new byte[4];
            int got = ReadFully(raw, start);
            Stream bytes = new HeadFirstStream(start.AsMemory(0, got), raw);
            IPackedInput? packed = PackedInputs.Find(start.AsSpan(0, got));
            if (packed is not null)
            {
                bytes = packed.Unpack(bytes);
                got = ReadFully(bytes, start);
                bytes = new HeadFirstStream(start.AsMemory(0, got), bytes);
            }

            bool compressed = got >= 2 && start[0] == 0x1F && start[1] == 0x8B;
            if (compressed)
            {
                bytes = new GzipInput(bytes);
                start = new byte[4];
                got = ReadFully(bytes, start);
                bytes = new HeadFirstStream(start.AsMemory(0, got), bytes);
            }

            Encoding? wide = got >= 2 && start[0] == 0xFF && start[1] == 0xFE ? System.Text.Encoding.Unicode
                : got >= 2 && start[0] == 0xFE && start[1] == 0xFF ? System.Text.Encoding.BigEndianUnicode
                : null;
            string name = wide is null ? "UTF-8" : ReferenceEquals(wide, System.Text.Encoding.Unicode) ? "UTF-16 LE" : "UTF-16 BE";
            if (wide is not null)
            {
                bytes = System.Text.Encoding.CreateTranscodingStream(bytes, wide, new UTF8Encoding(false));
            }

            var input = new InputBytes(file, bytes, compressed) { Encoding = name, PackedAs = packed?.Name };
            input.ReadHead();
            return input;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            raw.Dispose();
            throw new InputException(error is ZoneException ? error.Message : $"{file.Name}: cannot be read from byte 0: {error.Message}", error);
        }
    }

    /// <summary>Reads on from the start of the head; 0 at the end.</summary>
    /// <exception cref="InputException">The input breaks off or cannot be read; the message names the position.</exception>
    public int Read(Span<byte> buffer)
    {
        if (headAt < head.Length)
        {
            int take = Math.Min(buffer.Length, head.Length - headAt);
            head.AsSpan(headAt, take).CopyTo(buffer);
            headAt += take;
            delivered += take;
            return take;
        }

        if (HeadIsAll)
        {
            return 0;
        }

        if (headError is not null)
        {
            throw Broken(headError, delivered);
        }

        try
        {
            int got = stream.Read(buffer);
            delivered += got;
            return got;
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw Broken(error, delivered);
        }
    }

    /// <inheritdoc />
    public void Dispose() => stream.Dispose();

    private Exception? headError;

    private InputException Broken(Exception error, long after) => error is ZoneException
        ? new InputException(string.Create(CultureInfo.InvariantCulture, $"{error.Message} What came before, {after} {(IsCompressed ? "unpacked " : "")}bytes, was read."), error)
        : new InputException(
        $"{file.Name}: the {(IsCompressed ? "gzip" : "input")} breaks off after {after} {(IsCompressed ? "unpacked " : "")}bytes: {error.Message} " +
        "Everything before that was read; send the file again whole.",
        error);

    private void ReadHead()
    {
        byte[] buffer = new byte[HeadBytes];
        int filled = 0;
        try
        {
            while (filled < buffer.Length)
            {
                int got = stream.Read(buffer, filled, buffer.Length - filled);
                if (got == 0)
                {
                    HeadIsAll = true;
                    break;
                }

                filled += got;
            }
        }
        catch (Exception error) when (error is IOException and not ZoneException or InvalidDataException)
        {
            headError = error; // a zone that fails is asked again later: nothing may be recognised by half a head
        }

        int mark = filled >= 3 && buffer[0] == 0xEF && buffer[1] == 0xBB && buffer[2] == 0xBF ? 3 : 0;
        head = buffer[mark..filled];
        if (mark > 0 && string.Equals(Encoding, "UTF-8", StringComparison.Ordinal))
        {
            Encoding = "UTF-8 with byte order mark";
        }
    }

    private static int ReadFully(Stream stream, byte[] buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int got = stream.Read(buffer, filled, buffer.Length - filled);
            if (got == 0)
            {
                break;
            }

            filled += got;
        }

        return filled;
    }

    /// <summary>Bytes already taken from a stream, then the rest of it.</summary>
    private sealed class HeadFirstStream(ReadOnlyMemory<byte> first, Stream rest) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> first = first;

        public override int Read(Span<byte> buffer)
        {
            if (first.IsEmpty)
            {
                return rest.Read(buffer);
            }

            int take = Math.Min(buffer.Length, first.Length);
            first.Span[..take].CopyTo(buffer);
            first = first[take..];
            return take;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rest.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
