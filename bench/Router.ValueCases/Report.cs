using System.Diagnostics;

namespace Router.ValueCases;

/// <summary>Judges cases and prints what came of it.</summary>
internal sealed class Report(IReadOnlyList<ValueCase> cases, TextWriter output)
{
    private const int WarmUps = 30;
    private const int Rounds = 5;

    /// <summary>Prints it all; false when a bound is missed.</summary>
    public bool Print(bool failures, IReadOnlyDictionary<string, double> bounds, double slowest)
    {
        var judged = cases.Select(Judge).ToList();
        if (failures) PrintFailures(judged);
        var isMet = true;
        foreach (var language in judged.GroupBy(one => one.Case.Language).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            foreach (var group in language.GroupBy(one => Groups.Of(one.Case)).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                var share = PrintShare($"{language.Key} {group.Key}", [.. group]);
                foreach (var (type, ofType) in Groups.ByType(group)) PrintShare($"    {type}", ofType);
                if (!bounds.TryGetValue(group.Key, out var bound) || share >= bound) continue;
                output.WriteLine($"    fewer than {bound:0.0} %");
                isMet = false;
            }
        }
        return PrintSlowest() <= slowest && isMet;
    }

    private static Judgement Judge(ValueCase @case)
    {
        try
        {
            return Judgement.Of(@case, Reading.Of(@case));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new Judgement(@case, [$"crashed: {error}"]);
        }
    }

    private void PrintFailures(List<Judgement> judged)
    {
        foreach (var failed in judged.Where(one => !one.Passed))
        {
            output.WriteLine($"{failed.Case.Language} {failed.Case.Model} {failed.Case.Now:s}: {failed.Case.Text}");
            foreach (var wrong in failed.Wrong) output.WriteLine($"    {wrong}");
        }
    }

    private double PrintShare(string name, IReadOnlyList<Judgement> judged)
    {
        var passed = judged.Count(one => one.Passed);
        var share = 100.0 * passed / judged.Count;
        output.WriteLine($"{share,5:0.0} % {passed,4} of {judged.Count,4}  {name}");
        return share;
    }

    /// <summary>Each case's fastest time of several rounds, so that what else the machine does counts little; the largest of them, in milliseconds.</summary>
    private double PrintSlowest()
    {
        for (var i = 0; i < WarmUps; i++)
        {
            foreach (var one in cases) Judge(one);
        }
        var (longest, total, slowest) = (0.0, 0.0, cases[0]);
        foreach (var one in cases)
        {
            var time = Enumerable.Range(0, Rounds).Min(_ => Time(one));
            total += time;
            if (time > longest) (longest, slowest) = (time, one);
        }
        output.WriteLine($"{1000 * total / cases.Count:0} microseconds a case, the slowest {longest:0.000} ms: {slowest.Text}");
        return longest;
    }

    private static double Time(ValueCase @case)
    {
        var started = Stopwatch.GetTimestamp();
        _ = Reading.Expressions(@case);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
