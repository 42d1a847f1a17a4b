using Router.Contracts;
using Router.Host;

namespace Router.Tools.Evaluation;

/// <summary>How well texts were cut. A cut text is right when its parts are exactly those of the example.</summary>
/// <param name="Name">Which texts were counted.</param>
/// <param name="Pairs">Texts that hold several commands.</param>
/// <param name="Singles">Texts that hold one.</param>
/// <param name="Cut">Texts that were cut.</param>
/// <param name="CutRight">Texts that were cut rightly.</param>
/// <param name="SinglesCut">Texts with one command that were cut all the same.</param>
/// <param name="SubsystemsRight">Texts that were cut rightly and whose parts all went to the right subsystem.</param>
internal sealed record CuttingScore(string Name, int Pairs, int Singles, int Cut, int CutRight, int SinglesCut, int SubsystemsRight)
{
    /// <summary>Share of the cut texts that were cut rightly, 0..1; 1 when none was cut.</summary>
    public double Precision => Cut == 0 ? 1 : (double)CutRight / Cut;

    /// <summary>Share of the texts with several commands that were cut rightly, 0..1; 1 when there is none.</summary>
    public double Recall => Pairs == 0 ? 1 : (double)CutRight / Pairs;

    /// <summary>Harmonic mean of the two, 0..1.</summary>
    public double F1 => new Tally(CutRight, Cut, Pairs).F1;

    /// <summary>Share of the texts with several commands that were cut rightly and whose parts all went to the right subsystem, 0..1.</summary>
    public double SubsystemShare => Pairs == 0 ? 1 : (double)SubsystemsRight / Pairs;

    /// <summary>Counts.</summary>
    public static CuttingScore Of(string name, IReadOnlyList<(CuttingExample Example, RouteDecision Decision)> answers)
    {
        var right = answers.Where(IsCutRight).ToArray();
        return new CuttingScore(
            name,
            Pairs: answers.Count(answer => answer.Example.Parts.Count > 0),
            Singles: answers.Count(answer => answer.Example.Parts.Count == 0),
            Cut: answers.Count(answer => answer.Decision.Parts.Count > 0),
            CutRight: right.Length,
            SinglesCut: answers.Count(answer => answer.Example.Parts.Count == 0 && answer.Decision.Parts.Count > 0),
            SubsystemsRight: right.Count(answer => answer.Example.Parts
                .Zip(answer.Decision.Parts, (wanted, given) => wanted.Subsystem is null || wanted.Subsystem == given.Subsystem)
                .All(same => same)));
    }

    private static bool IsCutRight((CuttingExample Example, RouteDecision Decision) answer) =>
        answer.Decision.Parts.Count > 0 && answer.Example.HasParts(answer.Decision.Parts.Select(part => (part.Start, part.End)));
}
