using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Model.Tests.Bundles;

public sealed class PrivacyPolicyTests
{
    private const string Whole =
        """
          "privacy": {
            "masks": [
              {"attribute":"name.family","mask":"initial","liftedBy":"steward"},
              {"attribute":"identifier.*","mask":"hidden","liftedBy":"read:pii"},
              {"attribute":"shoe size","mask":"none","liftedBy":"read:pii"}
            ],
            "sensitive": ["ssn","vat"],
            "retention": [
              {"source":"crm","attribute":"phone","limit":"P730D"},
              {"source":"*","attribute":"*","limit":"P3650D"}
            ]
          },

        """;

    private static readonly PrivacyPolicy Policy = new(
        [
            new AttributeMask("name.family", MaskKind.Initial, "steward"), new AttributeMask("identifier.*", MaskKind.Hidden),
            new AttributeMask("shoe size", MaskKind.None),
        ],
        ["ssn", "vat"],
        [new RetentionRule("crm", "phone", TimeSpan.FromDays(730)), new RetentionRule("*", "*", TimeSpan.FromDays(3650))]);

    [Theory]
    [InlineData("name.full", MaskKind.None)]
    [InlineData("name.family", MaskKind.None)]
    [InlineData("date.birth", MaskKind.Year)]
    [InlineData("date.registration", MaskKind.None)]
    [InlineData("address.full", MaskKind.Area)]
    [InlineData("address.house", MaskKind.Hidden)]
    [InlineData("address.street", MaskKind.Hidden)]
    [InlineData("address.unit", MaskKind.Hidden)]
    [InlineData("address.city", MaskKind.None)]
    [InlineData("address.postcode", MaskKind.Postcode)]
    [InlineData("phone", MaskKind.Phone)]
    [InlineData("email", MaskKind.Email)]
    [InlineData("identifier.ssn", MaskKind.Ssn)]
    [InlineData("identifier.iban", MaskKind.LastFour)]
    [InlineData("identifier.passport", MaskKind.LastFour)]
    [InlineData("identifier.lei", MaskKind.None)]
    [InlineData("identifier.loyalty", MaskKind.LastFour)]
    [InlineData("relation.employer", MaskKind.None)]
    [InlineData("shoe size", MaskKind.Hidden)]
    [InlineData("*", MaskKind.Hidden)]
    public void MaskOf_WhenBundleSaysNothing_IsTheBuiltInOne(string attribute, MaskKind expected)
    {
        AttributeMask mask = PrivacyPolicy.Default.MaskOf(attribute);

        mask.Mask.ShouldBe(expected);
        mask.LiftedBy.ShouldBe("read:pii");
    }

    [Theory]
    [InlineData("name.family", MaskKind.Initial, "steward")]
    [InlineData("name.given", MaskKind.None, "read:pii")]
    [InlineData("identifier.ssn", MaskKind.Hidden, "read:pii")]
    [InlineData("identifier.lei", MaskKind.Hidden, "read:pii")]
    [InlineData("shoe size", MaskKind.None, "read:pii")]
    [InlineData("hat size", MaskKind.Hidden, "read:pii")]
    [InlineData("email", MaskKind.Email, "read:pii")]
    public void MaskOf_WhenBundleNamesSome_OthersKeepTheBuiltInOne(string attribute, MaskKind expected, string scope) =>
        (Policy.MaskOf(attribute).Mask, Policy.MaskOf(attribute).LiftedBy).ShouldBe((expected, scope));

    [Fact]
    public void MaskOf_WhenBundleUnmasksPayload_CanonicalAttributesStayMasked()
    {
        var open = new PrivacyPolicy([new AttributeMask("*", MaskKind.None)], PrivacyPolicy.DefaultSensitive, []);

        open.MaskOf("hat size").Mask.ShouldBe(MaskKind.None);
        open.MaskOf("email").Mask.ShouldBe(MaskKind.Email);
        open.MaskOf("identifier.ssn").Mask.ShouldBe(MaskKind.Ssn);
    }

