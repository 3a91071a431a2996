using System.Globalization;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Matching.Features;

namespace PartyOrleans.Connectors;

/// <summary>The recognised format of one input: how it is cut and parsed.</summary>
internal sealed class InputFormat
{
    private InputFormat(MappingInUse inUse, ParseContext context, byte newLine, Func<IChunkSource> chunks, Func<RecordWriter?, IChunkParser> parser)
    {
        InUse = inUse;
        Context = context;
        NewLine = newLine;
        Chunks = chunks;
        Parser = parser;
    }

    /// <summary>What was recognised.</summary>
    public MappingInUse InUse { get; }

    /// <summary>What the parsers share.</summary>
    public ParseContext Context { get; }

    /// <summary>Line end.</summary>
    public byte NewLine { get; }

    /// <summary>Makes the source of chunks; once.</summary>
    public Func<IChunkSource> Chunks { get; }

    /// <summary>Makes a parser, which makes objects of records or encodes them where it is given a writer; one per thread.</summary>
    public Func<RecordWriter?, IChunkParser> Parser { get; }

    /// <summary>Recognises an input by its first bytes.</summary>
    /// <exception cref="InputException">It is empty, no text, or has no column that can be used.</exception>
    public static InputFormat Recognise(InputFile file, InputOptions options, InputBytes bytes)
    {
        ReadOnlySpan<byte> head = bytes.Head.Span;
        string source = options.Source ?? file.Source ?? file.BareName;
        CompiledContract? contract = options.Contracts.Compiled(source);
        if (contract is not null && options.Mapping is not null)
        {
            throw new InputException($"{file.Name}: the contract of source {source} says how it is read, so no other mapping is allowed; change the contract, or name another source.");
        }

        var context = new ParseContext(file.Name, source, options.MaxFieldBytes, options.KeepPayload)
        {
            Contract = contract, Tally = contract is null ? null : (options.Ledger?.Part() ?? new SourceLedger()).For(source),
        };
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            throw new InputException($"{file.Name}: the input is empty. A header line with at least one record, or JSON, is expected.");
        }

        if (head.StartsWith("PAR1"u8))
        {
            throw new InputException($"{file.Name}: the input is Parquet, which this build does not read, since its package was not to be had when it was made.");
        }

        if (LooksBinary(head))
        {
            throw new InputException(
                $"{file.Name}: the input is not text. Allowed are CSV, TSV, JSON Lines and JSON in UTF-8, UTF-16 with byte order mark or " +
                "Windows-1252, each also as gzip.");
        }

        bool looksLikeJson = text[0] is (byte)'{' or (byte)'[';
        if (contract is not null && looksLikeJson != contract.Adapter.IsJson && !(contract.Adapter.IsJson && text.StartsWith("null"u8)))
        {
            throw new InputException(
                $"{file.Name}: the contract of source {source} names the adapter {contract.Contract.Adapter}, and the input is {(looksLikeJson ? "JSON" : "no JSON")}.");
        }

        return looksLikeJson || contract is { Adapter.IsJson: true }
            ? JsonFormat.Recognise(file, options, bytes, context, Makes(bytes.PackedAs))
            : CsvFormat.Recognise(file, options, bytes, context, Make);
    }

    /// <summary>Bytes that text does not have: NUL in more than one of a hundred, or other control characters in more than one of twenty.</summary>
    private static bool LooksBinary(ReadOnlySpan<byte> head)
    {
        int nuls = 0;
        int controls = 0;
        foreach (byte b in head)
        {
            nuls += b == 0 ? 1 : 0;
            controls += b < 32 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0B or 0x0C) ? 1 : 0;
        }

        return (nuls > 4 && nuls > head.Length / 100) || (controls > 2 && controls > head.Length / 20);
    }

    /// <summary>How a format is made of its parts; where they were packed, it has the name of that form.</summary>
    private static MakeFormat Makes(string? packedAs) => packedAs is null
        ? Make
        : (inUse, context, newLine, chunks, parser) => Make(inUse with { Format = packedAs }, context, newLine, chunks, parser);

    private static InputFormat Make(MappingInUse inUse, ParseContext context, byte newLine, Func<IChunkSource> chunks, Func<RecordWriter?, IChunkParser> parser) =>
        new(inUse, context, newLine, chunks, parser);
}

/// <summary>Makes a format of its parts.</summary>
internal delegate InputFormat MakeFormat(MappingInUse inUse, ParseContext context, byte newLine, Func<IChunkSource> chunks, Func<RecordWriter?, IChunkParser> parser);

/// <summary>What was recognised of an input: format, encoding, columns.</summary>
/// <param name="Format">Format, such as <c>CSV (comma)</c>.</param>
/// <param name="Encoding">Encoding.</param>
/// <param name="Compressed">Whether it is gzip.</param>
/// <param name="Source">Source of records that name none themselves.</param>
/// <param name="Proposal">Mapping and the reasons for it; a mapping that was given stands with confidence 1.</param>
public sealed record MappingInUse(string Format, string Encoding, bool Compressed, string Source, MappingProposal Proposal)
{
    /// <summary>The adapter that the contract of its source names; empty where it has no contract.</summary>
    public string Adapter { get; init; } = "";

    /// <summary>All of it as plain text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Format}, {Encoding}{(Compressed ? ", gzip" : "")}{(Adapter.Length > 0 ? $", by contract ({Adapter})" : "")}; source {FromColumn(Proposal.Mapping.Source, Source)}; record id {FromColumn(Proposal.Mapping.RecordId, "is the line number")}\n{Proposal}");

    private static string FromColumn(string? column, string otherwise) => column is null ? otherwise : $"from column {column}";
}
