namespace PartyOrleans.Model;

/// <summary>One value of one attribute of a record.</summary>
/// <param name="Attribute">Canonical attribute, or the source's own column name for payload.</param>
/// <param name="Value">The value as the source gave it, trimmed; never empty.</param>
/// <param name="Group">Ties the parts of one name or one address together where a record has several; 0 for the first or only one.</param>
public readonly record struct AttributeValue(string Attribute, string Value, int Group = 0);

/// <summary>A record as a source gave it, mapped to canonical attributes. Immutable.</summary>
public sealed class SourceRecord
{
    /// <summary>Makes a record.</summary>
    /// <param name="key">Its identity.</param>
    /// <param name="values">Its values in the order of the source; unmapped columns under their own names.</param>
    /// <param name="payload">The raw text it came from, whole; empty where the values hold all of it (a CSV row).</param>
    public SourceRecord(RecordKey key, AttributeValue[] values, string payload = "")
    {
        Key = key;
        Values = values;
        Payload = payload;
    }

    /// <summary>Source and record id.</summary>
    public RecordKey Key { get; }

    /// <summary>All values, canonical and payload, in the order of the source. Not to be changed.</summary>
    public AttributeValue[] Values { get; }

    /// <summary>The raw text, whole; empty where <see cref="Values"/> hold all of it.</summary>
    public string Payload { get; }

    /// <summary>The first value of an attribute, or null.</summary>
    public string? First(string attribute)
    {
        foreach (AttributeValue value in Values)
        {
            if (string.Equals(value.Attribute, attribute, StringComparison.Ordinal))
            {
                return value.Value;
            }
        }

        return null;
    }
}
