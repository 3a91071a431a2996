using Xunit;

namespace PartyOrleans.TestKit.S3;

/// <summary>A fact that needs the S3 server of the tests and is skipped, saying so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class S3FactAttribute : FactAttribute
{
    /// <summary>Looks for the server.</summary>
    public S3FactAttribute() => Skip = S3TestPrograms.WhyAbsent;
}

/// <summary>A theory of the same kind.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class S3TheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for the server.</summary>
    public S3TheoryAttribute() => Skip = S3TestPrograms.WhyAbsent;
}

/// <summary>A class whose tests need the S3 server of the tests.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsS3Attribute : Attribute;
