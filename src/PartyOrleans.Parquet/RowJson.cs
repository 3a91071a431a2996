using System.Buffers;
using System.Collections;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartyOrleans.Parquet;

/// <summary>Writes rows of Parquet as lines of JSON: structures as objects, lists as arrays, dates as yyyy-MM-dd, times in ISO 8601 (UTC), what is missing not at all.</summary>
internal sealed class RowJson(PipeWriter to) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(to, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes a row.</summary>
    public void Write(Dictionary<string, object> row)
    {
        WriteObject(row);
        _json.Flush();
        _json.Reset();
        to.Write("\n"u8);
    }

    /// <inheritdoc />
    public void Dispose() => _json.Dispose();

    private void WriteObject(IDictionary members)
    {
        _json.WriteStartObject();
        foreach (DictionaryEntry member in members)
        {
            if (member.Value is not null)
            {
                _json.WritePropertyName(Text(member.Key));
                WriteValue(member.Value);
            }
        }

        _json.WriteEndObject();
    }

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case null:
                _json.WriteNullValue();
                break;
            case bool flag:
                _json.WriteBooleanValue(flag);
                break;
            case byte[] bytes:
                _json.WriteBase64StringValue(bytes);
                break;
            case IDictionary members:
                WriteObject(members);
                break;
            case string or ReadOnlyMemory<char>:
                _json.WriteStringValue(value.ToString());
                break;
            case IEnumerable items:
                _json.WriteStartArray();
                foreach (object? item in items)
                {
                    WriteValue(item);
                }

                _json.WriteEndArray();
                break;
            default:
                WriteScalar(value);
                break;
        }
    }

    private void WriteScalar(object value)
    {
        switch (value)
        {
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
            case float single when float.IsFinite(single):
            case double number when double.IsFinite(number):
                _json.WriteRawValue(Text(value), skipInputValidation: false);
                break;
            default:
                _json.WriteStringValue(Text(value));
                break;
        }
    }

    private static string Text(object value) => value switch
    {
        DateTime time => (time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
