namespace Router.ValueCases;

/// <summary>What a reader found in a case.</summary>
/// <param name="Findings">The expressions of the case's model.</param>
/// <param name="Microseconds">How long it took.</param>
internal sealed record Answer(IReadOnlyList<Finding> Findings, double Microseconds);

/// <summary>An expression that a reader found.</summary>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Values">Its readings, in the form of <see cref="Canonical"/>; several where the reader tells several.</param>
internal sealed record Finding(int Start, int End, IReadOnlyList<string> Values);

/// <summary>Who reads cases.</summary>
internal interface IReader
{
    /// <summary>As the tables name it.</summary>
    string Name { get; }

    /// <summary>Whether it says that it reads such a case's expressions of a kind.</summary>
    bool Claims(ValueCase @case, string kind);

    /// <summary>One answer for each case; null where it reads nothing of the case's model.</summary>
    IReadOnlyList<Answer?> Read(string file, IReadOnlyList<ValueCase> cases);
}
