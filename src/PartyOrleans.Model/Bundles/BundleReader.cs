using System.Globalization;
using System.Text.Json;

namespace PartyOrleans.Model.Bundles;

/// <summary>Reads a bundle from JSON and collects every problem on the way.</summary>
internal sealed partial class BundleReader(BundleVocabulary? vocabulary)
{
    /// <summary>How far from 1 the sum of the probabilities of a comparison may be.</summary>
    private const double SumTolerance = 1e-6;

    /// <summary>Bad entries of one term frequency table that are told one by one.</summary>
    private const int MostEntriesTold = 5;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    private static readonly NumberRange Share = new(0, 1);
    private static readonly NumberRange Count = new(0, 1e15);
    private static readonly NumberRange PositiveCount = new(0, 1e15, IsOpen: true);

    private readonly List<BundleProblem> _problems = [];

    /// <summary>Reads a bundle from UTF-8.</summary>
    /// <exception cref="BundleException">It is no bundle.</exception>
    public static Bundle Read(byte[] json, string name, BundleVocabulary? vocabulary)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(
                json.AsMemory(json.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException error)
        {
            string line = ((error.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
            throw new BundleException(name, [new BundleProblem("", $"line {line} is not valid JSON; a bundle of format {Bundle.CurrentFormat} is expected")], error);
        }

        using (document)
        {
            var reader = new BundleReader(vocabulary);
            Bundle bundle = reader.ReadBundle(document.RootElement);
            return reader._problems.Count == 0 ? bundle : throw new BundleException(name, reader._problems);
        }
    }

    private Bundle ReadBundle(JsonElement root)
    {
        BundleMembers members = Members(
            root, "", "format", "name", "sources", "persons", "organisations", "blocking", "thresholds", "survivorship", "privacy",
            "contracts", "termFrequencies");
        string format = members.Text("format");
        if (format.Length > 0 && !string.Equals(format, Bundle.CurrentFormat, StringComparison.Ordinal))
        {
            members.Refuse("format", $"\"{format}\" is unknown; this version reads {Bundle.CurrentFormat}");
        }

        return new Bundle
        {
            Format = format,
            Name = members.Text("name"),
            Sources = ReadSources(members),
            Persons = ReadModel(members, "persons", vocabulary?.Persons),
            Organisations = ReadModel(members, "organisations", vocabulary?.Organisations),
            Blocking = ReadBlocking(members),
            Thresholds = ReadThresholds(members),
            Survivorship = ReadSurvivorship(members),
            Privacy = ReadPrivacy(members),
            Contracts = ReadContracts(members),
            TermFrequencies = ReadTables(members),
        };
    }

    private BundleMembers Members(JsonElement element, string path, params ReadOnlySpan<string> known) => new(element, path, _problems, known);

    private List<SourcePolicy> ReadSources(BundleMembers bundle)
    {
        var sources = new List<SourcePolicy>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement element, string path) in bundle.Items("sources", "an array of sources"))
        {
            BundleMembers members = Members(element, path, "name", "trust", "halfLife");
            var source = new SourcePolicy(members.Text("name"), members.Number("trust", Share), members.Duration("halfLife", TimeSpan.Zero));
            RefuseRepeated(members, "name", source.Name, seen);
            sources.Add(source);
        }

        return sources;
    }

    private BlockingPolicy ReadBlocking(BundleMembers bundle)
    {
        if (bundle.Find("blocking", "an object") is not { } element)
        {
            return new BlockingPolicy(0, 0, [], []);
        }

        BundleMembers members = Members(element, "blocking", "keyBits", "maxBlockRecords", "persons", "organisations");
        return new BlockingPolicy(
            members.Number("keyBits", new NumberRange(1, 64)),
            members.WholeNumber("maxBlockRecords", 2, 1_000_000),
            ReadRules(members, "persons"),
            ReadRules(members, "organisations"));
    }

