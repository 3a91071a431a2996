using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartyOrleans.Local.Generate;

/// <summary>Writes generated records: one file per source in the source's own layout, and _truth.csv beside them.</summary>
public static class GeneratedFiles
{
    /// <summary>The name of the file with the truth; the underscore keeps it out where the folder is read as an input.</summary>
    public const string TruthFileName = "_truth.csv";

    private static readonly JsonWriterOptions JsonForm = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the files into a folder, which is made where it is absent; files of the same name are replaced.</summary>
    /// <returns>The paths of the sources' files in the order of the sources, then that of _truth.csv (record_id,entity_id).</returns>
    /// <remarks>Files are named after their source, which is what readers take it from. Record ids in _truth.csv are SOURCE/ID where there are several sources. UTF-8 without mark, lines end with LF.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its bounds.</exception>
    /// <exception cref="IOException">The folder or a file cannot be written.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(GeneratorOptions options, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Directory.CreateDirectory(folder);
        var paths = new List<string>();
        var files = new Dictionary<string, SourceFile>(StringComparer.Ordinal);
        string truthPath = Path.Combine(folder, TruthFileName);
        await using var truth = new StreamWriter(truthPath, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        try
        {
            for (int source = 0; source < options.Sources; source++)
            {
                string name = SourceLayout.NameOf(source);
                string extension = SourceLayout.Of(source).Extension;
                paths.Add(Path.Combine(folder, name + extension));
                files.Add(name, new SourceFile(paths[^1], extension));
            }

            await truth.WriteLineAsync("record_id,entity_id".AsMemory(), cancellationToken);
            foreach (GeneratedRecord record in PartyGenerator.Generate(options))
            {
                cancellationToken.ThrowIfCancellationRequested();
                files[record.Source].Write(record);
                if (options.Sources > 1)
                {
                    truth.Write(record.Source);
                    truth.Write('/');
                }

                truth.Write(record.RecordId);
                truth.Write(',');
                truth.Write(record.EntityId);
                truth.Write('\n');
            }
        }
        finally
        {
            foreach (SourceFile file in files.Values)
            {
                await file.DisposeAsync();
            }
        }

        paths.Add(truthPath);
        return paths;
    }

    private sealed class SourceFile : IAsyncDisposable
    {
        private readonly StreamWriter writer;
        private readonly Utf8JsonWriter? json;
        private readonly char delimiter;
        private readonly MemoryStream line = new();
        private bool headed;

        public SourceFile(string path, string extension)
        {
            writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
            delimiter = extension == ".tsv" ? '\t' : ',';
            json = extension == ".jsonl" ? new Utf8JsonWriter(line, JsonForm) : null;
        }

        public void Write(GeneratedRecord record)
        {
            if (json is not null)
            {
                WriteJson(record);
                return;
            }

            if (!headed)
            {
                WriteRow(record.Columns, static column => column.Key);
                headed = true;
            }

            WriteRow(record.Columns, static column => column.Value);
        }

        public async ValueTask DisposeAsync()
        {
            await writer.DisposeAsync();
            if (json is not null)
            {
                await json.DisposeAsync();
            }

            await line.DisposeAsync();
        }

        private void WriteRow(IReadOnlyList<KeyValuePair<string, string>> columns, Func<KeyValuePair<string, string>, string> text)
        {
            for (int i = 0; i < columns.Count; i++)
            {
                if (i > 0)
                {
                    writer.Write(delimiter);
                }

                string cell = text(columns[i]);
                if (cell.AsSpan().IndexOfAny(delimiter, '"', '\n') < 0)
                {
                    writer.Write(cell);
                    continue;
                }

                writer.Write('"');
                writer.Write(cell.Replace("\"", "\"\"", StringComparison.Ordinal));
                writer.Write('"');
            }

            writer.Write('\n');
        }

        private void WriteJson(GeneratedRecord record)
        {
            line.SetLength(0);
            json!.Reset();
            json.WriteStartObject();
            foreach ((string column, string value) in record.Columns)
            {
                if (value.Length > 0)
                {
                    json.WriteString(column, value);
                }
            }

            json.WriteEndObject();
            json.Flush();
            writer.Write(Encoding.UTF8.GetString(line.GetBuffer().AsSpan(0, (int)line.Length)));
            writer.Write('\n');
        }
    }
}