    [Theory]
    [InlineData("identifier.lei", MaskKind.LastFour)]
    [InlineData("identifier.duns", MaskKind.Hidden)]
    [InlineData("identifier.registration", MaskKind.None)]
    [InlineData("identifier.vat", MaskKind.LastFour)]
    [InlineData("identifier.ssn", MaskKind.Ssn)]
    public void MaskOf_WhenABundleNamesSensitiveTypes_TheyAreMaskedUnlessTheirOwnNameIsGivenAnother(string attribute, MaskKind expected)
    {
        string[] sensitive = ["lei", "duns", "registration", "vat"];
        AttributeMask[] named = [new("identifier.duns", MaskKind.Hidden), new("identifier.registration", MaskKind.None)];

        new PrivacyPolicy(named, sensitive, []).MaskOf(attribute).ShouldBe(new AttributeMask(attribute is "identifier.vat" ? "identifier.*" : attribute, expected));
        new PrivacyPolicy([.. named, new("identifier.*", MaskKind.None)], sensitive, []).MaskOf(attribute).Mask.ShouldBe(expected);
    }

    [Fact]
    public void MaskOf_WhenABundleNamesNoSensitiveType_TheBuiltInOnesStaySensitive()
    {
        var policy = new PrivacyPolicy([new AttributeMask("identifier.*", MaskKind.None)], [], []);

        policy.IsSensitive("identifier.ssn").ShouldBeTrue();
        policy.MaskOf("identifier.passport").Mask.ShouldBe(MaskKind.LastFour);
        policy.MaskOf("identifier.lei").Mask.ShouldBe(MaskKind.None);
    }

    [Fact]
    public void BuiltInMasks_NameEveryPlainAttribute() =>
        Attributes.Plain.Except(PrivacyPolicy.BuiltInMasks.Select(mask => mask.Attribute), StringComparer.Ordinal).ShouldBeEmpty();

    [Theory]
    [InlineData("identifier.ssn", true)]
    [InlineData("identifier.iban", true)]
    [InlineData("identifier.lei", false)]
    [InlineData("ssn", false)]
    [InlineData("identifier.", false)]
    public void IsSensitive_WhenDefault_HoldsForPersonalIdentifiers(string attribute, bool expected) =>
        PrivacyPolicy.Default.IsSensitive(attribute).ShouldBe(expected);

    [Theory]
    [InlineData("crm", "phone", 1)]
    [InlineData("crm", "email", 2)]
    [InlineData("web", "phone", 3)]
    [InlineData("web", "email", 4)]
    public void LimitOf_WhenSeveralRulesFit_SourceGoesBeforeAttribute(string source, string attribute, int days)
    {
        RetentionRule[] rules =
        [
            new("*", "*", TimeSpan.FromDays(4)), new("*", "phone", TimeSpan.FromDays(3)), new("crm", "*", TimeSpan.FromDays(2)),
            new("crm", "phone", TimeSpan.FromDays(1)),
        ];

        new PrivacyPolicy([], [], rules).LimitOf(source, attribute).ShouldBe(TimeSpan.FromDays(days));
        Array.Reverse(rules);
        new PrivacyPolicy([], [], rules).LimitOf(source, attribute).ShouldBe(TimeSpan.FromDays(days));
    }

    [Fact]
    public void LimitOf_WhenNoRuleFits_IsForEver() => Policy.LimitOf("crm", "phone").ShouldBe(TimeSpan.FromDays(730));

    [Fact]
    public void LimitOf_WhenDefault_IsForEver() => PrivacyPolicy.Default.LimitOf("crm", "phone").ShouldBeNull();

    [Fact]
    public void ToJson_WhenPrivacyIsStated_WritesAndReadsTheSame()
    {
        string json = BundleFile.ToJson(SmallBundle.Create() with { Privacy = Policy });

        json.ShouldBe(SmallBundle.Json.Replace("  \"termFrequencies\"", Whole + "  \"termFrequencies\"", StringComparison.Ordinal)
            .Replace("\"sensitive\": [\"ssn\",\"vat\"]", "\"sensitive\": [\n      \"ssn\",\n      \"vat\"\n    ]", StringComparison.Ordinal));
        BundleFile.Parse(json, "a.json").Privacy.ShouldBe(Policy);
    }

