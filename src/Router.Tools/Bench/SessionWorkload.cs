using Router.Contracts.Protocol;
using Router.Host;
using Router.Tools.Playback;

namespace Router.Tools.Bench;

/// <summary>
/// A recorded session, chosen at random, played to a server over gRPC. Each utterance is a sample: from its final hypothesis to its
/// decision.
/// </summary>
/// <param name="player">Plays it.</param>
/// <param name="scripts">The sessions, at least one.</param>
/// <param name="variation">Makes each a session of its own.</param>
/// <param name="pause">
/// A client that begins anew as soon as its session has ended waits up to this long before, so that clients do not speak in step.
/// </param>
/// <param name="seed">Of the random numbers.</param>
internal sealed class SessionWorkload(
    SessionPlayer player, IReadOnlyList<SessionScript> scripts, SessionVariation variation, TimeSpan pause, int seed) : IWorkload
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public async Task<bool> RunAsync(long? due, Recorder recorder, CancellationToken cancellationToken)
    {
        SessionScript script;
        TimeSpan wait;
        lock (_lock) (script, wait) = (scripts[_random.Next(scripts.Count)], pause * _random.NextDouble());
        var samples = new Samples(recorder);
        try
        {
            if (due is null) await Task.Delay(wait, recorder.Time, cancellationToken);
            await player.PlayAsync(variation.Of(script), samples, due, cancellationToken);
            return samples.Errors == 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    /// <summary>Records how utterances end.</summary>
    private sealed class Samples(Recorder recorder) : ISessionListener
    {
        private int _errors;

        public int Errors => Volatile.Read(ref _errors);

        public void Sent(SessionEvent sent)
        {
        }

        public void Received(SessionUpdate update)
        {
        }

        public void Ended(UtteranceEnd end)
        {
            if (end.Error is not null) Interlocked.Increment(ref _errors);
            recorder.Add(new Sample(end.Latency)
            {
                Error = end.Error,
                Timings = GrpcTarget.Read(end.Decision?.Decision?.Timings),
                SpeculationHit = end.Decision?.SpeculationHit,
            });
        }
    }
}
