using Router.Host;

namespace Router.Tools.Bench;

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
