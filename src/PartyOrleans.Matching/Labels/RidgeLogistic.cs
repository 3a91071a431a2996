namespace PartyOrleans.Matching.Labels;

/// <summary>
/// Logistic regression with a normal prior around zero on every parameter, fitted by Newton's method with step halving (iteratively
/// reweighted least squares; McCullagh and Nelder, 1989). The objective is strictly convex, so the fit exists and is unique
/// even where the labels can be told apart perfectly.
/// </summary>
internal static class RidgeLogistic
{
    /// <summary>No fold is left out.</summary>
    public const int NoFold = -1;

    private const double Ln2 = 0.693147180559945309417232121458;
    private const int MostSteps = 100;
    private const int MostHalvings = 40;
    private const double LastDecrement = 1e-8;

    /// <summary>Fits the parameters, bits.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="spreadBits">Standard deviation of each parameter's prior, bits.</param>
    /// <param name="withoutFold">The fold to leave out.</param>
    /// <param name="start">Where to start; any point leads to the same fit.</param>
    public static double[] Fit(LogisticRows rows, ReadOnlySpan<double> spreadBits, int withoutFold, ReadOnlySpan<double> start)
    {
        int count = spreadBits.Length;
        double[] parameters = start.ToArray();
        var gradient = new double[count];
        var curvature = new double[count, count];
        var step = new double[count];
        var next = new double[count];
        double objective = Objective(rows, spreadBits, withoutFold, parameters);
        for (int iteration = 0; iteration < MostSteps; iteration++)
        {
            Differentiate(rows, spreadBits, withoutFold, parameters, gradient, curvature);
            Solve(curvature, gradient, step);
            double slope = 0;
            for (int i = 0; i < count; i++)
            {
                slope -= gradient[i] * step[i];
            }

            if (-slope < LastDecrement)
            {
                // So near, the full step lands on the fit, and comparing objectives would only compare their rounding.
                for (int i = 0; i < count; i++)
                {
                    parameters[i] -= step[i];
                }

                break;
            }

            double share = 1;
            double reached = 0;
            int halvings = 0;
            for (; halvings < MostHalvings; halvings++, share /= 2)
            {
                for (int i = 0; i < count; i++)
                {
                    next[i] = parameters[i] - (share * step[i]);
                }

                reached = Objective(rows, spreadBits, withoutFold, next);
                if (reached <= objective + (1e-4 * share * slope))
                {
                    break;
                }
            }

            if (halvings == MostHalvings)
            {
                break;
            }

            (parameters, next) = (next, parameters);
            objective = reached;
        }

        return parameters;
    }

    /// <summary>Negative log likelihood of a label, nats.</summary>
    /// <param name="bits">Log odds, bits.</param>
    /// <param name="label">The label.</param>
    public static double Loss(double bits, bool label)
    {
        double against = label ? -bits * Ln2 : bits * Ln2;
        return against > 0 ? against + double.LogP1(Math.Exp(-against)) : double.LogP1(Math.Exp(against));
    }

    /// <summary>Negative log posterior, nats, up to a constant.</summary>
    public static double Objective(LogisticRows rows, ReadOnlySpan<double> spreadBits, int withoutFold, ReadOnlySpan<double> parameters)
    {
        double sum = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.Fold(row) != withoutFold)
            {
                sum += Loss(rows.Bits(row, parameters), rows.Label(row));
            }
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            double deviation = parameters[i] / spreadBits[i];
            sum += deviation * deviation / 2;
        }

        return sum;
    }

    private static void Differentiate(
        LogisticRows rows, ReadOnlySpan<double> spreadBits, int withoutFold, ReadOnlySpan<double> parameters, double[] gradient, double[,] curvature)
    {
        Array.Clear(curvature);
        for (int i = 0; i < gradient.Length; i++)
        {
            double precision = 1 / (spreadBits[i] * spreadBits[i]);
            gradient[i] = parameters[i] * precision;
            curvature[i, i] = precision;
        }

        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.Fold(row) == withoutFold)
            {
                continue;
            }

            double probability = Scoring.PairScorer.Probability(rows.Bits(row, parameters));
            double error = Ln2 * (probability - (rows.Label(row) ? 1 : 0));
            double weight = Ln2 * Ln2 * probability * (1 - probability);
            ReadOnlySpan<int> columns = rows.Columns(row);
            ReadOnlySpan<double> values = rows.Values(row);
            for (int i = 0; i < columns.Length; i++)
            {
                gradient[columns[i]] += error * values[i];
                for (int j = 0; j <= i; j++)
                {
                    curvature[columns[i], columns[j]] += weight * values[i] * values[j];
                }
            }
        }
    }

    /// <summary>Solves the system of a symmetric positive definite matrix, given by its lower triangle, in place by Cholesky's method.</summary>
    private static void Solve(double[,] matrix, ReadOnlySpan<double> right, Span<double> solution)
    {
        int count = right.Length;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i, j];
                for (int k = 0; k < j; k++)
                {
                    sum -= matrix[i, k] * matrix[j, k];
                }

                matrix[i, j] = i == j ? Math.Sqrt(sum) : sum / matrix[j, j];
            }
        }

        for (int i = 0; i < count; i++)
        {
            double sum = right[i];
            for (int k = 0; k < i; k++)
            {
                sum -= matrix[i, k] * solution[k];
            }

            solution[i] = sum / matrix[i, i];
        }

        for (int i = count - 1; i >= 0; i--)
        {
            double sum = solution[i];
            for (int k = i + 1; k < count; k++)
            {
                sum -= matrix[k, i] * solution[k];
            }

            solution[i] = sum / matrix[i, i];
        }
    }
}