    [Fact]
    public void ToJson_WhenPrivacyIsTheDefault_LeavesItOut()
    {
        BundleFile.ToJson(SmallBundle.Create()).ShouldBe(SmallBundle.Json);
        BundleFile.Parse(SmallBundle.Json, "a.json").Privacy.ShouldBe(PrivacyPolicy.Default);
        BundleFile.ToJson(BundleFile.Parse(With("{}"), "a.json")).ShouldBe(SmallBundle.Json);
    }

    [Fact]
    public void Read_WhenNothingIsSensitive_KeepsTheEmptyList() =>
        BundleFile.Parse(With("{\"sensitive\":[]}"), "a.json").Privacy.Sensitive.ShouldBeEmpty();

    [Theory]
    [InlineData("[]", "privacy: an array of 0 is not an object with masks, sensitive, retention")]
    [InlineData("{\"mask\":[]}", "privacy.mask: is unknown; known here are masks, sensitive, retention")]
    [InlineData("{\"masks\":{}}", "privacy.masks: an object is not an array of masks")]
    [InlineData("{\"masks\":[{\"mask\":\"year\"}]}", "privacy.masks[0].attribute: is missing; a text of 1 to 200 characters is needed")]
    [InlineData("{\"masks\":[{\"attribute\":\"a\"}]}", "privacy.masks[0].mask: is missing; a text of 1 to 200 characters is needed")]
    [InlineData("{\"masks\":[{\"attribute\":\"a\",\"mask\":\"day\"}]}", "privacy.masks[0].mask: \"day\" is unknown; known are none, hidden, year, last4, ssn, phone, email, area, postcode, initial")]
    [InlineData("{\"masks\":[{\"attribute\":\"a\",\"mask\":\"year\",\"liftedBy\":\"read\"}]}", "privacy.masks[0].liftedBy: \"read\" is unknown; known are read:pii, steward, operate, admin")]
    [InlineData("{\"masks\":[{\"attribute\":\"a\",\"mask\":\"year\"},{\"attribute\":\"a\",\"mask\":\"none\"}]}", "privacy.masks[1].attribute: \"a\" stands there twice; once is allowed")]
    [InlineData("{\"sensitive\":[\"shoe\"]}", "privacy.sensitive[0]: \"shoe\" is unknown; known are bic, driving-licence, duns, iban, lei, national-id, other, passport, registration, ssn, tax, vat")]
    [InlineData("{\"sensitive\":[\"ssn\",\"ssn\"]}", "privacy.sensitive[1]: \"ssn\" stands there twice; once is allowed")]
    [InlineData("{\"sensitive\":[7]}", "privacy.sensitive[0]: a number is not a text of 1 to 200 characters, none of them a control character")]
    [InlineData("{\"retention\":[{\"source\":\"*\",\"attribute\":\"*\"}]}", "privacy.retention[0].limit: is missing or zero; a duration above zero is needed, such as \"P365D\"")]
    [InlineData("{\"retention\":[{\"source\":\"*\",\"attribute\":\"*\",\"limit\":\"PT0S\"}]}", "privacy.retention[0].limit: is missing or zero; a duration above zero is needed, such as \"P365D\"")]
    [InlineData("{\"retention\":[{\"source\":\"*\",\"attribute\":\"*\",\"limit\":\"soon\"}]}", "privacy.retention[0].limit: a text of 4 characters is not a duration of zero or more, such as \"P365D\" or \"365.00:00:00\"")]
    [InlineData("{\"retention\":[{\"source\":\"a\",\"attribute\":\"b\",\"limit\":\"P1D\"},{\"source\":\"a\",\"attribute\":\"b\",\"limit\":\"P2D\"}]}", "privacy.retention[1].attribute: \"b\" of \"a\" stands there twice; once is allowed")]
    public void Read_WhenPrivacyIsWrong_SaysWhereWhatAndWhatIsAllowed(string privacy, string problem) =>
        Should.Throw<BundleException>(() => BundleFile.Parse(With(privacy), "a.json")).Problems.Select(one => one.ToString()).ShouldBe([problem]);

    private static string With(string privacy) =>
        SmallBundle.Json.Replace("  \"termFrequencies\"", $"  \"privacy\": {privacy},\n  \"termFrequencies\"", StringComparison.Ordinal);
}
