using System.Runtime.CompilerServices;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// Standardises a record and encodes it as a row of value ids. The row's content is a pure function of the record;
/// only the ids depend on the order of arrival. One encoder per thread: it remembers what it standardised.
/// Takes records whole, or value by value as UTF-8 while they are read: <see cref="Begin"/>, <see cref="Add"/>, <see cref="Finish"/>.
/// </summary>
public sealed partial class RecordEncoder
{
    /// <summary>Attribute names remembered; sources with more distinct ones have them read each time.</summary>
    private const int MostAttributes = 4096;

    /// <summary>Values of which no string is made, characters at most.</summary>
    private const int LongestBuffered = 128;

    private static readonly EncodedAttribute[] Coded = [.. RecordContent.CodedAttributes.Select(EncodedAttribute.Of)];

    private readonly Vocabulary _vocabulary;
    private readonly RecordTable _table;
    private readonly RawCache<DateReadings> _dates = new();
    private readonly RawCache<RegionName> _countries = new();
    private readonly Dictionary<string, EncodedAttribute> _attributes = new(StringComparer.Ordinal);
    private readonly Parts _first = new();
    private readonly List<Parts> _parts = [];
    private readonly List<Cell> _aliases = [];
    private readonly List<Cell> _employers = [];
    private readonly List<Cell> _rawPhones = [];
    private readonly List<int> _dateIds = [];
    private readonly List<int> _phones = [];
    private readonly List<int> _emails = [];
    private readonly List<int> _roleMailboxes = [];
    private readonly List<int> _identifiers = [];
    private readonly List<int> _websites = [];
    private readonly List<NameParts> _names = [];
    private readonly List<AddressParts> _addresses = [];
    private readonly List<int> _organisationIds = [];

    /// <summary>The raw values of the record at hand, UTF-8, one after the other from 1; cells point into it.</summary>
    private byte[] _raw = new byte[1024];
    private int _used;

    /// <summary>Makes an encoder that writes to the table.</summary>
    public RecordEncoder(Vocabulary vocabulary, RecordTable table)
    {
        _vocabulary = vocabulary;
        _table = table;
    }

    /// <summary>Encodes a record into a row of the table, which must be clear.</summary>
    [SkipLocalsInit]
    public void Encode(SourceRecord record, int row)
    {
        Begin();
        Span<byte> buffer = stackalloc byte[256];
        foreach (AttributeValue value in record.Values)
        {
            EncodedAttribute attribute = AttributeOf(value.Attribute);
            if (attribute.Field != RecordField.None)
            {
                int bound = Encoding.UTF8.GetMaxByteCount(value.Value.Length);
                Span<byte> bytes = bound <= buffer.Length ? buffer : new byte[bound];
                Add(attribute, bytes[..Encoding.UTF8.GetBytes(value.Value, bytes)], value.Group);
            }
        }

        Finish(row);
    }

    /// <summary>Encodes a record from its content, see <see cref="RecordContent"/>, into a row of the table, which must be clear.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an encoded content.</exception>
    public void Encode(ReadOnlySpan<byte> content, int row)
    {
        Begin();
        var reader = new RecordContentReader(content);
        while (reader.Next())
        {
            EncodedAttribute attribute = reader.Code >= 0 ? Coded[reader.Code] : AttributeOf(Encoding.UTF8.GetString(reader.Name));
            if (attribute.Field != RecordField.None)
            {
                Add(attribute, reader.Value, reader.Group);
            }
        }

        Finish(row);
    }

    private EncodedAttribute AttributeOf(string name)
    {
        if (!_attributes.TryGetValue(name, out EncodedAttribute attribute))
        {
            attribute = EncodedAttribute.Of(name);
            if (_attributes.Count < MostAttributes)
            {
                _attributes.Add(name, attribute);
            }
        }

        return attribute;
    }

    /// <summary>Starts a record.</summary>
    public void Begin()
    {
        _first.Clear();
        _parts.Clear();
        _parts.Add(_first);
        _aliases.Clear();
        _employers.Clear();
        _dateIds.Clear();
        _phones.Clear();
        _rawPhones.Clear();
        _emails.Clear();
        _roleMailboxes.Clear();
        _identifiers.Clear();
        _websites.Clear();
        _used = 1;
        _pendingCount = 0;
    }

