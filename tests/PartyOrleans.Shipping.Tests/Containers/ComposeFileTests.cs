using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartyOrleans.Local.Serving.Configuration;
using PartyOrleans.Local.Serving.Connections;
using YamlDotNet.RepresentationModel;

namespace PartyOrleans.Shipping.Tests.Containers;

public sealed partial class ComposeFileTests
{
    /// <summary>Ports that the services' programs listen at, as their documentation has it; of the hub's as its settings say.</summary>
    private static readonly Dictionary<string, int[]> Ports = new(StringComparer.Ordinal)
    {
        ["postgres"] = [5432], ["kafka"] = [9092, 9093, 9094], ["s3"] = [7070], ["prometheus"] = [9090], ["alertmanager"] = [9093], ["grafana"] = [3000], ["postgres-exporter"] = [9187],
    };

    public static TheoryData<string> Images => [.. ComposeFile.Services.Where(service => !service.IsOurs).Select(service => service.Image).Distinct(StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. ComposeFile.Services.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Images))]
    public void Image_WhenItIsNotBuiltHere_IsPinnedToARelease(string image) => Release().IsMatch(image).ShouldBeTrue($"{image} names no release.");

    [Theory]
    [MemberData(nameof(Names))]
    public void Service_WhenItMountsAPath_MountsWhatIsThere(string name)
    {
        string[] volumes = [.. ComposeFile.Root.Find("volumes").Members().Select(volume => volume.Name)];
        foreach ((string from, _, bool readOnly) in ComposeFile.Service(name).Volumes)
        {
            if (from.StartsWith("./", StringComparison.Ordinal))
            {
                Path.Exists(Project.PathOf(from)).ShouldBeTrue($"{name} mounts {from}.");
                readOnly.ShouldBeTrue($"{name} may write to {from}.");
            }
            else
            {
                volumes.ShouldContain(from);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Service_WhenItPublishesAPort_DoesSoAtTheLoopbackAddressAlone(string name)
    {
        foreach (string port in ComposeFile.Service(name).Node.Find("ports").Texts())
        {
            string[] parts = port.Split(':');
            parts.Length.ShouldBe(3, port);
            parts[0].ShouldBe("127.0.0.1");
            PortsOf(ComposeFile.Service(name)).ShouldContain(int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Service_WhenItWaitsForAnother_CanBeStartedWithIt(string name)
    {
        ComposeService service = ComposeFile.Service(name);
        foreach (string other in service.DependsOn)
        {
            string[] needed = ComposeFile.Service(other).Profiles;
            (needed.Length == 0 || service.Profiles.All(profile => needed.Contains(profile, StringComparer.Ordinal))).ShouldBeTrue($"{name} waits for {other}, which is not in its profiles.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Service_WhenItNamesAnother_NamesAPortThatOneListensAt(string name)
    {
        ComposeService service = ComposeFile.Service(name);
        IEnumerable<string> texts = [.. service.Command, .. service.Node.Find("entrypoint").Texts(), .. service.Environment.Values, .. service.Node.Find("healthcheck").Mappings().SelectMany(node => node.Find("test").Texts())];
        ShouldNameWhatListens(texts);
    }

    [Fact]
    public void MountedFiles_WhenTheyNameAService_NameAPortThatItListensAt()
    {
        string[] files = [.. Directory.EnumerateFiles(Project.PathOf("deploy/compose"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        ShouldNameWhatListens(files.Select(File.ReadAllText)).ShouldBeGreaterThan(4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OurService_WhenItIsStarted_IsLockedDownAndTakesItsCommandAndSettings(string name)
    {
        ComposeService service = ComposeFile.Service(name);
        if (!service.IsOurs)
        {
            return;
        }

        service.Node.Text("read_only").ShouldBe("true");
        service.Node.Find("cap_drop").Texts().ShouldBe(["ALL"]);
        service.Node.Find("security_opt").Texts().ShouldBe(["no-new-privileges:true"]);
        service.Node.Find("tmpfs").Texts().ShouldBe(["/tmp"]);
        Project.WrongWith(service.IsSilo ? "PartyOrleans.Silo" : "PartyOrleans.Local", service.Command).ShouldBeEmpty();
        string[] settings = [.. (service.IsSilo ? ServiceSettings.OfSilo : ServiceSettings.All).Select(setting => setting.Variable)];
        service.Environment.Keys.Where(key => key.StartsWith("PARTY_", StringComparison.Ordinal)).Except(settings, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Connections_WhenReadAsTheHubWould_AreUnderstoodAndKnownToItsContract()
    {
        ConnectionsFile.Read(Project.PathOf("deploy/compose/connections.json"), new Dictionary<string, string>(StringComparer.Ordinal)).Count.ShouldBe(2);
        JsonNode contract = JsonNode.Parse(Project.Read("deploy/compose/customers.contract.json"))!;
        JsonNode stream = JsonNode.Parse(Project.Read("deploy/compose/connections.json"))!["streams"]![0]!;
        ((string?)stream["topics"]![0]!["source"]).ShouldBe((string?)contract["source"]);
        ComposeFile.Service("seed-topic").Node.Find("entrypoint").Texts()[^1].ShouldContain($"--topic {(string?)stream["topics"]![0]!["topic"]} ");
    }

    [Fact]
    public void Grafana_WhenItIsProvisioned_IsGivenEveryVariable()
    {
        string[] wanted = [.. Directory.EnumerateFiles(Project.PathOf("grafana/provisioning"), "*.yml", SearchOption.AllDirectories)
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        ComposeService grafana = ComposeFile.Service("grafana");

        wanted.ShouldNotBeEmpty();
        wanted.Except(grafana.Environment.Keys, StringComparer.Ordinal).ShouldBeEmpty();
        grafana.Volumes.Select(volume => volume.To).ShouldContain(grafana.Environment["PARTY_DASHBOARDS"]);
    }

    [Fact]
    public void Silo_WhenOthersCallIt_IsCalledByItsOwnName()
    {
        ComposeService[] silos = [.. ComposeFile.Services.Where(service => service.IsSilo)];

        silos.Select(silo => silo.Environment["PARTY_SERVE__CLUSTER__ADDRESS"]).ShouldBe(silos.Select(silo => silo.Name));
        silos.Select(silo => new Uri(silo.Environment["PARTY_SERVE__CLUSTER__API_ADDRESS"]).Host).ShouldBe(silos.Select(silo => silo.Name));
        silos.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("prometheus", "deploy/compose/targets")]
    [InlineData("prometheus-of-cluster", "deploy/compose/targets-of-cluster")]
    public void Prometheus_WhenItReadsItsFiles_FindsTargetsAndKeyWhereTheyAreMounted(string service, string targets)
    {
        YamlMappingNode configuration = Yaml.Read("grafana/prometheus/prometheus.yml");
        string[] patterns = [.. configuration.Mappings().SelectMany(node => node.Find("files").Texts()).Distinct(StringComparer.Ordinal)];
        foreach (string pattern in patterns)
        {
            Directory.EnumerateFiles(Project.PathOf(targets), Path.GetFileName(pattern)).ShouldNotBeEmpty(pattern);
            Path.GetDirectoryName(pattern).ShouldBe("targets");
        }

        ComposeService prometheus = ComposeFile.Service(service);
        prometheus.Volumes.ShouldContain(("./" + targets, "/etc/prometheus/targets", true));
        string key = configuration.Mappings().Select(node => node.Text("credentials_file")).Single(text => text is not null)!;
        (string volume, _, _) = prometheus.Volumes.Single(mount => mount.To == "/etc/prometheus/" + Path.GetDirectoryName(key));
        ComposeService maker = ComposeFile.Service("metrics-key");
        string made = maker.Command[Array.IndexOf(maker.Command, "--out") + 1];
        (volume, Path.GetFileName(made)).ShouldBe((maker.Volumes.Single(mount => mount.To == Path.GetDirectoryName(made)).From, Path.GetFileName(key)));
        prometheus.Node.Text("user").ShouldBe(DockerfileOf.User("Dockerfile"));
    }

    [ComposeFact]
    public async Task Config_WhenComposeReadsTheFile_FindsNothingWrong()
    {
        foreach (string[] profiles in new string[][] { ["local"], ["cluster"], ["local", "cluster", "tools"] })
        {
            (string program, string[] words) = ComposeFactAttribute.Program!.Value;
            using Process compose = Process.Start(new ProcessStartInfo(program, [.. words, .. profiles.SelectMany(profile => new[] { "--profile", profile }), "config", "-q"])
            {
                WorkingDirectory = Project.Top, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false,
            }).ShouldNotBeNull();
            string error = await compose.StandardError.ReadToEndAsync();
            await compose.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
            compose.ExitCode.ShouldBe(0, error);
        }
    }

    private static int ShouldNameWhatListens(IEnumerable<string> texts)
    {
        int named = 0;
        foreach (Match match in texts.SelectMany(text => Address().Matches(text)))
        {
            if (ComposeFile.Services.SingleOrDefault(service => string.Equals(service.Name, match.Groups["host"].Value, StringComparison.Ordinal)) is { } target)
            {
                named++;
                PortsOf(target).ShouldContain(int.Parse(match.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture), match.Value);
            }
            else
            {
                match.Groups["host"].Value.ShouldBeOneOf("127.0.0.1", "0.0.0.0");
            }
        }

        return named;
    }

    private static int[] PortsOf(ComposeService service) =>
        service.Environment.TryGetValue("PARTY_SERVE__URLS", out string? urls) ? [.. urls.Split(';').Select(url => new Uri(url).Port)] : Ports[service.Name.Replace("-of-cluster", "", StringComparison.Ordinal)];

    [GeneratedRegex(@"^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Release();

    [GeneratedRegex(@"(?<=^|[/@""' ,])(?<host>[a-z][a-z0-9-]*|\d+\.\d+\.\d+\.\d+):(?<port>\d{2,5})\b", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
