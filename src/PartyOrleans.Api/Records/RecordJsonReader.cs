using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Records;

/// <summary>A record as a caller gave it.</summary>
/// <param name="Source">Its source; null where the JSON names none.</param>
/// <param name="RecordId">Its id; null where the JSON names none.</param>
/// <param name="IsDelete">Whether the record is to be deleted.</param>
/// <param name="Values">Its values.</param>
internal readonly record struct GivenRecord(string? Source, string? RecordId, bool IsDelete, AttributeValue[] Values);

/// <summary>
/// Reads the JSON of a record, in either form: <c>{"values":[{"attribute":"name.full","value":"Ann Lee","group":0}]}</c>, as records are
/// given out, or one member per attribute, <c>{"name.full":"Ann Lee","phone":["1","2"],"address":[{"city":"Leeds"},{"city":"York"}]}</c>,
/// where nested names are joined by dots, a list gives several values, and each object in a list is a name or address of its own.
/// <c>source</c>, <c>record_id</c> and <c>delete</c> at the top are about the record itself.
/// </summary>
internal sealed class RecordJsonReader
{
    private readonly List<AttributeValue> _values = [];
    private readonly StringBuilder _name = new();
    private string? _source;
    private string? _recordId;
    private bool _isDelete;
    private bool _hasValues;
    private bool _hasOthers;
    private string _reason = "";

