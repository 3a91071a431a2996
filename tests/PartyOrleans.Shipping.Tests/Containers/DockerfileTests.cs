using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PartyOrleans.Local.Serving;

namespace PartyOrleans.Shipping.Tests.Containers;

public sealed partial class DockerfileTests
{
    /// <summary>Every image that is built, with the project that it publishes and the conditions under which the build includes others.</summary>
    public static TheoryData<string, string> Files => new() { { "Dockerfile", "PartyOrleans.Local" }, { "Dockerfile.silo", "PartyOrleans.Silo" } };

    [Theory]
    [MemberData(nameof(Files))]
    public void Build_WhenItRestores_HasCopiedEveryProjectItNeeds(string file, string project)
    {
        string[] lines = [.. DockerfileOf.Named(file).Lines.Select(line => $"{line.Word} {line.What}")];
        int restore = Array.FindIndex(lines, line => line.StartsWith("RUN dotnet restore", StringComparison.Ordinal));
        string[] copied = [.. lines[..restore].Select(line => CopiedProject().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value)];

        copied.Order(StringComparer.Ordinal).ShouldBe(NeededBy(project));
        foreach (string import in NeededBy(project).SelectMany(ImportsOf).Distinct(StringComparer.Ordinal))
        {
            lines[..restore].ShouldContain($"COPY {import}/ {import}/");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Build_WhenItCopies_CopiesWhatIsThereAndIsSentToTheBuilder(string file, string project)
    {
        string[] sent = [.. Project.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..])];
        string[] sources = [.. DockerfileOf.Named(file).Of("COPY").Where(rest => !rest.Contains("--from", StringComparison.Ordinal)).SelectMany(rest => rest.Split(' ')[..^1])];

        sources.ShouldContain($"src/{project}/{project}.csproj");
        foreach (string source in sources)
        {
            Path.Exists(Project.PathOf(source)).ShouldBeTrue(source);
            sent.ShouldContain(allowed => (source + "/").StartsWith(allowed + "/", StringComparison.Ordinal), source);
        }

        foreach (string outside in NeededBy(project).SelectMany(EmbeddedFrom).Distinct(StringComparer.Ordinal))
        {
            sources.ShouldContain(outside + "/");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Image_WhenBuilt_IsMadeFromPinnedImagesAndNamesStagesThatAreThere(string file, string project)
    {
        DockerfileOf docker = DockerfileOf.Named(file);
        Dictionary<string, string> given = docker.Of("ARG").Where(rest => rest.Contains('=', StringComparison.Ordinal)).Select(rest => rest.Split('=', 2))
            .DistinctBy(parts => parts[0], StringComparer.Ordinal).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        string[] bases = [.. docker.Of("FROM").Select(rest => Argument().Match(rest)).Where(match => match.Success).Select(match => given[match.Groups["name"].Value])];
        string[] stages = [.. docker.Of("FROM").Select(rest => rest.Split(" AS ")[1])];

        bases.Length.ShouldBe(2, project);
        bases.ShouldAllBe(image => Pinned().IsMatch(image));
        bases[1].ShouldContain("chiseled");
        docker.Of("COPY").Select(rest => From().Match(rest)).Where(match => match.Success).Select(match => match.Groups["stage"].Value).ShouldAllBe(stage => stages.Contains(stage));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Image_WhenRun_StartsAsNobodySpecialWithACommandThatTheProgramTakes(string file, string project)
    {
        DockerfileOf docker = DockerfileOf.Named(file);
        string assembly = XDocument.Load(Project.PathOf($"src/{project}/{project}.csproj")).Descendants("AssemblyName").Single().Value;
        string[] entry = DockerfileOf.Words(docker.Of("ENTRYPOINT").Single());
        string[] command = DockerfileOf.Words(docker.Of("CMD").Single());
        string[] health = DockerfileOf.Words(docker.Of("HEALTHCHECK").Single());

        entry.ShouldBe(["dotnet", $"/app/{assembly}.dll"]);
        docker.Of("USER").ShouldBe(["1654:1654"]);
        Project.WrongWith(project, command).ShouldBeEmpty();
        health[..2].ShouldBe(["dotnet", "/app/party-hub.dll"]);
        Project.WrongWith(health[2..]).ShouldBeEmpty();
        string[] exposed = [new Uri(command[Array.IndexOf(command, "--urls") + 1]).Port.ToString(CultureInfo.InvariantCulture), .. project == "PartyOrleans.Silo" ? [new SiloOptions().SiloPort.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>()];
        docker.Of("EXPOSE").Single().Split(' ').ShouldBe(exposed);
        string[] folders = DockerfileOf.Words(docker.Of("VOLUME").Single());
        folders.ShouldBe([docker.Of("ENV").Last().Split(' ')[0]["XDG_DATA_HOME=".Length..], "/tmp"]);
        if (Array.IndexOf(command, "--db") is >= 0 and var at)
        {
            command[at + 1].ShouldStartWith(folders[0] + "/");
        }

        docker.Lines.TakeLast(6).ShouldAllBe(line => line.Word != "RUN");
    }

    [Fact]
    public void Version_WhenNoneIsGiven_IsTheProjects()
    {
        string version = XDocument.Load(Project.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

        Files.Select(row => (string)row[0]).SelectMany(file => DockerfileOf.Named(file).Of("ARG").Where(rest => rest.StartsWith("VERSION=", StringComparison.Ordinal)))
            .ShouldAllBe(rest => rest == "VERSION=" + version);
    }

    /// <summary>The project with all that it references, directly or not, in every way of building it.</summary>
    private static IReadOnlyList<string> NeededBy(string project)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        void Add(string name)
        {
            if (found.Add(name))
            {
                foreach (XElement reference in ProjectFile(name).Descendants("ProjectReference"))
                {
                    Add(Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
                }
            }
        }

        Add(project);
        return [.. found];
    }

    private static IEnumerable<string> ImportsOf(string project) =>
        ProjectFile(project).Descendants("Import").Select(import =>
        Path.GetRelativePath(Project.Top, Project.PathOf($"src/{project}/{Path.GetDirectoryName(import.Attribute("Project")!.Value)}")).Replace('\\', '/'));

    private static IEnumerable<string> EmbeddedFrom(string project) => ProjectFile(project).Descendants("EmbeddedResource").Select(resource => resource.Attribute("Include")!.Value)
        .Where(path => path.StartsWith("../../", StringComparison.Ordinal)).Select(path => Path.GetDirectoryName(path["../../".Length..])!);

    private static XDocument ProjectFile(string project) => XDocument.Load(Project.PathOf($"src/{project}/{project}.csproj"));

    [GeneratedRegex(@"^COPY src/(?<name>[A-Za-z.]+)/\k<name>\.csproj src/\k<name>/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CopiedProject();

    [GeneratedRegex(@"\$\{(?<name>[A-Z]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Argument();

    [GeneratedRegex("--from=(?<stage>[a-z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex From();

    [GeneratedRegex(@":\d+\.\d+\.\d+-", RegexOptions.None, 1000)]
    private static partial Regex Pinned();
}
