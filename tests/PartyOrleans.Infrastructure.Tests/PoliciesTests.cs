using System.Text.Json;
using System.Text.RegularExpressions;
using PartyOrleans.Infrastructure.Tests.Terraform;

namespace PartyOrleans.Infrastructure.Tests;

/// <summary>Least privilege: in the text, where a wildcard must say why, and in the policies that come out of it.</summary>
public sealed partial class PoliciesTests
{
    /// <summary>Actions that AWS defines without a resource, or whose resource has no name yet; anything else names what it touches.</summary>
    private static readonly HashSet<string> WithoutResource = new(StringComparer.Ordinal)
    {
        "aps:ListWorkspaces", "cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmsForMetric", "cloudwatch:GetMetricData", "cloudwatch:GetMetricWidgetImage", "cloudwatch:ListMetrics",
        "ec2:DescribeRegions", "ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition", "ecs:ListTasks", "ecs:RegisterTaskDefinition", "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups", "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery", "secretsmanager:GetRandomPassword",
        "tag:GetResources", "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
    };

    [Fact]
    public void Text_WhenAWildcardStandsThere_SaysWhy()
    {
        foreach ((string file, int number, string line) in Lines())
        {
            if (WildcardResource().IsMatch(line) || WildcardPrincipal().IsMatch(line))
            {
                line.Contains("# ", StringComparison.Ordinal).ShouldBeTrue($"{file}:{number}: a wildcard says why in a comment on its line: {line.Trim()}");
            }
        }
    }

    [TerraformTheory]
    [InlineData("dev")]
    [InlineData("staging")]
    [InlineData("prod")]
    public async Task Policies_WhenTheyAreEvaluated_NameEachActionAndWhatItTouches(string environment)
    {
        int statements = 0;
        foreach ((TerraformResource resource, JsonElement statement) in await StatementsOfAsync(environment))
        {
            statements++;
            string[] actions = TextsOf(statement.GetProperty("Action"));
            actions.ShouldNotBeEmpty(resource.Address);
            foreach (string action in actions)
            {
                Action().IsMatch(action).ShouldBeTrue($"{resource.Address}: '{action}' is no single action.");
            }

            bool isKeyPolicy = resource.Type == "aws_kms_key";
            if (!isKeyPolicy && statement.TryGetProperty("Resource", out JsonElement touched) && TextsOf(touched).Contains("*"))
            {
                actions.Except(WithoutResource).ShouldBeEmpty($"{resource.Address}: these actions can name what they touch.");
            }

            if (statement.TryGetProperty("Principal", out JsonElement principal) && principal.ValueKind == JsonValueKind.String)
            {
                statement.GetProperty("Effect").GetString().ShouldBe("Deny", $"{resource.Address}: nothing is allowed to everybody.");
            }
        }

        statements.ShouldBeGreaterThan(40);
    }

    [TerraformTheory]
    [InlineData("dev")]
    [InlineData("staging")]
    [InlineData("prod")]
    public async Task Roles_WhenRolesAreHandedOn_GoToTheServiceNamedAlone(string environment)
    {
        foreach ((TerraformResource resource, JsonElement statement) in await StatementsOfAsync(environment))
        {
            if (TextsOf(statement.GetProperty("Action")).Contains("iam:PassRole"))
            {
                statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("iam:PassedToService").GetString().ShouldBe("ecs-tasks.amazonaws.com", resource.Address);
            }
        }
    }

    [TerraformTheory]
    [InlineData("dev", false)]
    [InlineData("staging", true)]
    [InlineData("prod", true)]
    public async Task Protection_WhenAnEnvironmentIsWhole_IsAsItsValuesSay(string environment, bool isProtected)
    {
        IReadOnlyList<TerraformResource> resources = await (await TerraformWorkspace.SharedAsync()).ResourcesOfAsync(environment);

        resources.Single(resource => resource.Type == "aws_rds_cluster").Values.GetProperty("deletion_protection").GetBoolean().ShouldBe(isProtected);
        resources.Single(resource => resource.Type == "aws_lb").Values.GetProperty("enable_deletion_protection").GetBoolean().ShouldBe(isProtected);
        resources.Where(resource => resource.Type == "aws_s3_bucket").ShouldAllBe(bucket => bucket.Values.GetProperty("force_destroy").GetBoolean() == !isProtected);
        resources.Count(resource => resource.Type == "aws_s3_bucket").ShouldBe(resources.Count(resource => resource.Type == "aws_s3_bucket_public_access_block"));
        resources.Single(resource => resource.Type == "aws_rds_cluster").Values.GetProperty("storage_encrypted").GetBoolean().ShouldBeTrue();
        resources.Where(resource => resource.Type == "aws_cloudwatch_log_group").ShouldAllBe(group => group.Values.GetProperty("kms_key_id").GetString()!.StartsWith("arn:aws:kms:"));
        resources.Where(resource => resource.Type == "aws_vpc_security_group_ingress_rule").ShouldAllBe(rule => rule.Values.GetProperty("cidr_ipv4").ToString() != "0.0.0.0/0");
    }

    private static async Task<IReadOnlyList<(TerraformResource Resource, JsonElement Statement)>> StatementsOfAsync(string environment)
    {
        var statements = new List<(TerraformResource, JsonElement)>();
        foreach (TerraformResource resource in await (await TerraformWorkspace.SharedAsync()).ResourcesOfAsync(environment))
        {
            foreach (string member in new[] { "policy", "assume_role_policy" })
            {
                if (resource.Type != "aws_ecr_lifecycle_policy" && resource.Values.TryGetProperty(member, out JsonElement policy) && policy.GetString() is { } text && text.StartsWith('{'))
                {
                    using var document = JsonDocument.Parse(text);
                    statements.AddRange(document.RootElement.GetProperty("Statement").Clone().EnumerateArray().Select(statement => (resource, statement)));
                }
            }
        }

        return statements;
    }

    private static string[] TextsOf(JsonElement one) => one.ValueKind == JsonValueKind.Array ? [.. one.EnumerateArray().Select(text => text.GetString()!)] : [one.GetString()!];

    private static IEnumerable<(string File, int Number, string Line)> Lines() =>
        Directory.EnumerateFiles(TerraformInstallation.Source, "*.tf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (Path.GetRelativePath(TerraformInstallation.Source, file), index + 1, line)));

    [GeneratedRegex("""\bResource\s*=\s*(\[\s*)?"\*"|\bresources\s*=.*"\*"|\b[Aa]ctions?\s*=.*\*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WildcardResource();

    [GeneratedRegex("""\bPrincipal\s*=\s*"\*"|\bAWS\s*=\s*"\*" """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WildcardPrincipal();

    [GeneratedRegex("^[a-z0-9-]+:[A-Za-z0-9]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Action();
}
