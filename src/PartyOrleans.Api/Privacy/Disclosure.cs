using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Api.Privacy;

/// <summary>The mask of one request; it notes whose values left and which of them unmasked, for the audit log. Used by one thread at a time.</summary>
public sealed class Disclosure(ValueMask mask) : IValueMask
{
    /// <summary>Parties, and records, that are named; of more only the number is kept.</summary>
    private const int MostNamed = 200;

    private List<string>? _parties;
    private List<string>? _records;
    private List<string>? _unmasked;
    private bool _isUsed;

    /// <inheritdoc />
    public bool ShowsRaw => mask.ShowsRaw;

    /// <summary>Parties whose values left, in order.</summary>
    public IReadOnlyList<string> Parties => _parties ?? (IReadOnlyList<string>)[];

    /// <summary>Records whose values left, in order, as <c>source/record id</c>.</summary>
    public IReadOnlyList<string> Records => _records ?? (IReadOnlyList<string>)[];

    /// <summary>Attributes that the policy masks and that left unmasked, in order.</summary>
    public IReadOnlyList<string> Unmasked => _unmasked ?? (IReadOnlyList<string>)[];

    /// <summary>Parties and records beyond those that are named.</summary>
    public long Others { get; private set; }

    /// <summary>Whether any value left, or a party or record was named of which one did.</summary>
    public bool IsAny => _isUsed || _parties is not null || _records is not null;

    /// <inheritdoc />
    public string Apply(string attribute, string value)
    {
        _isUsed = true;
        AttributeRule rule = mask.RuleOf(attribute);
        if (rule.Mask != MaskKind.None)
        {
            return Masking.Apply(rule.Mask, value);
        }

        if (rule.IsLifted && !(_unmasked ??= []).Contains(attribute))
        {
            _unmasked.Add(attribute);
        }

        return value;
    }

    /// <inheritdoc />
    public bool Shows(string attribute) => mask.RuleOf(attribute).Mask == MaskKind.None;

    /// <inheritdoc />
    public void Tell(PartyId party) => Add(ref _parties, party.Value);

    /// <inheritdoc />
    public void Tell(RecordKey record) => Add(ref _records, record.ToString());

    private void Add(ref List<string>? named, string name)
    {
        named ??= [];
        if (named.Count >= MostNamed)
        {
            Others++;
        }
        else if (named.Count == 0 || !string.Equals(named[^1], name, StringComparison.Ordinal))
        {
            named.Add(name);
        }
    }
}
