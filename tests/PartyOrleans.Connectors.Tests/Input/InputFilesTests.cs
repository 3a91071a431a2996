namespace PartyOrleans.Connectors.Tests;

public sealed class InputFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("party-inputs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Expand_WhenFolderIsNamed_FindsItsDataFilesSorted()
    {
        foreach (string file in (string[])["b.csv", "a.jsonl.gz", "sub/c.TSV", "NOTE.txt", "_truth.csv", ".hidden.csv", "_old/d.csv"])
        {
            string path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "id\n");
        }

        IReadOnlyList<InputFile> files = InputFiles.Expand([folder, "-", Path.Combine(folder, "NOTE.txt")]);

        files.Select(file => file.IsStandardInput ? "-" : Path.GetRelativePath(folder, file.Path)).ShouldBe(["a.jsonl.gz", "b.csv", "sub/c.TSV", "-", "NOTE.txt"]);
        files.Select(file => file.BareName).ShouldBe(["a", "b", "c", "stdin", "NOTE"]);
    }

    [Fact]
    public void Expand_WhenNothingIsThere_SaysWhatIsAllowed()
    {
        Should.Throw<InputException>(() => InputFiles.Expand([Path.Combine(folder, "x.csv")])).Message
            .ShouldBe($"{folder}/x.csv: there is no such file or folder. Allowed are files, folders and - for standard input.");
        Should.Throw<InputException>(() => InputFiles.Expand([folder])).Message
            .ShouldBe($"{folder}: the folder holds no data files. Looked for .csv, .tsv, .tab, .psv, .json, .jsonl, .ndjson, .parquet, each also with .gz.");
        Should.Throw<InputException>(() => InputFiles.Expand([])).Message
            .ShouldBe("No input is named. Allowed are files, folders and - for standard input.");
        Should.Throw<InputException>(() => InputFiles.Expand(["-", "-"])).Message
            .ShouldBe("Standard input (-) is named twice; it can be read once.");
    }
}
