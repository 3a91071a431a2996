namespace PartyOrleans.Quality;

/// <summary>Holds a profile against expectations, and against the looks before: a pure function of these.</summary>
public static class QualityCheck
{
    /// <summary>Looks before that the usual change volume is taken from, at most, and at least.</summary>
    private const int MostVolumes = 10;
    private const int FewestVolumes = 3;

    /// <summary>Share that stands for a class without parties, so that the index is finite.</summary>
    private const double LeastShare = 0.0001;

    /// <summary>How the expectations turn out.</summary>
    /// <param name="profile">What the hub holds.</param>
    /// <param name="expectations">What is expected.</param>
    /// <param name="before">The reports before, newest first.</param>
    public static IReadOnlyList<QualityResult> Run(QualityProfile profile, IReadOnlyList<Expectation> expectations, IReadOnlyList<QualityReport> before)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(expectations);
        ArgumentNullException.ThrowIfNull(before);
        Dictionary<string, double?> last = before.Count == 0
            ? []
            : before[0].Results.DistinctBy(static result => result.Key, StringComparer.Ordinal).ToDictionary(static result => result.Key, static result => result.Value, StringComparer.Ordinal);
        return [.. expectations.SelectMany(expectation => EachOf(expectation, profile)).Select(expectation => Of(expectation, profile, before, last))];
    }

    /// <summary>Freshness of no source in particular is that of each.</summary>
    private static IEnumerable<Expectation> EachOf(Expectation expectation, QualityProfile profile) =>
        expectation is { Kind: ExpectationKind.Freshness, Source.Length: 0 } ? profile.Sources.Select(source => expectation with { Source = source.Source }) : [expectation];

    private static QualityResult Of(Expectation expectation, QualityProfile profile, IReadOnlyList<QualityReport> before, Dictionary<string, double?> last)
    {
        (double? value, string note) = ValueOf(expectation, profile, before);
        return new QualityResult(expectation.Key, value is { } known ? StateOf(expectation, known) : QualityState.Unknown)
        {
            Value = value,
            Previous = last.GetValueOrDefault(expectation.Key),
            Warn = expectation.Warn,
            Fail = expectation.Fail,
            Note = note,
        };
    }

    private static QualityState StateOf(Expectation expectation, double value) =>
        IsBeyond(value, expectation.Fail, expectation.MoreIsBetter) ? QualityState.Fail
        : IsBeyond(value, expectation.Warn, expectation.MoreIsBetter) ? QualityState.Warn
        : QualityState.Ok;

    private static bool IsBeyond(double value, double? bound, bool moreIsBetter) => bound is { } known && (moreIsBetter ? value < known : value > known);

    private static (double? Value, string Note) ValueOf(Expectation expectation, QualityProfile profile, IReadOnlyList<QualityReport> before)
    {
        AttributeProfile? attribute = profile.Attributes.FirstOrDefault(each => string.Equals(each.Attribute, expectation.Attribute, StringComparison.Ordinal));
        switch (expectation.Kind)
        {
            case ExpectationKind.Completeness:
                long parties = expectation.PartyType.Length == 0
                    ? profile.Parties
                    : profile.Types.FirstOrDefault(type => string.Equals(type.Type, expectation.PartyType, StringComparison.Ordinal))?.Parties ?? 0;
                long having = attribute is null ? 0 : expectation.PartyType switch
                {
                    "" => attribute.Parties,
                    "person" => attribute.Persons,
                    "organisation" => attribute.Organisations,
                    _ => attribute.Others,
                };
                return Share(having, parties, "There are no such parties.");
            case ExpectationKind.Validity:
                return attribute?.Valid is { } valid ? Share(valid, attribute.Values, "") : (null, "There are no values of it, or they have no check.");
            case ExpectationKind.Uniqueness:
                return attribute?.Unique is { } unique ? Share(unique, attribute.Distinct ?? 0, "") : (null, "There are no values of it.");
            case ExpectationKind.Freshness:
                return profile.Sources.FirstOrDefault(source => string.Equals(source.Source, expectation.Source, StringComparison.Ordinal)) is { ChangedAt: { } at }
                    ? (Math.Max(0, (profile.At - at).TotalSeconds), "")
                    : (null, "The source has no records.");
            case ExpectationKind.Reviews:
                return Share(profile.Reviews, profile.Parties, "There are no parties.");
            case ExpectationKind.DeadLetters:
                SourceProfile[] sources = [.. profile.Sources.Where(source => expectation.Source.Length == 0 || string.Equals(source.Source, expectation.Source, StringComparison.Ordinal))];
                long letters = sources.Sum(static source => source.DeadLetters);
                return Share(letters, letters + sources.Sum(static source => source.Records), "Nothing came in.");
            case ExpectationKind.LargestParty:
                return (profile.LargestParty, "");
            case ExpectationKind.SizeDrift:
                return before.Count == 0 || before[0].Profile.Parties == 0 || profile.Parties == 0 ? (null, "There is no look before to compare with.") : (Drift(before[0].Profile, profile), "");
            default:
                return Volume(profile, before);
        }
    }

    /// <summary>Population stability index: the sum over classes of (q - p) ln(q / p), of the shares p before and q now.</summary>
    private static double Drift(QualityProfile before, QualityProfile now)
    {
        Dictionary<long, long> was = before.Sizes.ToDictionary(static size => size.From, static size => size.Parties);
        double index = 0;
        foreach (SizeClass size in now.Sizes)
        {
            double p = Math.Max(LeastShare, was.GetValueOrDefault(size.From) / (double)before.Parties);
            double q = Math.Max(LeastShare, size.Parties / (double)now.Parties);
            index += (q - p) * Math.Log(q / p);
        }

        return index;
    }

    private static (double? Value, string Note) Volume(QualityProfile profile, IReadOnlyList<QualityReport> before)
    {
        long[] versions = [profile.GoldenVersions, .. before.Take(MostVolumes + 1).Select(static report => report.Profile.GoldenVersions)];
        double[] volumes = [.. versions.Zip(versions.Skip(1), static (later, earlier) => (double)Math.Max(0, later - earlier))];
        if (volumes.Length < FewestVolumes + 1)
        {
            return (null, $"It takes {FewestVolumes + 1} looks before to know what is usual.");
        }

        double[] usual = [.. volumes.Skip(1).Order()];
        double median = usual.Length % 2 == 1 ? usual[usual.Length / 2] : (usual[usual.Length / 2 - 1] + usual[usual.Length / 2]) / 2;

        // One more change on either side, so that a quiet hub is no exception to itself.
        double factor = (volumes[0] + 1) / (median + 1);
        return (Math.Max(factor, 1 / factor), "");
    }

    private static (double? Value, string Note) Share(long part, long whole, string note) => whole > 0 ? (part / (double)whole, "") : (null, note);
}
