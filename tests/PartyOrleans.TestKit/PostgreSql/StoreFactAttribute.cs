using PartyOrleans.TestKit.S3;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace PartyOrleans.TestKit.PostgreSql;

/// <summary>A class whose tests need a real PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgreSqlAttribute : Attribute;

/// <summary>A fact that is skipped, saying why, in a class that needs a PostgreSQL or an S3 server where none can be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("PartyOrleans.TestKit.PostgreSql.StoreFactDiscoverer", "PartyOrleans.TestKit")]
public sealed class StoreFactAttribute : FactAttribute;

/// <summary>A theory of the same kind.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("PartyOrleans.TestKit.PostgreSql.StoreTheoryDiscoverer", "PartyOrleans.TestKit")]
public sealed class StoreTheoryAttribute : TheoryAttribute;

/// <summary>Finds the tests of <see cref="StoreFactAttribute"/>.</summary>
public sealed class StoreFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc />
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new StoreTestCase(diagnostics, discoveryOptions, testMethod)];
}

/// <summary>Finds the tests of <see cref="StoreTheoryAttribute"/>; a theory that is skipped is one test.</summary>
public sealed class StoreTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    /// <inheritdoc />
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        StoreTestCase.WhySkipped(testMethod) is null
            ? base.Discover(discoveryOptions, testMethod, theoryAttribute)
            : [new StoreTestCase(DiagnosticMessageSink, discoveryOptions, testMethod)];
}

/// <summary>A test that is skipped where its class needs a server that is not there.</summary>
public sealed class StoreTestCase : XunitTestCase
{
    /// <summary>For the runner, which fills it in.</summary>
    [Obsolete("For the runner only.", error: true)]
    public StoreTestCase()
    {
    }

    /// <summary>Makes the case.</summary>
    public StoreTestCase(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method)
        : base(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)
    {
    }

    /// <summary>Why a test is skipped; null where it runs.</summary>
    internal static string? WhySkipped(ITestMethod method) =>
        method.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgreSqlAttribute)).Any() ? PostgreSqlPrograms.WhyAbsent
        : method.TestClass.Class.GetCustomAttributes(typeof(NeedsS3Attribute)).Any() ? S3TestPrograms.WhyAbsent
        : null;

    /// <inheritdoc />
    protected override string GetSkipReason(IAttributeInfo factAttribute) => WhySkipped(TestMethod) ?? base.GetSkipReason(factAttribute);
}
