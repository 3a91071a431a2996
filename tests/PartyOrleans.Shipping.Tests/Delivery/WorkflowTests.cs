using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace PartyOrleans.Shipping.Tests.Delivery;

public sealed partial class WorkflowTests
{
    private const string Folder = ".github/workflows";

    /// <summary>What a job may be allowed besides reading, and nothing else is.</summary>
    private static readonly Dictionary<string, string[]> Writes = new(StringComparer.Ordinal)
    {
        ["release.yml/image"] = ["packages", "id-token"], ["release.yml/publish"] = ["contents"],
        ["deploy.yml/staging"] = ["id-token"], ["deploy.yml/production"] = ["id-token"], ["deploy-to.yml/deploy"] = ["id-token"],
    };

    private static readonly string[] Names = [.. Directory.EnumerateFiles(Project.PathOf(Folder)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Files => [.. Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void Action_WhenUsed_IsPinnedToACommitAndNamesItsRelease(string file)
    {
        string[] uses = [.. Project.Read($"{Folder}/{file}").Split('\n').Where(line => Uses().IsMatch(line)).Select(line => line.Trim().TrimStart('-').Trim())];

        uses.Length.ShouldBe(Yaml.Read($"{Folder}/{file}").Mappings().Count(node => node.Text("uses") is not null));
        foreach (string use in uses)
        {
            if (use.StartsWith("uses: ./", StringComparison.Ordinal))
            {
                File.Exists(Project.PathOf(use["uses: ".Length..])).ShouldBeTrue(use);
            }
            else
            {
                Pinned().IsMatch(use).ShouldBeTrue(use);
            }
        }
    }

    [Fact]
    public void Action_WhenUsedInSeveralPlaces_IsTheSameEverywhere()
    {
        string[] uses = [.. Names.SelectMany(file => Pinned().Matches(Project.Read($"{Folder}/{file}")).Select(match => match.Value)).Distinct(StringComparer.Ordinal)];

        uses.Select(use => use.Split('@')[0]).ShouldBeUnique();
        uses.Length.ShouldBeGreaterThan(5);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Permissions_WhenAJobRuns_AreTheLeast(string file)
    {
        YamlMappingNode workflow = Yaml.Read($"{Folder}/{file}");

        workflow.Find("permissions").ShouldNotBeNull().Members().ShouldAllBe(permission => ((YamlScalarNode)permission.Value).Value == "read");
        foreach ((string name, YamlNode job) in workflow.Find("jobs").Members())
        {
            job.Find("permissions").Members().Where(permission => ((YamlScalarNode)permission.Value).Value != "read").Select(permission => permission.Name)
                .ShouldBe(Writes.GetValueOrDefault($"{file}/{name}", []), $"{file}/{name}");
            if (job.Text("uses") is null)
            {
                int.Parse(job.Text("timeout-minutes").ShouldNotBeNull($"{file}/{name}"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Checkout_WhenItRuns_LeavesNoCredentialBehind(string file)
    {
        foreach (YamlMappingNode step in Yaml.Read($"{Folder}/{file}").Mappings().Where(node => node.Text("uses")?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true))
        {
            step.Find("with").ShouldNotBeNull().Text("persist-credentials").ShouldBe("false");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Script_WhenItRuns_TakesNothingButVariablesAndCallsWhatIsThere(string file)
    {
        foreach (string script in Yaml.Read($"{Folder}/{file}").Mappings().Select(node => node.Text("run")).OfType<string>())
        {
            script.ShouldNotContain("${{"); // what somebody else may name goes by the environment, not into the text of a script
            foreach (string path in Called().Matches(script).Select(match => match.Groups["path"].Value))
            {
                ShouldExist(path);
            }

            foreach (string image in Image().Matches(script).Select(match => match.Groups["image"].Value))
            {
                image.ShouldMatch(@"^[a-z0-9./-]+:v?\d+\.\d+\.\d+$");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Secret_WhenRead_IsOneOfTwo(string file) =>
        Secret().Matches(Project.Read($"{Folder}/{file}")).Select(match => match.Groups["name"].Value).Except(["GITHUB_TOKEN", "SMOKE_KEY"], StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void PullRequests_WhenFromAStranger_GetNeitherSecretsNorRightsToWrite()
    {
        foreach (string file in Names)
        {
            YamlMappingNode workflow = Yaml.Read($"{Folder}/{file}");
            string[] events = [.. workflow.Find("on").Members().Select(member => member.Name)];
            events.ShouldNotContain("pull_request_target");
            if (events.Contains("pull_request", StringComparer.Ordinal))
            {
                Project.Read($"{Folder}/{file}").ShouldNotContain("secrets.");
            }
        }
    }

    [Fact]
    public void Deployment_WhenItNamesAnEnvironment_NamesOneThatTheInfrastructureTrusts()
    {
        string[] named = [.. Yaml.Read($"{Folder}/deploy.yml").Mappings().Select(node => node.Find("with")?.Text("environment")).OfType<string>()];
        foreach (string environment in named)
        {
            Project.Read($"infra-terraform/environments/{environment}/main.tf").ShouldMatch($@"github_environment\s*=\s*""{environment}""");
            foreach (string output in new[] { "url", "deploy_role_arn", "deployment" })
            {
                Project.Read($"infra-terraform/environments/{environment}/outputs.tf").ShouldContain($"output \"{output}\"");
            }
        }

        named.ShouldBe(["staging", "prod"]);
        string[] actions = ["ecs:DescribeServices", "ecs:UpdateService", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition", "iam:PassRole", "codedeploy:CreateDeployment", "codedeploy:GetDeployment", "ecr:PutImage"];
        string role = Project.Read("infra-terraform/modules/delivery/main.tf");
        actions.ShouldAllBe(action => role.Contains($"\"{action}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Dependabot_WhenItLooks_LooksIntoFoldersThatAreThere()
    {
        YamlNode[] updates = [.. Yaml.Read(".github/dependabot.yml").Find("updates").Elements()];
        foreach (string folder in updates.SelectMany(update => update.Find("directories").Texts().Append(update.Text("directory"))).OfType<string>())
        {
            Directory.Exists(Project.PathOf("." + folder.Replace("/*", "", StringComparison.Ordinal))).ShouldBeTrue(folder);
        }

        updates.Select(update => update.Text("package-ecosystem")).ShouldBe(["nuget", "github-actions", "docker", "docker-compose", "terraform", "npm"]);
    }

    [Fact]
    public void PreCommit_WhenItFetchesHooks_FetchesACommit()
    {
        foreach (string line in Project.Read(".pre-commit-config.yaml").Split('\n').Where(line => line.Contains("rev:", StringComparison.Ordinal)))
        {
            line.ShouldMatch(@"^    rev: [0-9a-f]{40} # v\d+\.\d+\.\d+(\.\d+)?$");
        }

        Yaml.Read(".pre-commit-config.yaml").Find("repos").Elements().Select(repository => repository.Text("repo")).Count(name => name != "local").ShouldBe(3);
    }

    [Theory]
    [InlineData("bug.yml")]
    [InlineData("feature.yml")]
    public void Template_WhenItAsks_HasALabelForEachQuestion(string file)
    {
        YamlNode[] questions = [.. Yaml.Read($".github/ISSUE_TEMPLATE/{file}").Find("body").Elements().Where(element => element.Text("type") != "markdown")];

        questions.Select(question => question.Text("id")).ShouldBeUnique();
        questions.ShouldAllBe(question => question.Find("attributes")!.Text("label") != null);
    }

    private static void ShouldExist(string path)
    {
        string pattern = Path.GetFileName(path);
        if (pattern.Contains('*', StringComparison.Ordinal))
        {
            Directory.EnumerateFiles(Project.PathOf(Path.GetDirectoryName(path)!), pattern).ShouldNotBeEmpty(path);
            return;
        }

        Path.Exists(Project.PathOf(path)).ShouldBeTrue(path);
        if (!OperatingSystem.IsWindows() && (path.EndsWith(".sh", StringComparison.Ordinal) || path == "./party"))
        {
            File.GetUnixFileMode(Project.PathOf(path)).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue(path);
        }
    }

    [GeneratedRegex(@"^\s*(- )?uses: ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Uses();

    [GeneratedRegex(@"uses: [A-Za-z0-9-]+/[A-Za-z0-9./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+(?=\r?$)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"(?<![\w$/.-])(?<path>\./party|\.ci/[\w./-]+|(deploy|grafana|infra-terraform|tests|src)/[\w./*-]+|PartyOrleans\.\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Called();

    [GeneratedRegex(@"docker run .*?(?<image>(ghcr\.io|docker\.io|quay\.io)/\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Image();

    [GeneratedRegex(@"secrets\.(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();
}
