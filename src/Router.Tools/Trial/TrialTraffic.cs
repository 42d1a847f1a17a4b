using System.Globalization;
using Router.Contracts;

namespace Router.Tools.Trial;

/// <summary>What went between nodes for the queries of the one that took them: layer states away from it, verdicts back.</summary>
/// <param name="Answered">Queries answered.</param>
/// <param name="States">Bytes of states that it sent.</param>
/// <param name="Verdicts">Bytes of verdicts that it received.</param>
/// <param name="Tap">Bytes that one layer's states of the queries would be, as 16-bit floats.</param>
internal sealed record TrialTraffic(int Answered, long States, long Verdicts, long Tap)
{
    /// <summary>Reads it from what the node that took the queries, and was never killed, shows of itself.</summary>
    public static TrialTraffic Of(ClusterStatus status, int answered)
    {
        var own = status.Members.Single(member => member.Name == status.Node);
        return new TrialTraffic(
            answered,
            own.Traffic.Where(kind => kind.Message == MessageTraffic.States).Sum(kind => kind.SentBytes),
            own.Traffic.Where(kind => kind.Message == MessageTraffic.Verdicts).Sum(kind => kind.ReceivedBytes),
            own.TapBytes);
    }

    /// <summary>In one line.</summary>
    public string Summary => Answered == 0 || Tap == 0
        ? "no query was answered, so there are no bytes between nodes for one"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"bytes between nodes for each answered query: {(States + Verdicts) / Answered} ({States / Answered} states, {Verdicts / Answered} verdicts), {Goal.Of((States + Verdicts) / (double)Tap, 3, "times")} the {Tap / Answered} of one layer's states as 16-bit floats");
}