    private List<BlockingRule> ReadRules(BundleMembers blocking, string member)
    {
        var rules = new List<BlockingRule>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement element, string path) in blocking.Items(member, "an array of blocking rules"))
        {
            BundleMembers members = Members(element, path, "name", "parts", "minParts");
            string name = members.Text("name");
            RefuseRepeated(members, "name", name, seen);
            List<string> parts = ReadNames(members, "parts", "key parts", vocabulary?.KeyParts);
            rules.Add(new BlockingRule(name, parts, members.WholeNumber("minParts", 1, Math.Max(1, parts.Count), absent: 1)));
        }

        if (rules.Count > BundleVocabulary.MostBlockingRules)
        {
            blocking.Refuse(member, $"{rules.Count} rules are too many; at most {BundleVocabulary.MostBlockingRules} are allowed");
        }

        return rules;
    }

    private Thresholds ReadThresholds(BundleMembers bundle)
    {
        if (bundle.Find("thresholds", "an object") is not { } element)
        {
            return new Thresholds(0, 0, 0, 0, 0);
        }

        BundleMembers members = Members(element, "thresholds", "matchBits", "reviewBits", "averageBits", "floorBits", "ceilingBits");
        double match = members.Number("matchBits", NumberRange.Bits);
        double review = members.Number("reviewBits", NumberRange.Bits);
        double average = members.Number("averageBits", NumberRange.Bits);
        double floor = members.Number("floorBits", NumberRange.Bits);
        double ceiling = members.Number("ceilingBits", NumberRange.Bits);
        RefuseAbove("reviewBits", review, "matchBits", match, mayBeEqual: true);
        RefuseAbove("floorBits", floor, "reviewBits", review, mayBeEqual: false);
        RefuseAbove("floorBits", floor, "averageBits", average, mayBeEqual: false);
        RefuseAbove("matchBits", match, "ceilingBits", ceiling, mayBeEqual: false);
        RefuseAbove("averageBits", average, "ceilingBits", ceiling, mayBeEqual: false);
        return new Thresholds(match, review, average, floor, ceiling);

        void RefuseAbove(string low, double lowBits, string high, double highBits, bool mayBeEqual)
        {
            if (lowBits > highBits || (lowBits == highBits && !mayBeEqual))
            {
                members.Refuse(low, string.Create(
                    CultureInfo.InvariantCulture, $"{lowBits} is not {(mayBeEqual ? "at or below" : "below")} {high}, which is {highBits}"));
            }
        }
    }

    private List<SurvivorshipPolicy> ReadSurvivorship(BundleMembers bundle)
    {
        var policies = new List<SurvivorshipPolicy>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement element, string path) in bundle.Items("survivorship", "an array of survivorship policies"))
        {
            BundleMembers members = Members(element, path, "attribute", "rules", "keep");
            string attribute = members.Text("attribute");
            if (attribute.Length > 0 && !Attributes.IsCanonical(attribute) && !BundleVocabulary.SurvivorshipUnits.Contains(attribute))
            {
                RefuseUnknown(members, "attribute", attribute, [.. BundleVocabulary.SurvivorshipUnits, .. Attributes.Plain]);
            }

            RefuseRepeated(members, "attribute", attribute, seen);
            List<string> rules = ReadNames(members, "rules", "survivorship rules", BundleVocabulary.SurvivorshipRules);
            string keep = members.Text("keep");
            if (keep.Length > 0 && !BundleVocabulary.SurvivorshipKeeps.Contains(keep))
            {
                RefuseUnknown(members, "keep", keep, BundleVocabulary.SurvivorshipKeeps);
            }

            policies.Add(new SurvivorshipPolicy(attribute, rules, keep));
        }

        return policies;
    }

    /// <summary>One or more names from a list, none twice.</summary>
    private List<string> ReadNames(BundleMembers members, string member, string what, IReadOnlyList<string>? known)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int before = _problems.Count;
        foreach ((JsonElement item, string path) in members.Items(member, $"an array of {what}"))
        {
            string name = BundleMembers.TextOf(item, path, _problems);
            names.Add(name);
            if (name.Length == 0)
            {
                continue;
            }

            if (known?.Contains(name) == false)
            {
                _problems.Add(new BundleProblem(path, $"\"{name}\" is unknown; known are {string.Join(", ", known)}"));
            }
            else if (!seen.Add(name))
            {
                _problems.Add(new BundleProblem(path, $"\"{name}\" stands there twice; once is allowed"));
            }
        }

        if (names.Count == 0 && _problems.Count == before)
        {
            members.Refuse(member, $"none is too few; at least one of the {what} is needed");
        }

        return names;
    }

    private static void RefuseUnknown(BundleMembers members, string member, string name, IReadOnlyList<string> known) =>
        members.Refuse(member, $"\"{name}\" is unknown; known are {string.Join(", ", known)}");

    private static void RefuseRepeated(BundleMembers members, string member, string name, HashSet<string> seen)
    {
        if (name.Length > 0 && !seen.Add(name))
        {
            members.Refuse(member, $"\"{name}\" stands there twice; once is allowed");
        }
    }
}
