using System.Text;
using CsvHelper;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Connectors;

/// <summary>Recognises delimited text: dialect, header, columns.</summary>
internal static class CsvFormat
{
    private const int MaxColumns = 10_000;
    private const int SampleRows = 5_000;

    /// <summary>Recognises an input that is not JSON.</summary>
    /// <exception cref="InputException">There is no header, or no column that can be used.</exception>
    public static InputFormat Recognise(InputFile file, InputOptions options, InputBytes bytes, ParseContext context, MakeFormat make)
    {
        byte[] head = bytes.Head.ToArray();
        var notes = new List<string>();
        if (!TextRepair.IsSound(WholeLines(head, bytes.HeadIsAll)))
        {
            notes.Add("lines that are not valid UTF-8 are read as Windows-1252");
        }

        int hint = SeparatorHint(head, out byte hinted);
        CsvDialect dialect = CsvDialect.Sniff(head.AsSpan(hint));
        dialect = hinted == 0 ? dialect : dialect with { Delimiter = hinted };
        (string[] header, int headerEnd) = ReadHeader(file, head, hint, bytes.HeadIsAll, dialect);
        byte[] sound = TextRepair.Repair(WholeLines(head, bytes.HeadIsAll)[headerEnd..], dialect.NewLine, out _);
        List<string[]> sample = ReadSample(sound, dialect);
        CompiledContract? contract = context.Contract;
        MappingProposal proposal = (contract?.Mapping ?? options.Mapping) is { } given
            ? MappingProposal.Given(given, header, sample)
            : Mapping.Propose(header, sample);
        if (contract is null && options.Mapping is null && proposal.Mapping.Columns.Count + proposal.Mapping.Join.Count == 0)
        {
            // Names are left out of the message: where there is no header, the first line is somebody's data.
            throw new InputException(
                $"{file.Name}: line 1: none of the {header.Length} columns ({dialect.DelimiterName} separated) is recognised. The first line must be a header with usual names " +
                "(first_name, surname, dob, company, address, ...), or give a mapping file.");
        }

        proposal = proposal with { Notes = [.. proposal.Notes, .. notes] };
        RecordPlan plan = RecordPlan.Make(proposal.Mapping, header, options.KeepPayload, file.Name, allMustExist: contract is not null || options.Mapping is not null);
        context = context with { Rereading = new RereadingContext("csv", contract is not null)
        {
            Header = header, Delimiter = dialect.Delimiter, Mapping = contract is null ? proposal.Mapping.ToJson() : "",
        }.ToJson() };
        var inUse = new MappingInUse($"CSV ({dialect.DelimiterName})", bytes.Encoding, bytes.IsCompressed, context.Source, proposal)
        {
            Adapter = contract?.Contract.Adapter ?? "",
        };
        return make(inUse, context, dialect.NewLine, Chunks, writer => new CsvChunkParser(
            context, dialect, plan, writer is null ? new RecordObjects(plan.Columns.Length) : new RecordRows(writer, plan.Columns),
            contract is not null && CsvRowContract.IsNeeded(contract) ? new CsvRowContract(contract, plan, file.Name, context.Tally!) : null));

        IChunkSource Chunks()
        {
            var source = new CsvChunkSource(bytes, dialect, hasQuotes: true, options.MaxFieldBytes, options.ChunkBytes);
            source.Skip(headerEnd, head.AsSpan(0, headerEnd).Count(dialect.NewLine));
            return source;
        }
    }

    /// <summary>The length of a first line <c>sep=;</c> as spreadsheets write it; 0 where there is none.</summary>
    private static int SeparatorHint(ReadOnlySpan<byte> head, out byte separator)
    {
        separator = 0;
        if (head.Length < 6 || !head.StartsWith("sep="u8))
        {
            return 0;
        }

        int end = head.IndexOf((byte)'\n');
        if (end is < 5 or > 6)
        {
            return 0;
        }

        separator = head[4];
        return end + 1;
    }

    private static ReadOnlySpan<byte> WholeLines(byte[] head, bool isAll)
    {
        int end = isAll ? head.Length : head.AsSpan().LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        return head.AsSpan(0, end == 0 ? head.Length : end);
    }

    private static (string[] Header, int End) ReadHeader(InputFile file, byte[] head, int from, bool headIsAll, CsvDialect dialect)
    {
        byte[] sound = TextRepair.Repair(head.AsSpan(from), dialect.NewLine, out _);
        using CsvReader reader = CsvReader.Create(sound, CsvChunkParser.OptionsFor(dialect));
        if (!reader.Read())
        {
            throw new InputException($"{file.Name}: the input is empty. A header line with at least one record, or JSON, is expected.");
        }

        if (reader.FieldCount > MaxColumns)
        {
            throw new InputException($"{file.Name}: line 1: the header has {reader.FieldCount} columns; at most {MaxColumns} are allowed.");
        }

        string[] header = new string[reader.FieldCount];
        for (int i = 0; i < header.Length; i++)
        {
            header[i] = reader.GetString(i).Trim();
        }

        long lines = sound.AsSpan(0, (int)reader.ByteOffset + reader.RawRecord.Length).Count(dialect.NewLine);
        int end = from;
        for (long line = 0; line <= lines; line++)
        {
            int next = head.AsSpan(end).IndexOf(dialect.NewLine);
            if (next < 0)
            {
                return headIsAll ? (header, head.Length)
                    : throw new InputException($"{file.Name}: line 1: the header is longer than {InputBytes.HeadBytes} bytes.");
            }

            end += next + 1;
        }

        return (header, end);
    }

    private static List<string[]> ReadSample(byte[] text, CsvDialect dialect)
    {
        var rows = new List<string[]>();
        using CsvReader reader = CsvReader.Create(text, CsvChunkParser.OptionsFor(dialect));
        while (rows.Count < SampleRows && reader.Read())
        {
            string[] row = new string[Math.Min(reader.FieldCount, MaxColumns)];
            bool isBlank = true;
            for (int i = 0; i < row.Length; i++)
            {
                ReadOnlySpan<byte> cell = reader.GetSpan(i);
                row[i] = Encoding.UTF8.GetString(cell.Length > 1024 ? cell[..1024] : cell).Trim();
                isBlank &= row[i].Length == 0;
            }

            if (!isBlank)
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