    /// <summary>Encodes the values added since <see cref="Begin"/> into a row of the table, which must be clear.</summary>
    public void Finish(int row)
    {
        Span<int> values = _table.Row(row);
        string country = CountryOf();
        PartyType type = TypeOf();
        if (type == PartyType.Organisation)
        {
            // A mailbox of a role is shared by all who hold it: it tells organisations apart but not persons.
            foreach (int email in _roleMailboxes)
            {
                AddDistinct(_emails, email);
            }
        }

        int suffix = EncodeNames(type);
        string region = EncodeAddresses(country);
        if (country.Length == 0 && _addresses.Count > 0 && _addresses[0].Postcode != 0)
        {
            country = Countries.GuessFromPostcode(CharsOfLater(_addresses[0].Postcode, stackalloc char[LongestBuffered]));
        }

        foreach (Cell phone in _rawPhones)
        {
            AddDistinct(_phones, PhoneOf(phone, country));
        }

        InternAll();
        values[(int)Slot.Flags] = RecordFlags.Of(type, _first.Gender, suffix, country, region).Packed;
        if (_names.Count > 0)
        {
            (values[(int)Slot.Given], values[(int)Slot.Middle], values[(int)Slot.Family]) = _names[0];
        }

        if (_addresses.Count > 0)
        {
            (values[(int)Slot.House], values[(int)Slot.Street], values[(int)Slot.Unit], values[(int)Slot.City], values[(int)Slot.Postcode]) =
                _addresses[0];
        }

        values[(int)Slot.Date] = First(_dateIds);
        values[(int)Slot.Phone] = First(_phones);
        values[(int)Slot.Email] = First(_emails);
        values[(int)Slot.Identifier] = First(_identifiers);
        values[(int)Slot.Organisation] = First(_organisationIds);
        values[(int)Slot.Website] = First(_websites);
        Sign(row, values);
        if (_names.Count > 1 || _addresses.Count > 1 || _dateIds.Count > 1 || _phones.Count > 1 || _emails.Count > 1
            || _identifiers.Count > 1 || _organisationIds.Count > 1 || _websites.Count > 1)
        {
            values[(int)Slot.Extras] = _table.AddExtras(new RecordExtras(
                [.. _names], [.. _addresses], [.. _dateIds], [.. _phones], [.. _emails], [.. _identifiers], [.. _organisationIds], [.. _websites]));
        }
    }

    private void Sign(int row, ReadOnlySpan<int> values)
    {
        Span<ulong> signatures = _table.Signatures(row);
        signatures[(int)Signature.Phone] = _vocabulary.Phones.SignatureOf(values[(int)Slot.Phone]);
        signatures[(int)Signature.Postcode] = _vocabulary.Postcodes.SignatureOf(values[(int)Slot.Postcode]);
        signatures[(int)Signature.EmailLocal] = _vocabulary.Emails.SignatureOf(values[(int)Slot.Email]);
        signatures[(int)Signature.Street] = _vocabulary.Streets.SignatureOf(values[(int)Slot.Street]);
        signatures[(int)Signature.Given] = _vocabulary.Names.SignatureOf(values[(int)Slot.Given]);
        signatures[(int)Signature.Family] = _vocabulary.Names.SignatureOf(values[(int)Slot.Family]);
        signatures[(int)Signature.City] = _vocabulary.Cities.SignatureOf(values[(int)Slot.City]);
        signatures[(int)Signature.Sounds] =
            _vocabulary.Names.TagOf(values[(int)Slot.Given]) | ((ulong)_vocabulary.Names.TagOf(values[(int)Slot.Family]) << 32);
    }

    private static int First(List<int> values) => values.Count == 0 ? 0 : values[0];

    private static void AddDistinct(List<int> values, int value)
    {
        if (value != 0 && !values.Contains(value))
        {
            values.Add(value);
        }
    }
}