    /// <summary>Reads a record.</summary>
    /// <param name="json">UTF-8 text of one JSON object.</param>
    /// <param name="record">The record.</param>
    /// <param name="reason">What is wrong and what was expected, without any value of the record; empty where it was read.</param>
    public bool TryRead(ReadOnlySequence<byte> json, out GivenRecord record, out string reason)
    {
        _values.Clear();
        _name.Clear();
        (_source, _recordId, _isDelete, _hasValues, _hasOthers, _reason) = (null, null, false, false, false, "");
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RecordLimits.MostDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                Refuse("a JSON object is expected");
            }
            else
            {
                ReadRecord(ref reader);
                if (_reason.Length == 0 && reader.Read())
                {
                    Refuse("nothing may follow the JSON object");
                }
            }
        }
        catch (JsonException broken)
        {
            Refuse(string.Create(
                CultureInfo.InvariantCulture,
                $"the JSON is broken, or nested deeper than {RecordLimits.MostDepth} levels, near line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}"));
        }
        catch (InvalidOperationException)
        {
            Refuse("a text is not valid Unicode");
        }

        if (_reason.Length == 0 && _hasValues && _hasOthers)
        {
            Refuse("\"values\" and members named by attributes cannot stand together");
        }

        record = new GivenRecord(_source, _recordId, _isDelete, [.. _values]);
        reason = _reason;
        return reason.Length == 0;
    }

    private void ReadRecord(ref Utf8JsonReader reader)
    {
        while (_reason.Length == 0 && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("source"u8))
            {
                _source = ReadText(ref reader, "source");
            }
            else if (reader.ValueTextEquals("record_id"u8))
            {
                _recordId = ReadText(ref reader, "record_id");
            }
            else if (reader.ValueTextEquals("delete"u8))
            {
                reader.Read();
                _isDelete = reader.TokenType == JsonTokenType.True;
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                {
                    Refuse("\"delete\" must be true or false");
                }
            }
            else if (reader.ValueTextEquals("values"u8))
            {
                _hasValues = true;
                ReadValues(ref reader);
            }
            else
            {
                _hasOthers = true;
                ReadMember(ref reader, 0);
            }
        }
    }

    private string? ReadText(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return RawText(ref reader);
            default:
                Refuse($"\"{member}\" must be a text");
                return null;
        }
    }

    private void ReadValues(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Refuse("\"values\" must be an array of objects with attribute, value and group");
            return;
        }

        while (_reason.Length == 0 && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? attribute = null;
            string? value = null;
            int group = 0;
            while (_reason.Length == 0 && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (reader.ValueTextEquals("attribute"u8))
                {
                    attribute = ReadText(ref reader, "attribute");
                }
                else if (reader.ValueTextEquals("value"u8))
                {
                    value = ReadText(ref reader, "value");
                }
                else if (reader.ValueTextEquals("group"u8))
                {
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out group) || group < 0 || group >= RecordLimits.MostValues)
                    {
                        Refuse($"\"group\" must be a whole number from 0 to {RecordLimits.MostValues - 1}");
                    }
                }
                else
                {
                    Refuse("an object in \"values\" has attribute, value and group, and nothing else");
                }
            }

            if (_reason.Length == 0 && (attribute is null || value is null))
            {
                Refuse("an object in \"values\" needs attribute and value");
            }
            else if (_reason.Length == 0)
            {
                Add(attribute!, value!, group);
            }
        }

        if (_reason.Length == 0 && reader.TokenType != JsonTokenType.EndArray)
        {
            Refuse("\"values\" must be an array of objects with attribute, value and group");
        }
    }

    /// <summary>Reads a member and what it holds; the reader stands on its name.</summary>
    private void ReadMember(ref Utf8JsonReader reader, int group)
    {
        int before = _name.Length;
        if (before > 0)
        {
            _name.Append('.');
        }

        _name.Append(reader.GetString());
        reader.Read();
        ReadValue(ref reader, group, inList: false);
        _name.Length = before;
    }

    private void ReadValue(ref Utf8JsonReader reader, int group, bool inList)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                Add(_name.ToString(), reader.GetString()!, group);
                break;
            case JsonTokenType.Number:
                Add(_name.ToString(), RawText(ref reader), group);
                break;
            case JsonTokenType.True:
                Add(_name.ToString(), "true", group);
                break;
            case JsonTokenType.False:
                Add(_name.ToString(), "false", group);
                break;
            case JsonTokenType.Null:
                break;
            case JsonTokenType.StartObject:
                while (_reason.Length == 0 && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    ReadMember(ref reader, group);
                }

                break;
            case JsonTokenType.StartArray when !inList:
                ReadList(ref reader, group);
                break;
            default:
                Refuse("a list may hold texts, numbers and objects, but no list");
                break;
        }
    }

    private void ReadList(ref Utf8JsonReader reader, int group)
    {
        int own = group;
        while (_reason.Length == 0 && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            bool hasGroup = reader.TokenType == JsonTokenType.StartObject || IsPartOfNameOrAddress();
            ReadValue(ref reader, hasGroup ? own : group, inList: true);
            own++;
        }
    }

    /// <summary>Whether several values of the attribute belong to several names or addresses, and not to one party as such.</summary>
    private bool IsPartOfNameOrAddress()
    {
        string name = _name.ToString();
        return name.StartsWith("address.", StringComparison.Ordinal)
            || (name.StartsWith("name.", StringComparison.Ordinal) && !string.Equals(name, Attributes.NameAlias, StringComparison.Ordinal));
    }

    private void Add(string attribute, string value, int group)
    {
        value = value.Trim();
        if (value.Length == 0)
        {
            return;
        }

        if (attribute.Length is 0 or > RecordLimits.MostAttributeCharacters)
        {
            Refuse($"the name of an attribute must have 1 to {RecordLimits.MostAttributeCharacters} characters");
        }
        else if (value.Length > RecordLimits.MostValueCharacters)
        {
            Refuse($"a value may have {RecordLimits.MostValueCharacters} characters");
        }
        else if (value.Contains('\0', StringComparison.Ordinal) || attribute.Contains('\0', StringComparison.Ordinal))
        {
            Refuse("a text may not hold the character U+0000");
        }
        else if (_values.Count == RecordLimits.MostValues)
        {
            Refuse($"a record may have {RecordLimits.MostValues} values");
        }
        else
        {
            _values.Add(new AttributeValue(attribute, value, group));
        }
    }

    private static string RawText(ref Utf8JsonReader reader) =>
        Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);

    private void Refuse(string reason) => _reason = _reason.Length == 0 ? reason : _reason;
}
