namespace Router.Tools.Models;

/// <summary>What a subsystem takes from the others.</summary>
/// <param name="Candidate">The subsystem.</param>
/// <param name="Others">The others, by name.</param>
/// <param name="General">General speech, which is right when nobody takes it.</param>
public sealed record TogetherReport(string Candidate, IReadOnlyList<TogetherRow> Others, TogetherRow General)
{
    /// <summary>Backbones that the candidate reads and that bring no known texts, so that its heads for them were not tried.</summary>
    public IReadOnlyList<string> Untried { get; init; } = [];

    /// <summary>Texts of others in 100 that they no longer get.</summary>
    public double Lost => TogetherRow.LostOf(Others);
}

/// <summary>The known texts of one subsystem.</summary>
/// <param name="Name">The subsystem; empty for general speech.</param>
public sealed record TogetherRow(string Name)
{
    /// <summary>How many there are.</summary>
    public int Texts { get; init; }

    /// <summary>How many it gets without the candidate.</summary>
    public int RightWithout { get; init; }

    /// <summary>How many it gets with the candidate.</summary>
    public int RightWith { get; init; }

    /// <summary>How many the candidate gets.</summary>
    public int Taken { get; init; }

    /// <summary>Texts in 100 that are lost to the candidate's presence.</summary>
    public double Lost => LostOf([this]);

    internal static double LostOf(IReadOnlyList<TogetherRow> rows) =>
        rows.Sum(row => row.Texts) is > 0 and var texts ? 100.0 * rows.Sum(row => row.RightWithout - row.RightWith) / texts : 0;

    internal TogetherRow With(bool isRightWithout, bool isRightWith, bool isTaken) => this with
    {
        Texts = Texts + 1,
        RightWithout = RightWithout + (isRightWithout ? 1 : 0),
        RightWith = RightWith + (isRightWith ? 1 : 0),
        Taken = Taken + (isTaken ? 1 : 0),
    };
}
