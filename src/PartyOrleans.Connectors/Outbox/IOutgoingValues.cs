namespace PartyOrleans.Connectors.Outbox;

/// <summary>Decides how a value leaves the hub to a sink; the active bundle's privacy policy stands behind it.</summary>
public interface IOutgoingValues
{
    /// <summary>Whether all values leave as they are: only then does what tells of them, such as a hash of content, leave too.</summary>
    bool AreClear { get; }

    /// <summary>The value as the sink may have it.</summary>
    /// <param name="attribute">Canonical attribute.</param>
    /// <param name="value">The value.</param>
    string Apply(string attribute, string value);
}

/// <summary>All values as they are.</summary>
public sealed class ClearValues : IOutgoingValues
{
    /// <summary>The one there is.</summary>
    public static readonly ClearValues Instance = new();

    private ClearValues()
    {
    }

    /// <inheritdoc />
    public bool AreClear => true;

    /// <inheritdoc />
    public string Apply(string attribute, string value) => value;
}
