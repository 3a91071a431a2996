using System.Globalization;
using System.Text;
using System.Text.Json;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Local.Tests.Serving.Streams;

/// <summary>
/// Changes of invented customers as Debezium sends them, in the order of their database's log: records come, change, move to another person, go and come
/// back. Beside each change that counts, some that must not: the same message again, and older states of a record, late.
/// </summary>
/// <param name="topic">The topic.</param>
/// <param name="partitions">Its partitions; a record's messages are all in one.</param>
/// <param name="seed">What is drawn depends on it alone.</param>
internal sealed class ChangeFeed(string topic, int partitions, ulong seed)
{
    private const int Customers = 30_000;
    private const int Persons = 12_000;

    private static readonly string[] Columns = ["given", "family", "born", "phone", "mail", "city"];
    private static readonly string[] Attributes = ["name.given", "name.family", "date.birth", "phone", "email", "address.city"];

    private readonly SeededDraws _draws = new(seed);
    private readonly SortedDictionary<int, (int Person, int Variant)> _states = [];
    private readonly List<KafkaMessage>[] _sent = [.. Enumerable.Range(0, partitions).Select(_ => new List<KafkaMessage>())];
    private long _position;

    /// <summary>The source's contract, as it stands in a bundle.</summary>
    public const string Contract = """
        {
          "source": "crm",
          "adapter": "debezium",
          "mapping": {
            "recordId": "id",
            "columns": {"given": "name.given", "family": "name.family", "born": "date.birth", "phone": "phone", "mail": "email", "city": "address.city"}
          }
        }
        """;

    /// <summary>The records that are there after all changes so far, as a file of JSON Lines has them that names attributes as the hub does.</summary>
    public IEnumerable<string> Records => _states.Select(state => Encoding.UTF8.GetString(Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("record_id", IdOf(state.Key));
        WritePerson(json, state.Value.Person, state.Value.Variant, Attributes);
        json.WriteEndObject();
    })));

    /// <summary>Messages sent so far.</summary>
    public long Sent => _sent.Sum(partition => (long)partition.Count);

    /// <summary>The next changes, with what is sent needlessly between them.</summary>
    public IReadOnlyList<KafkaMessage> Next(int changes)
    {
        var messages = new List<KafkaMessage>();
        for (int i = 0; i < changes; i++)
        {
            int record = _draws.Below(Customers);
            List<KafkaMessage> sent = _sent[record % partitions];
            Add(Change(record));
            if (_draws.Chance(0.05))
            {
                Add(sent[_draws.Below(sent.Count)]); // any message of the partition again: the same change, or an older state
            }

            void Add(KafkaMessage message)
            {
                messages.Add(message);
                sent.Add(message);
            }
        }

        return messages;
    }

    private KafkaMessage Change(int record)
    {
        bool isThere = _states.ContainsKey(record);
        _position += 1 + _draws.Below(100);
        if (isThere && _draws.Chance(0.08))
        {
            _states.Remove(record);
            return Message(record, Write("d", IdOf(record), row: null));
        }

        (int Person, int Variant) row = (_draws.Chance(0.07) ? _draws.Below(Persons) : record % Persons, _draws.Below(4));
        _states[record] = row;
        return Message(record, Write(isThere ? "u" : "c", IdOf(record), row));
    }

    private KafkaMessage Message(int record, byte[] value) =>
        new(topic, Encoding.UTF8.GetBytes($"{{\"id\":\"{IdOf(record)}\"}}"), value) { Partition = record % partitions };

    /// <summary>An event of a change, without the row before it but for its id.</summary>
    private byte[] Write(string op, string id, (int Person, int Variant)? row) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("before");
        json.WriteString("id", id);
        json.WriteEndObject();
        json.WritePropertyName("after");
        if (row is { } there)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            WritePerson(json, there.Person, there.Variant, Columns);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStartObject("source");
        json.WriteString("connector", "postgresql");
        json.WriteString("snapshot", "false");
        json.WriteNumber("lsn", _position);
        json.WriteEndObject();
        json.WriteString("op", op);
        json.WriteEndObject();
    });

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        return stream.ToArray();
    }

    /// <summary>A person as one of its records may have it: some leave a value out or have another spelling.</summary>
    private static void WritePerson(Utf8JsonWriter json, int person, int variant, string[] names)
    {
        json.WriteString(names[0], variant == 1 ? Name(person * 7)[..1] : Name(person * 7));
        json.WriteString(names[1], Name((person * 13) + 5));
        json.WriteString(names[2], string.Create(CultureInfo.InvariantCulture, $"{1930 + (person % 70)}-{1 + (person % 12):00}-{1 + (person % 28):00}"));
        json.WriteString(names[3], variant == 2 ? null : string.Create(CultureInfo.InvariantCulture, $"020 7{person:000000}"));
        json.WriteString(names[4], variant == 3 ? null : string.Create(CultureInfo.InvariantCulture, $"p{person}@example.org"));
        json.WriteString(names[5], Name((person % 50) + 9) + "ton");
    }

    /// <summary>A name that a number stands for; those of two numbers are unlike each other.</summary>
    private static string Name(int number)
    {
        const string First = "BDFGHJKLMNPRSTVWZ", Vowels = "aeiou", Inner = "bdfgklmnprstvz";
        ulong drawn = new SeededDraws((ulong)number).Next();
        var name = new StringBuilder();
        name.Append(Draw(First)).Append(Draw(Vowels)).Append(Draw(Inner)).Append(Draw(Vowels)).Append(Draw(Inner)).Append(Draw(Vowels)).Append(Draw(Inner));
        return name.ToString();

        char Draw(string letters)
        {
            char letter = letters[(int)(drawn % (ulong)letters.Length)];
            drawn /= (ulong)letters.Length;
            return letter;
        }
    }

    private static string IdOf(int record) => string.Create(CultureInfo.InvariantCulture, $"c{record:00000}");
}
