namespace PartyOrleans.Model;

/// <summary>Reads the values of an encoded content one after the other, without making strings.</summary>
/// <param name="content">What <see cref="RecordContent.Encode"/> made.</param>
public ref struct RecordContentReader(ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private int _at;

    /// <summary>The attribute's place in <see cref="RecordContent.CodedAttributes"/>, or -1 where it is named.</summary>
    public int Code { get; private set; }

    /// <summary>The attribute's name, UTF-8, where it has no code; otherwise empty.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Ties the parts of one name or address together.</summary>
    public int Group { get; private set; }

    /// <summary>The value, UTF-8.</summary>
    public ReadOnlySpan<byte> Value { readonly get; private set; }

    /// <summary>Where in the content the value begins, bytes.</summary>
    public readonly int ValueAt => _at - Value.Length;

    /// <summary>Goes to the next value; false after the last.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an encoded content.</exception>
    public bool Next()
    {
        if (_at >= _content.Length)
        {
            return false;
        }

        byte code = _content[_at++];
        Code = code == RecordContent.NamedAttribute ? -1 : code;
        Name = Code < 0 ? Text() : default;
        if (Code >= RecordContent.CodedAttributes.Count)
        {
            throw new InvalidDataException($"Attribute code {code} at byte {_at - 1} is unknown; known are 0 to {RecordContent.CodedAttributes.Count - 1}.");
        }

        Group = (int)RecordContent.ReadVarint(_content, ref _at);
        Value = Text();
        return true;
    }

    private ReadOnlySpan<byte> Text()
    {
        int start = _at;
        RecordContent.SkipText(_content, ref _at);
        RecordContent.ReadVarint(_content, ref start);
        return _content[start.._at];
    }
}
