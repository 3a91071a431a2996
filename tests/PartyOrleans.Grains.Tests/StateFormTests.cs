using System.Text.Json;
using System.Text.Json.Nodes;
using PartyOrleans.Grains.State;

namespace PartyOrleans.Grains.Tests;

public sealed class StateFormTests
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly StateForm<Sample> Form = new(
        Options,
        static first => new JsonObject { ["names"] = new JsonArray(first["name"]!.DeepClone()) },
        static second => new JsonObject { ["names"] = second["names"]!.DeepClone(), ["count"] = second["names"]!.AsArray().Count });

    [Fact]
    public void Read_WhenNothingIsKept_IsNull() => Form.Read(new KeptState()).ShouldBeNull();

    [Theory]
    [InlineData(1, """{"name":"a"}""", "a", 1)]
    [InlineData(2, """{"names":["a","b"]}""", "a,b", 2)]
    [InlineData(3, """{"names":["a","b"],"count":7}""", "a,b", 7)]
    public void Read_WhenAnOlderProgramWroteIt_IsBroughtToThePresentForm(int version, string json, string names, int count)
    {
        Sample? read = Form.Read(new KeptState { Version = version, Json = json });

        read.ShouldNotBeNull();
        (string.Join(',', read.Names), read.Count).ShouldBe((names, count));
    }

    [Fact]
    public void Write_WhenItIsReadAgain_IsTheSame()
    {
        var kept = new KeptState();
        Form.Write(new Sample(["x"], 1), kept);

        (kept.Version, kept.Json).ShouldBe((3, """{"names":["x"],"count":1}"""));
        Form.Read(kept)!.Names.ShouldBe(["x"]);
    }

    [Fact]
    public void Read_WhenAListIsKept_IsTheList()
    {
        var form = new StateForm<string[]>(Options);
        var kept = new KeptState();
        form.Write(["a", "b"], kept);

        kept.Json.ShouldBe("""["a","b"]""");
        form.Read(kept).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData(4, """{"names":[]}""", "version 4")]
    [InlineData(3, "[]", "is none")]
    [InlineData(1, "[]", "is none")]
    [InlineData(3, "{", "is none")]
    public void Read_WhenItCannotBeUnderstood_SaysWhichVersionItIs(int version, string json, string told) =>
        Should.Throw<InvalidDataException>(() => Form.Read(new KeptState { Version = version, Json = json })).Message.ShouldContain(told);

    private sealed record Sample(string[] Names, int Count);
}
