using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Trial;

/// <summary>Queries to a node, at random times that wait for no answer. Each one that was sent is waited for, also when the load ends.</summary>
/// <param name="target">The node.</param>
/// <param name="texts">What is asked.</param>
/// <param name="tally">Counts them.</param>
internal sealed class TrialLoad(ILoadTarget target, TextSource texts, TrialTally tally) : IWorkload
{
    /// <summary>Sends until it is cancelled.</summary>
    /// <param name="rate">Queries a second, on average.</param>
    /// <param name="seed">Of the random times.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    public Task RunAsync(double rate, int seed, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var loop = new OpenLoop(this, new PoissonSchedule(rate, seed), (due, cancelled) => ExactWait.Until(time, due, cancelled));
        return loop.RunAsync(new Recorder(time), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RunAsync(long? due, Recorder recorder, CancellationToken cancellationToken)
    {
        tally.Send();
        var started = due ?? recorder.Time.GetTimestamp();
        var answer = await target.SendAsync(texts.Next(), CancellationToken.None);
        tally.End(recorder.Time.GetElapsedTime(started), answer);
        return answer.Error is null;
    }
}
