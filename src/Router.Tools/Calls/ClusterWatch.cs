using System.Diagnostics;
using Router.Contracts;

namespace Router.Tools.Calls;

/// <summary>Waits for what a node comes to know of its cluster.</summary>
/// <param name="cluster">Asks the node.</param>
internal sealed class ClusterWatch(ClusterClient cluster)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Called before each question: fails when there is no use in waiting.</summary>
    public Action ThrowIfFailed { get; init; } = static () => { };

    /// <summary>What is taken to be known when nobody listens at the node's address; null to ask again.</summary>
    public ClusterStatus? WhenSilent { get; init; }

    /// <summary>Asks again and again until it holds.</summary>
    /// <param name="holds">What is waited for.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="within">For how long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the node knew then, and how long it took.</returns>
    /// <exception cref="ClusterException">It did not hold in time.</exception>
    public async Task<(ClusterStatus Status, TimeSpan After)> UntilAsync(
        Func<ClusterStatus, bool> holds, string what, TimeSpan within, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        string problem;
        do
        {
            ThrowIfFailed();
            try
            {
                var status = await cluster.ReadAsync(cancellationToken);
                if (holds(status)) return (status, Stopwatch.GetElapsedTime(started));
                problem = string.Join("; ", status.Members.Select(Describe));
            }
            catch (HttpRequestException error)
            {
                if (WhenSilent is { } silent && error.StatusCode is null && holds(silent)) return (silent, Stopwatch.GetElapsedTime(started));
                problem = error.Message;
            }
            await Task.Delay(Interval, cancellationToken);
        }
        while (Stopwatch.GetElapsedTime(started) < within);
        throw new ClusterException($"{what} was not seen within {within.TotalSeconds:0} s: {problem}");
    }

    private static string Describe(ClusterMember member) =>
        $"{(member.Name.Length > 0 ? member.Name : member.Address)} is {member.Status}{(member.Trusted ? "" : ", out of reach,")} and runs {member.Replicas.Count}";
}

/// <summary>A cluster did not do what it should.</summary>
/// <param name="message">What happened.</param>
internal sealed class ClusterException(string message) : Exception(message);
