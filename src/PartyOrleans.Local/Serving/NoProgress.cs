using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Serving;

/// <summary>For work that nobody watches.</summary>
internal sealed class NoProgress : WorkProgress
{
    /// <summary>The one there is.</summary>
    public static readonly NoProgress Instance = new();

    /// <inheritdoc />
    public override void Begin(string name, string unit, long? total = null)
    {
    }

    /// <inheritdoc />
    public override void Advance(long count)
    {
    }

    /// <inheritdoc />
    public override void End()
    {
    }
}
