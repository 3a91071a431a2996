using System.Text;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Model.Tests.Bundles;

public sealed class BundleFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bundles");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ToJson_WhenOneOfEverything_WritesMembersInFixedOrder() =>
        BundleFile.ToJson(SmallBundle.Create()).ShouldBe(SmallBundle.Json);

    [Theory]
    [InlineData(typeof(Bundle))]
    [InlineData(typeof(SourcePolicy))]
    [InlineData(typeof(MatchModel))]
    [InlineData(typeof(Comparison))]
    [InlineData(typeof(ComparisonLevel))]
    [InlineData(typeof(LatentClass))]
    [InlineData(typeof(TermFrequencyTable))]
    [InlineData(typeof(BlockingPolicy))]
    [InlineData(typeof(BlockingRule))]
    [InlineData(typeof(Thresholds))]
    [InlineData(typeof(SurvivorshipPolicy))]
    [InlineData(typeof(PrivacyPolicy))]
    [InlineData(typeof(AttributeMask))]
    [InlineData(typeof(RetentionRule))]
    [InlineData(typeof(SourceContract))]
    public void ToJson_WhenPartOfABundle_WritesEveryMember(Type part)
    {
        string json = BundleFile.ToJson(SmallBundle.Create() with
        {
            Privacy = new PrivacyPolicy([new AttributeMask("phone", MaskKind.Hidden)], ["ssn"], [new RetentionRule("crm", "phone", TimeSpan.FromDays(1))]),
            Contracts =
            [
                new SourceContract
                {
                    Source = "crm", Owner = "sales", Adapter = "csv", Settings = "{}", Order = "at", Freshness = TimeSpan.FromDays(1), Mapping = "{}", Schema = "{}",
                },
            ],
        });

        foreach (System.Reflection.PropertyInfo member in part.GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance))
        {
            json.ShouldContain($"\"{char.ToLowerInvariant(member.Name[0])}{member.Name[1..]}\":");
        }
    }

    [Fact]
    public void Parse_WhenWritten_GivesTheSameBytesAgain() =>
        BundleFile.ToJson(BundleFile.Parse(SmallBundle.Json, "small", SmallBundle.Vocabulary)).ShouldBe(SmallBundle.Json);

    [Fact]
    public void Parse_WhenWritten_GivesTheSameValues()
    {
        Bundle bundle = BundleFile.Parse(SmallBundle.Json, "small", SmallBundle.Vocabulary);

        bundle.Sources.ShouldBe(SmallBundle.Create().Sources);
        bundle.Thresholds.ShouldBe(new Thresholds(0, -4, -1, -12, 12));
        bundle.Persons.CalibrationSlope.ShouldBe(1.5);
        bundle.Persons.CalibrationBits.ShouldBe(-0.5);
        bundle.Persons.Comparisons[0].Levels[1].ShouldBe(new ComparisonLevel("near", 0.2, 0.02, -0.25));
        bundle.Persons.Alternatives[0].Levels[1].ShouldBe([0.001, 0.999]);
        bundle.Blocking.Persons[0].Parts.ShouldBe(["given", "date"]);
        bundle.Blocking.Persons[0].MinParts.ShouldBe(2);
        bundle.TermFrequencies[0].Counts["álvaro"].ShouldBe(7);
        bundle.Survivorship[1].Keep.ShouldBe("all");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Parse_WhenRandomNumbers_GivesTheSameBytesAgain(int seed)
    {
        ulong state = (ulong)seed;
        Bundle bundle = SmallBundle.Create();
        bundle = bundle with
        {
            Persons = bundle.Persons with
            {
                PriorBits = (Next() * 200) - 100,
                CalibrationSlope = Next() * 100,
                Comparisons = [.. bundle.Persons.Comparisons.Select(comparison => comparison with { Levels = Levels(comparison) })],
            },
            TermFrequencies =
            [
                new TermFrequencyTable(
                    "phone", 1e6 + Next(), Next(), Next(),
                    Enumerable.Range(0, 500).ToDictionary(i => $"v{i}{(char)(32 + (Next() * 2000))}", _ => Next() * 1000, StringComparer.Ordinal)),
            ],
        };
        string json = BundleFile.ToJson(bundle);

        BundleFile.ToJson(BundleFile.Parse(json, "random", SmallBundle.Vocabulary)).ShouldBe(json);

        double Next()
        {
            state = StableHash.Combine(state, 7);
            return (((state >> 12) + 1) / (double)(1UL << 52)) * 0.999;
        }

        List<ComparisonLevel> Levels(Comparison comparison)
        {
            double[] m = [.. comparison.Levels.Select(_ => Next())];
            double[] u = [.. comparison.Levels.Select(_ => Next())];
            return [.. comparison.Levels.Select((level, i) => new ComparisonLevel(level.Name, m[i] / m.Sum(), u[i] / u.Sum(), Next() - 0.5))];
        }
    }

    [Fact]
    public void Parse_WhenOptionalMembersAreMissing_TakesDefaults()
    {
        string json = SmallBundle.Json
            .Replace(",\"halfLife\":\"P365D\"", "", StringComparison.Ordinal)
            .Replace(",\"adjustBits\":-0.25", "", StringComparison.Ordinal)
            .Replace(",\"minParts\":2", "", StringComparison.Ordinal)
            .Replace("    \"calibrationSlope\": 1.5,\n    \"calibrationBits\": -0.5,\n", "", StringComparison.Ordinal)
            .Replace(",\n    \"alternatives\": []", "", StringComparison.Ordinal);

        Bundle bundle = BundleFile.Parse(json, "small", SmallBundle.Vocabulary);

        json.Length.ShouldBe(SmallBundle.Json.Length - 133);
        bundle.Sources[0].HalfLife.ShouldBe(TimeSpan.Zero);
        bundle.Persons.Comparisons[0].Levels[1].AdjustBits.ShouldBe(0);
        bundle.Persons.CalibrationSlope.ShouldBe(1);
        bundle.Persons.CalibrationBits.ShouldBe(0);
        bundle.Organisations.Alternatives.ShouldBeEmpty();
        bundle.Blocking.Persons[0].MinParts.ShouldBe(1);
    }

    [Theory]
    [InlineData("P1Y", 365)]
    [InlineData("P2M", 60)]
    [InlineData("P1DT12H", 1.5)]
    [InlineData("365.00:00:00", 365)]
    [InlineData("12:00:00", 0.5)]
    public void Parse_WhenDuration_TakesIsoAndDaysWithTime(string text, double days) =>
        BundleFile.Parse(SmallBundle.Json.Replace("P365D", text, StringComparison.Ordinal), "small").Sources[0].HalfLife.ShouldBe(TimeSpan.FromDays(days));

    [Fact]
    public void Parse_WhenCountsOutOfOrder_PutsThemInOrdinalOrder()
    {
        string json = SmallBundle.Json.Replace("\"ann\\tb\": 31.5,", "\"zzz\": 31.5,", StringComparison.Ordinal);

        BundleFile.Parse(json, "small").TermFrequencies[0].Counts.Keys.ShouldBe(["zoe", "zzz", "álvaro"]);
    }

    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Sha256Of_WhenText_IsOfItsUtf8Bytes(string text, string sha256) => BundleFile.Sha256Of(text).ShouldBe(sha256);

    [Theory]
    [InlineData("default+trained", "default+trained-0123456789abcdef.json")]
    [InlineData("../Kunden 2026/v1.2", "-.-Kunden-2026-v1.2-0123456789abcdef.json")]
    public void NameOf_WhenName_ReplacesWhatAFileNameCannotHold(string name, string file) =>
        BundleFile.NameOf(SmallBundle.Create() with { Name = name }, "0123456789abcdef0123").ShouldBe(file);

    [Fact]
    public async Task SaveAsync_WhenLoaded_GivesTheSameBundle()
    {
        (string path, string sha256) = await BundleFile.SaveAsync(SmallBundle.Create(), Path.Combine(_folder.FullName, "new"), default);
        Bundle loaded = await BundleFile.LoadAsync(path, SmallBundle.Vocabulary, default);

        sha256.ShouldBe(BundleFile.Sha256Of(SmallBundle.Json));
        Path.GetFileName(path).ShouldBe($"small-{sha256[..16]}.json");
        (await File.ReadAllBytesAsync(path)).ShouldBe(Encoding.UTF8.GetBytes(SmallBundle.Json));
        BundleFile.ToJson(loaded).ShouldBe(SmallBundle.Json);
    }

    [Fact]
    public async Task SaveAsync_WhenSavedTwiceAtOnce_LeavesOneFile()
    {
        (string Path, string Sha256)[] saved = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => BundleFile.SaveAsync(SmallBundle.Create(), _folder.FullName, default))));

        saved.Distinct().Count().ShouldBe(1);
        _folder.GetFiles().Select(file => file.FullName).ShouldBe([saved[0].Path]);
    }

    [Fact]
    public async Task SaveAsync_WhenFileHoldsOtherContent_RefusesAndLeavesIt()
    {
        string path = Path.Combine(_folder.FullName, BundleFile.NameOf(SmallBundle.Create(), BundleFile.Sha256Of(SmallBundle.Json)));
        await File.WriteAllTextAsync(path, "abc");

        BundleException error = await Should.ThrowAsync<BundleException>(() => BundleFile.SaveAsync(SmallBundle.Create(), _folder.FullName, default));

        error.Problems.ShouldBe([new BundleProblem("", $"the file exists with other content (SHA-256 {BundleFile.Sha256Of("abc")}); it is not overwritten")]);
        (await File.ReadAllTextAsync(path)).ShouldBe("abc");
    }

    [Fact]
    public async Task SaveAsync_WhenBundleIsInvalid_WritesNothing()
    {
        Bundle bundle = SmallBundle.Create() with { Thresholds = new Thresholds(0, 1, -1, -12, 12) };

        BundleException error = await Should.ThrowAsync<BundleException>(() => BundleFile.SaveAsync(bundle, _folder.FullName, default));

        error.Message.ShouldBe("small: thresholds.reviewBits: 1 is not at or below matchBits, which is 0");
        _folder.GetFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task LoadAsync_WhenFileWasAltered_Refuses()
    {
        (string path, string sha256) = await BundleFile.SaveAsync(SmallBundle.Create(), _folder.FullName, default);
        string altered = SmallBundle.Json.Replace("-12.5", "-12.6", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, altered);

        BundleException error = await Should.ThrowAsync<BundleException>(() => BundleFile.LoadAsync(path, default));

        error.Problems.ShouldBe(
            [
                new BundleProblem(
                    "",
                    $"the file was altered: its SHA-256 begins with {BundleFile.Sha256Of(altered)[..16]}, its name says {sha256[..16]}; save a changed bundle under another name"),
            ]);
    }

    [Fact]
    public async Task LoadAsync_WhenNameHasNoHash_TakesTheFile()
    {
        string path = Path.Combine(_folder.FullName, "my-bundle.json");
        await File.WriteAllTextAsync(path, SmallBundle.Json, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        (await BundleFile.LoadAsync(path, default)).Name.ShouldBe("small");
    }

    [Fact]
    public Task LoadAsync_WhenThereIsNoFile_ThrowsFileNotFound() =>
        Should.ThrowAsync<FileNotFoundException>(() => BundleFile.LoadAsync(Path.Combine(_folder.FullName, "none.json"), default));
}
