using PartyOrleans.Pipelines.Definitions;

namespace PartyOrleans.Pipelines.Tests;

public sealed class StepGraphTests
{
    [Theory]
    [InlineData("a; b<a; c<a; d<b,c", "", "")]
    [InlineData("d<b,c; c<a; b<a; a", "", "")]
    [InlineData("", "steps", "at least one step")]
    [InlineData("a; a", "steps[1].name", "a name that no other step has, and not 'a' again")]
    [InlineData("a; b<x", "steps[1].after", "steps of this pipeline (a, b), and not 'x'")]
    [InlineData("a<a", "steps[0].after", "no circle, and these steps wait for each other: a after a")]
    [InlineData("a; b<a,d; c<b; d<c; e<d", "steps[1].after", "no circle, and these steps wait for each other: b after d after c after b")]
    public void FindFault_WhenSteps_NamesTheFirst(string steps, string member, string expected)
    {
        var definition = new PipelineDefinition("p", [.. steps.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Step)]);

        definition.FindFault().ShouldBe(member.Length == 0 ? null : new DefinitionFault(member, expected));
    }

    private static StepDefinition Step(string text)
    {
        string[] parts = text.Split('<');
        return TestPipelines.Step(parts[0], new TestStep(), parts.Length > 1 ? parts[1].Split(',') : []);
    }
}
