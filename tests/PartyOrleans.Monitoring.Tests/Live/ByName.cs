using Xunit.Abstractions;
using Xunit.Sdk;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>Runs the tests of a class in the order of their names.</summary>
public sealed class ByName : ITestCaseOrderer
{
    /// <inheritdoc />
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase => testCases.OrderBy(test => test.TestMethod.Method.Name, StringComparer.Ordinal);
}
