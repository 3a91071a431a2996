namespace PartyOrleans.Shipping.Tests;

/// <summary>A theory that needs bash and curl; skipped, saying so, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlTheoryAttribute : TheoryAttribute
{
    public CurlTheoryAttribute() => Skip = new CurlFactAttribute().Skip;
}
