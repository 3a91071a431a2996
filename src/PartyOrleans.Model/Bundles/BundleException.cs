namespace PartyOrleans.Model.Bundles;

/// <summary>Something in a bundle file that this code does not take.</summary>
/// <param name="Path">Where, as a JSON path: <c>persons.comparisons[2].levels[0].m</c>; empty for the file as a whole.</param>
/// <param name="Message">What was found and what is allowed there; never a value of a party.</param>
public readonly record struct BundleProblem(string Path, string Message)
{
    /// <summary>The path and the message.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}

/// <summary>A bundle file was refused; it says everything that is wrong with it at once.</summary>
public sealed class BundleException : Exception
{
    /// <summary>Refuses a bundle.</summary>
    /// <param name="name">What the message calls the bundle, such as its path.</param>
    /// <param name="problems">Everything that is wrong, in the file's order; at least one.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public BundleException(string name, IReadOnlyList<BundleProblem> problems, Exception? inner = null)
        : base(TextOf(name, problems), inner) =>
        Problems = problems;

    /// <summary>Everything that is wrong, in the order in which the parts of a bundle are read.</summary>
    public IReadOnlyList<BundleProblem> Problems { get; }

    /// <summary>False: the same file is refused each time.</summary>
    public static bool IsTransient => false;

    private static string TextOf(string name, IReadOnlyList<BundleProblem> problems) =>
        problems.Count == 1
            ? $"{name}: {problems[0]}"
            : $"{name}: {problems.Count} problems\n  {string.Join("\n  ", problems)}";
}
