using System.Diagnostics;
using Router.Contracts;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>Waits for what a node comes to know of its cluster.</summary>
/// <param name="cluster">Asks the node.</param>
/// <param name="throwIfFailed">Fails when there is no use in waiting.</param>
internal sealed class ClusterWatch(ClusterClient cluster, Action throwIfFailed)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until it holds.</summary>
    /// <param name="holds">What is waited for.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="within">For how long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the node knew then, and how long it took.</returns>
    /// <exception cref="TrialException">It did not hold in time.</exception>
    public async Task<(ClusterStatus Status, TimeSpan After)> UntilAsync(
        Func<ClusterStatus, bool> holds, string what, TimeSpan within, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var problem = "";
        while (Stopwatch.GetElapsedTime(started) is var waited && waited < within)
        {
            throwIfFailed();
            try
            {
                var status = await cluster.ReadAsync(cancellationToken);
                if (holds(status)) return (status, Stopwatch.GetElapsedTime(started));
                problem = string.Join("; ", status.Members.Select(member => $"{member.Name} is {member.Status} and runs {member.Replicas.Count}"));
            }
            catch (HttpRequestException error)
            {
                problem = error.Message;
            }
            await Task.Delay(Interval, cancellationToken);
        }
        throw new TrialException($"{what} was not seen within {within.TotalSeconds:0} s: {problem}");
    }
}
