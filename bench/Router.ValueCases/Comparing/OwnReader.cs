using System.Diagnostics;

namespace Router.ValueCases;

/// <summary>Our reader. It reads all kinds in both languages at once, whatever the case asks.</summary>
internal sealed class OwnReader : IReader
{
    /// <summary>Rounds before anything is timed, so that the code is compiled to the end.</summary>
    private const int WarmUps = 5;

    public string Name => "ours";

    public bool Claims(ValueCase @case, string kind) => true;

    public IReadOnlyList<Answer?> Read(string file, IReadOnlyList<ValueCase> cases)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            foreach (var one in cases) _ = Reading.Expressions(one);
        }
        return [.. cases.Select(Read)];
    }

    private static Answer Read(ValueCase @case)
    {
        var started = Stopwatch.GetTimestamp();
        _ = Reading.Expressions(@case);
        var microseconds = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        return new([.. Reading.Of(@case).Select(found => new Finding(found.Start, found.End, [found.Value]))], microseconds);
    }
}
