using System.Text;
using System.Text.Json;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Connectors;

/// <summary>Recognises JSON: one object per line, an array of objects or objects one after the other, and the keys they have.</summary>
internal static class JsonFormat
{
    private const int SampleObjects = 1_000;
    private const int MaxPaths = 10_000;

    /// <summary>Recognises an input whose text begins with a brace or bracket.</summary>
    /// <exception cref="InputException">No key can be used.</exception>
    public static InputFormat Recognise(InputFile file, InputOptions options, InputBytes bytes, ParseContext context, MakeFormat make)
    {
        byte[] head = bytes.Head.ToArray();
        bool isLines = IsLines(head);
        var header = new List<string>();
        List<string[]> sample = Sample(head, isLines, bytes.HeadIsAll, header);
        string[] columns = [.. header];
        CompiledContract? contract = context.Contract;
        MappingProposal proposal = contract is { Adapter.WrapsRecords: true, Mapping: { } own } ? MappingProposal.Given(own, ContractedObjects.ColumnsOf(own), [])
            : contract is not null ? MappingProposal.Given(contract.Mapping ?? contract.Adapter.OwnMapping!, columns, sample)
            : options.Mapping is { } given ? MappingProposal.Given(given, columns, sample)
            : Mapping.Propose(columns, sample);
        if (!TextRepair.IsSound(head.AsSpan(0, Math.Max(head.AsSpan().LastIndexOf((byte)'\n'), 0))))
        {
            proposal = proposal with { Notes = [.. proposal.Notes, "lines that are not valid UTF-8 are read as Windows-1252"] };
        }

        if (contract is null && options.Mapping is null && sample.Count > 0 && proposal.Mapping.Columns.Count + proposal.Mapping.Join.Count == 0)
        {
            throw new InputException(
                $"{file.Name}: no key of the JSON objects is recognised ({string.Join(", ", columns.Take(20))}). " +
                "Give usual names (first_name, NAME_LAST, dob, ADDR_FULL, ...), or a mapping file.");
        }

        RecordPlan plan = RecordPlan.Make(proposal.Mapping, columns, keepPayload: false, file.Name, allMustExist: false);
        string format = isLines ? "JSON Lines" : head.AsSpan().TrimStart(" \t\r\n"u8)[0] == '[' ? "JSON array" : "JSON objects";
        var inUse = new MappingInUse(format, bytes.Encoding, bytes.IsCompressed, context.Source, proposal) { Adapter = contract?.Contract.Adapter ?? "" };
        context = context with
        {
            Rereading = contract is not null ? RereadingContext.OfContract(contract)
                : new RereadingContext("json", HasContract: false) { Mapping = proposal.Mapping.ToJson(), RecognisesMore = options.Mapping is null }.ToJson(),
        };
        return make(inUse, context, (byte)'\n', Chunks, writer =>
        {
            IChunkParser parser = contract is not null
                ? new AdaptedChunkParser(context, contract, contract.Adapter.Make(contract, new AdapterRun(file.Name, context.Tally!)
                {
                    MaxFieldBytes = options.MaxFieldBytes, KeepPayload = options.KeepPayload,
                }), context.Tally!)
                : new JsonChunkParser(context, plan, recogniseMore: options.Mapping is null);
            return writer is null ? parser : new EncodingParser(parser, writer);
        });

        IChunkSource Chunks() => isLines
            ? new CsvChunkSource(bytes, new CsvDialect((byte)',', (byte)'\n'), hasQuotes: false, options.MaxFieldBytes, options.ChunkBytes)
            : new JsonElementSource(bytes, options.MaxFieldBytes, options.ChunkBytes);
    }

    /// <summary>Whether each line is a value: the first is a whole object, or most lines begin and end like one.</summary>
    private static bool IsLines(ReadOnlySpan<byte> head)
    {
        int lines = 0;
        int objects = 0;
        foreach (Range range in head.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = CellText.Trim(head[range]);
            if (line.IsEmpty)
            {
                continue;
            }

            if (lines == 0 && line[0] == '[')
            {
                return false;
            }

            lines++;
            objects += line[0] == '{' && line[^1] == '}' ? 1 : 0;
            if (lines == 100)
            {
                break;
            }
        }

        return objects * 2 >= lines;
    }

    private static List<string[]> Sample(ReadOnlySpan<byte> head, bool isLines, bool isAll, List<string> header)
    {
        var rows = new List<Dictionary<int, string>>();
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        if (isLines)
        {
            int end = isAll ? head.Length : head.LastIndexOf((byte)'\n') + 1;
            foreach (Range range in head[..end].Split((byte)'\n'))
            {
                if (rows.Count < SampleObjects)
                {
                    Take(head[range]);
                }
            }
        }
        else
        {
            int position = 0;
            while (rows.Count < SampleObjects
                && JsonElements.Next(head, ref position, isAll, int.MaxValue, out JsonElementRange element) == JsonElements.Found.Element)
            {
                Take(head[element.Start..element.End]);
            }
        }

        return rows.ConvertAll(row => Enumerable.Range(0, header.Count).Select(i => row.GetValueOrDefault(i, "")).ToArray());

        void Take(ReadOnlySpan<byte> raw)
        {
            if (CellText.Trim(raw).IsEmpty)
            {
                return;
            }

            try
            {
                var reader = new Utf8JsonReader(raw);
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    var row = new Dictionary<int, string>();
                    Walk(document.RootElement, "", row);
                    rows.Add(row);
                }
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                // A broken line says nothing about the keys; reading reports it.
            }
        }

        void Walk(JsonElement element, string path, Dictionary<int, string> row)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (JsonProperty property in element.EnumerateObject())
                    {
                        Walk(property.Value, JsonPaths.IsFeatures(path, property.Name) ? "" : JsonPaths.Join(path, property.Name), row);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (JsonElement inner in element.EnumerateArray())
                    {
                        Walk(inner, path, row);
                    }

                    break;
                case JsonValueKind.Null or JsonValueKind.Undefined:
                    break;
                default:
                    if (!at.TryGetValue(path, out int column) && header.Count < MaxPaths)
                    {
                        column = header.Count;
                        at.Add(path, column);
                        header.Add(path);
                    }

                    string text = element.ToString().Trim();
                    row.TryAdd(column, text.Length > 1024 ? text[..1024] : text);
                    break;
            }
        }
    }
}
