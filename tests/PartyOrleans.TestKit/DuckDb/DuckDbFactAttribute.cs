using Xunit;

namespace PartyOrleans.TestKit.DuckDb;

/// <summary>A fact that needs DuckDB and is skipped, saying so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DuckDbFactAttribute : FactAttribute
{
    /// <summary>Looks for it.</summary>
    public DuckDbFactAttribute() => Skip = DuckDbReader.WhyAbsent;
}
