using Router.Contracts;
using Router.Host;
using Router.Host.Routing;
using Router.Language.Cutting;

namespace Router.Tools.Evaluation;

/// <summary>Fits the weights of <see cref="CutModel"/> to examples: logistic regression with an L2 penalty, by Newton's method.</summary>
internal sealed class CutFit
{
    private const double Penalty = 0.3;
    private const int Steps = 50;

    private readonly List<(double[] Features, bool IsCut)> _rows = [];

    /// <summary>The places that the examples have: their features, and whether it is right to cut there.</summary>
    public IReadOnlyList<(double[] Features, bool IsCut)> Rows => _rows;

    /// <summary>
    /// Adds each place of an example's text, seen between the cuts that are right beside it. A place whose parts are not both routed teaches
    /// nothing: it is never cut.
    /// </summary>
    public void Add(CuttingExample example, CutReading reading)
    {
        var places = reading.Candidates;
        for (var i = 0; i < places.Count; i++)
        {
            var (before, after) = (i - 1, i + 1);
            while (before >= 0 && !IsRight(example, places[before])) before--;
            while (after < places.Count && !IsRight(example, places[after])) after++;
            if (reading.Between(before, i) is not { Decision.Outcome: DecisionOutcome.Routed } left) continue;
            if (reading.Between(i, after) is not { Decision.Outcome: DecisionOutcome.Routed } right) continue;
            if (reading.Between(before, after) is not { } both) continue;
            _rows.Add((CutFeatures.Of(places[i], reading.Text, left, right, both), IsRight(example, places[i])));
        }
    }

    /// <summary>The weights that the examples are likeliest under, less the penalty.</summary>
    public CutModel Fit()
    {
        var size = CutFeatures.Names.Length + 1;
        var weights = new double[size];
        for (var step = 0; step < Steps; step++)
        {
            var (gradient, hessian) = Derivatives(weights);
            Solve(hessian, gradient);
            for (var i = 0; i < size; i++) weights[i] -= gradient[i];
        }
        return new CutModel(Math.Round(weights[0], 4), [.. weights[1..].Select(weight => Math.Round(weight, 4))]);
    }

    private static bool IsRight(CuttingExample example, CutCandidate place) =>
        example.Parts.Zip(example.Parts.Skip(1)).Any(pair => pair.First.End == place.End && pair.Second.Start == place.Start);

    /// <summary>Of the penalised negative log-likelihood; the bias stands first and has no penalty.</summary>
    private (double[] Gradient, double[,] Hessian) Derivatives(double[] weights)
    {
        var size = weights.Length;
        var (gradient, hessian) = (new double[size], new double[size, size]);
        for (var i = 1; i < size; i++) (gradient[i], hessian[i, i]) = (Penalty * weights[i], Penalty);
        // Keeps the matrix regular where all examples agree.
        hessian[0, 0] = 1e-6;
        foreach (var (features, isCut) in _rows)
        {
            double[] inputs = [1, .. features];
            var logit = inputs.Zip(weights, (input, weight) => input * weight).Sum();
            var probability = 1 / (1 + Math.Exp(-logit));
            for (var i = 0; i < size; i++)
            {
                gradient[i] += (probability - (isCut ? 1 : 0)) * inputs[i];
                for (var j = 0; j < size; j++) hessian[i, j] += probability * (1 - probability) * inputs[i] * inputs[j];
            }
        }
        return (gradient, hessian);
    }

    /// <summary>Solves a positive definite system by elimination; the solution takes the right side's place.</summary>
    private static void Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = 0; row < size; row++)
            {
                if (row == pivot) continue;
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column < size; column++) matrix[row, column] -= factor * matrix[pivot, column];
                right[row] -= factor * right[pivot];
            }
        }
        for (var i = 0; i < size; i++) right[i] /= matrix[i, i];
    }
}
