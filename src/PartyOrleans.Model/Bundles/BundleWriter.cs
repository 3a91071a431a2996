using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;

namespace PartyOrleans.Model.Bundles;

/// <summary>Writes a bundle as JSON: what belongs together on one line, members in a fixed order, numbers so that they read back exactly.</summary>
internal static class BundleWriter
{
    private static readonly JsonWriterOptions Lines =
        new() { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bundle as UTF-8 JSON with a line feed at its end.</summary>
    public static byte[] Write(Bundle bundle)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Lines))
        {
            json.WriteStartObject();
            json.WriteString("format", bundle.Format);
            json.WriteString("name", bundle.Name);
            WriteEach(json, "sources", bundle.Sources, static (line, source) =>
            {
                line.WriteString("name", source.Name);
                line.WriteNumber("trust", source.Trust);
                line.WriteString("halfLife", XmlConvert.ToString(source.HalfLife));
            });
            WriteModel(json, "persons", bundle.Persons);
            WriteModel(json, "organisations", bundle.Organisations);
            json.WriteStartObject("blocking");
            json.WriteNumber("keyBits", bundle.Blocking.KeyBits);
            json.WriteNumber("maxBlockRecords", bundle.Blocking.MaxBlockRecords);
            WriteEach(json, "persons", bundle.Blocking.Persons, WriteRule);
            WriteEach(json, "organisations", bundle.Blocking.Organisations, WriteRule);
            json.WriteEndObject();
            json.WriteStartObject("thresholds");
            json.WriteNumber("matchBits", bundle.Thresholds.MatchBits);
            json.WriteNumber("reviewBits", bundle.Thresholds.ReviewBits);
            json.WriteNumber("averageBits", bundle.Thresholds.AverageBits);
            json.WriteNumber("floorBits", bundle.Thresholds.FloorBits);
            json.WriteNumber("ceilingBits", bundle.Thresholds.CeilingBits);
            json.WriteEndObject();
            WriteEach(json, "survivorship", bundle.Survivorship, static (line, policy) =>
            {
                line.WriteString("attribute", policy.Attribute);
                WriteTexts(line, "rules", policy.Rules);
                line.WriteString("keep", policy.Keep);
            });
            if (bundle.Privacy != PrivacyPolicy.Default)
            {
                WritePrivacy(json, bundle.Privacy);
            }

            if (bundle.Contracts.Count > 0)
            {
                WriteContracts(json, bundle.Contracts);
            }

            json.WriteStartArray("termFrequencies");
            foreach (TermFrequencyTable table in bundle.TermFrequencies)
            {
                WriteTable(json, table);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>The bytes as text.</summary>
    public static string TextOf(byte[] json) => Encoding.UTF8.GetString(json);

    private static void WriteModel(Utf8JsonWriter json, string member, MatchModel model)
    {
        json.WriteStartObject(member);
        json.WriteNumber("priorBits", model.PriorBits);
        json.WriteNumber("calibrationSlope", model.CalibrationSlope);
        json.WriteNumber("calibrationBits", model.CalibrationBits);
        json.WriteStartArray("comparisons");
        foreach (Comparison comparison in model.Comparisons)
        {
            json.WriteStartObject();
            json.WriteString("name", comparison.Name);
            WriteEach(json, "levels", comparison.Levels, static (line, level) =>
            {
                line.WriteString("name", level.Name);
                line.WriteNumber("m", level.M);
                line.WriteNumber("u", level.U);
                line.WriteNumber("adjustBits", level.AdjustBits);
            });
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("alternatives");
        foreach (LatentClass alternative in model.Alternatives)
        {
            json.WriteStartObject();
            json.WriteString("name", alternative.Name);
            json.WriteNumber("priorBits", alternative.PriorBits);
            json.WriteStartArray("levels");
            foreach (IReadOnlyList<double> levels in alternative.Levels)
            {
                WriteLine(json, levels, static (line, levels) =>
                {
                    line.WriteStartArray();
                    foreach (double level in levels)
                    {
                        line.WriteNumberValue(level);
                    }

                    line.WriteEndArray();
                });
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What the built-in policy says too is left out, so that a bundle of before reads and writes the same.</summary>
    private static void WritePrivacy(Utf8JsonWriter json, PrivacyPolicy privacy)
    {
        json.WriteStartObject("privacy");
        WriteEach(json, "masks", privacy.Masks, static (line, mask) =>
        {
            line.WriteString("attribute", mask.Attribute);
            line.WriteString("mask", BundleVocabulary.MaskNames[(int)mask.Mask]);
            line.WriteString("liftedBy", mask.LiftedBy);
        });
        WriteTexts(json, "sensitive", privacy.Sensitive);
        WriteEach(json, "retention", privacy.Retention, static (line, rule) =>
        {
            line.WriteString("source", rule.Source);
            line.WriteString("attribute", rule.Attribute);
            line.WriteString("limit", XmlConvert.ToString(rule.Limit));
        });
        json.WriteEndObject();
    }

    /// <summary>What a contract does not say is left out; its mapping and schema are people's to read, so they are indented.</summary>
    private static void WriteContracts(Utf8JsonWriter json, IReadOnlyList<SourceContract> contracts)
    {
        json.WriteStartArray("contracts");
        foreach (SourceContract contract in contracts)
        {
            json.WriteStartObject();
            json.WriteString("source", contract.Source);
            WriteText("owner", contract.Owner);
            json.WriteString("adapter", contract.Adapter);
            WriteJson("settings", contract.Settings);
            WriteText("order", contract.Order);
            if (contract.Freshness != TimeSpan.Zero)
            {
                json.WriteString("freshness", XmlConvert.ToString(contract.Freshness));
            }

            WriteJson("mapping", contract.Mapping);
            WriteJson("schema", contract.Schema);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        void WriteText(string member, string text)
        {
            if (text.Length > 0)
            {
                json.WriteString(member, text);
            }
        }

        void WriteJson(string member, string text)
        {
            if (text.Length > 0)
            {
                using JsonDocument document = JsonDocument.Parse(text);
                json.WritePropertyName(member);
                document.RootElement.WriteTo(json);
            }
        }
    }

    private static void WriteRule(Utf8JsonWriter line, BlockingRule rule)
    {
        line.WriteString("name", rule.Name);
        WriteTexts(line, "parts", rule.Parts);
        line.WriteNumber("minParts", rule.MinParts);
    }

    private static void WriteTable(Utf8JsonWriter json, TermFrequencyTable table)
    {
        json.WriteStartObject();
        json.WriteString("attribute", table.Attribute);
        json.WriteNumber("records", table.Records);
        json.WriteNumber("duplicates", table.Duplicates);
        json.WriteNumber("unlistedBits", table.UnlistedBits);
        json.WriteStartObject("counts");
        KeyValuePair<string, double>[] counts = [.. table.Counts];
        Array.Sort(counts, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        foreach ((string value, double count) in counts)
        {
            json.WriteNumber(value, count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string member, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(member);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteEach<T>(Utf8JsonWriter json, string member, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(member);
        foreach (T item in items)
        {
            WriteLine(json, (item, write), static (line, pair) =>
            {
                line.WriteStartObject();
                pair.write(line, pair.item);
                line.WriteEndObject();
            });
        }

        json.WriteEndArray();
    }

    private static void WriteLine<T>(Utf8JsonWriter json, T item, Action<Utf8JsonWriter, T> write)
    {
        // A raw value is written as it is, so it brings its own line break and indentation.
        using var stream = new MemoryStream();
        stream.Write(Encoding.UTF8.GetBytes("\n" + new string(' ', Lines.IndentSize * json.CurrentDepth)));
        using (var line = new Utf8JsonWriter(stream, OneLine))
        {
            write(line, item);
        }

        json.WriteRawValue(stream.GetBuffer().AsSpan(0, (int)stream.Length), skipInputValidation: true);
    }
}
