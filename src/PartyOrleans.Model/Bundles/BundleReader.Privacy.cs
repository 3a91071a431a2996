using System.Text.Json;

namespace PartyOrleans.Model.Bundles;

/// <summary>Masks, sensitive identifiers and retention.</summary>
internal sealed partial class BundleReader
{
    private static readonly IReadOnlyList<string> IdentifierTypes = [.. Attributes.IdentifierTypes.Order(StringComparer.Ordinal)];

    private PrivacyPolicy ReadPrivacy(BundleMembers bundle)
    {
        if (bundle.Find("privacy", "an object", isOptional: true) is not { } element)
        {
            return PrivacyPolicy.Default;
        }

        BundleMembers members = Members(element, "privacy", "masks", "sensitive", "retention");
        return new PrivacyPolicy(ReadMasks(members), ReadSensitive(members), ReadRetention(members));
    }

    private List<AttributeMask> ReadMasks(BundleMembers privacy)
    {
        var masks = new List<AttributeMask>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement element, string path) in privacy.Items("masks", "an array of masks", isOptional: true))
        {
            int before = _problems.Count;
            BundleMembers members = Members(element, path, "attribute", "mask", "liftedBy");
            string attribute = members.Text("attribute");
            RefuseRepeated(members, "attribute", attribute, seen);
            string named = members.Text("mask");
            if (named.Length > 0 && !BundleVocabulary.MaskNames.Contains(named))
            {
                RefuseUnknown(members, "mask", named, BundleVocabulary.MaskNames);
            }

            string scope = members.Find("liftedBy", "a scope", isOptional: true) is null ? PrivacyPolicy.PersonalData : members.Text("liftedBy");
            if (scope.Length > 0 && !PrivacyPolicy.LiftingScopes.Contains(scope))
            {
                RefuseUnknown(members, "liftedBy", scope, PrivacyPolicy.LiftingScopes);
            }

            if (_problems.Count == before)
            {
                masks.Add(new AttributeMask(attribute, BundleVocabulary.MaskOf(named), scope));
            }
        }

        return masks;
    }

    private IReadOnlyList<string> ReadSensitive(BundleMembers privacy)
    {
        if (privacy.Find("sensitive", "an array of identifier types", isOptional: true) is null)
        {
            return PrivacyPolicy.DefaultSensitive;
        }

        var types = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement element, string path) in privacy.Items("sensitive", "an array of identifier types"))
        {
            string type = BundleMembers.TextOf(element, path, _problems);
            if (type.Length > 0 && !Attributes.IdentifierTypes.Contains(type))
            {
                _problems.Add(new BundleProblem(path, $"\"{type}\" is unknown; known are {string.Join(", ", IdentifierTypes)}"));
            }
            else if (type.Length > 0 && !seen.Add(type))
            {
                _problems.Add(new BundleProblem(path, $"\"{type}\" stands there twice; once is allowed"));
            }

            types.Add(type);
        }

        return types;
    }

    private List<RetentionRule> ReadRetention(BundleMembers privacy)
    {
        var rules = new List<RetentionRule>();
        var seen = new HashSet<(string, string)>();
        foreach ((JsonElement element, string path) in privacy.Items("retention", "an array of retention rules", isOptional: true))
        {
            BundleMembers members = Members(element, path, "source", "attribute", "limit");
            int before = _problems.Count;
            var rule = new RetentionRule(members.Text("source"), members.Text("attribute"), members.Duration("limit", TimeSpan.Zero));
            if (_problems.Count == before && rule.Limit <= TimeSpan.Zero)
            {
                members.Refuse("limit", "is missing or zero; a duration above zero is needed, such as \"P365D\"");
            }

            if (_problems.Count == before && !seen.Add((rule.Source, rule.Attribute)))
            {
                members.Refuse("attribute", $"\"{rule.Attribute}\" of \"{rule.Source}\" stands there twice; once is allowed");
            }

            rules.Add(rule);
        }

        return rules;
    }
}
