namespace Router.Host.Bench;

/// <summary>What a bench does again and again: a query, or a session.</summary>
internal interface IWorkload
{
    /// <summary>Does it once and records how each part of it ended. What has not ended when the bench gives up is not recorded.</summary>
    /// <param name="due">Timestamp of when it was to begin; null when that is now.</param>
    /// <param name="recorder">Where to.</param>
    /// <param name="cancellationToken">The bench gives up.</param>
    /// <returns>Whether everything was decided.</returns>
    Task<bool> RunAsync(long? due, Recorder recorder, CancellationToken cancellationToken);
}

/// <summary>One text to a target.</summary>
internal sealed class QueryWorkload(ILoadTarget target, TextSource texts) : IWorkload
{
    public async Task<bool> RunAsync(long? due, Recorder recorder, CancellationToken cancellationToken)
    {
        var text = texts.Next();
        var started = due ?? recorder.Time.GetTimestamp();
        try
        {
            var answer = await target.SendAsync(text, cancellationToken);
            recorder.Add(new Sample(recorder.Time.GetElapsedTime(started)) { Error = answer.Error, Timings = answer.Timings });
            return answer.Error is null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }
}
