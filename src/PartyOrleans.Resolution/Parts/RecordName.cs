using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Parts;

/// <summary>A record key as pages of blocks keep it: the source by a number, the record id in UTF-8.</summary>
/// <param name="Source">Number of the source, see <see cref="SourceNumbers"/>.</param>
/// <param name="Id">The record id.</param>
/// <param name="Hash">Hash of both, good for this process alone.</param>
internal readonly record struct RecordName(int Source, byte[] Id, ulong Hash);

/// <summary>Numbers of the sources that a shard has met; there are few.</summary>
internal sealed class SourceNumbers
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The number of a source.</summary>
    public int Of(string source)
    {
        if (!_numbers.TryGetValue(source, out int number))
        {
            number = _names.Count;
            _names.Add(source);
            _numbers.Add(source, number);
        }

        return number;
    }

    /// <summary>The source of a number.</summary>
    public string NameOf(int number) => _names[number];

    /// <summary>A record key as pages keep it.</summary>
    public RecordName Of(RecordKey key) => Of(Of(key.Source), Encoding.UTF8.GetBytes(key.RecordId));

    /// <summary>The same, of its parts.</summary>
    public static RecordName Of(int source, byte[] id) => new(source, id, StableHash.Of(id, (ulong)source));
}
