using System.Threading.Channels;
using Actors.Runtime.Streams.Dsl;
using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Tests.Streams;

/// <summary>What a stage under a test's control has heard: "pull", "push 1", "complete", "fail oops", "cancel oops", "stop".</summary>
internal sealed class Signals
{
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    internal void Add(string signal) => _heard.Writer.TryWrite(signal);

    /// <summary>The next signal is this one; waits for it.</summary>
    internal async Task Expect(params string[] signals)
    {
        foreach (var signal in signals) Assert.Equal(signal, await Next());
    }

    internal async Task<string> Next() => await _heard.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    /// <summary>What has been heard since the last signal that was looked at; waits for nothing.</summary>
    internal List<string> Rest()
    {
        var rest = new List<string>();
        while (_heard.Reader.TryRead(out var signal)) rest.Add(signal);
        return rest;
    }
}

/// <summary>Lets a test do things in a stage.</summary>
internal sealed class Remote(Func<Action, StageCall> makeCall)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _started = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void OnStart() => _started.Set();

    internal void OnStop() => _stopped.SetResult();

    /// <summary>
    /// Does something in the stage. When the task ends, it has been done and what follows from it at once has happened, or the stage has
    /// stopped.
    /// </summary>
    internal async Task Do(Action action)
    {
        Assert.True(_started.Wait(Patience), "The stream has not started");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        makeCall(action).Post();

        // The signals that a call causes are delivered before the next message is handled.
        makeCall(done.SetResult).Post();
        await Task.WhenAny(done.Task, _stopped.Task).WaitAsync(Patience);
    }
}

internal static class ManualSource
{
    internal static Source<T, ManualSource<T>> Of<T>() => new(graph =>
    {
        var stage = new ManualSource<T>(graph);
        return (stage.Out, stage);
    });
}

/// <summary>Pushes, completes and fails when the test says so, and never by itself.</summary>
internal sealed class ManualSource<T> : SourceStage<T>
{
    private readonly Remote _remote;

    internal ManualSource(GraphInterpreter graph)
        : base(graph)
    {
        _remote = new Remote(MakeCall);
        KeepsGoing = true;
    }

    internal Signals Signals { get; } = new();

    public override void OnPull() => Signals.Add("pull");

    public override void OnDownstreamFinish(Exception? cause)
    {
        Signals.Add(cause is null ? "cancel" : "cancel " + cause.Message);
        KeepsGoing = false;
    }

    internal Task Push(T element) => _remote.Do(() => Out.Push(element));

    /// <summary>Waits for demand, then pushes.</summary>
    internal async Task PushWhenPulled(T element)
    {
        await Signals.Expect("pull");
        await Push(element);
    }

    /// <summary>Pushes the last element and completes in one go, before the element can arrive.</summary>
    internal void PushAndEnd(T element, Exception? failure = null) => _ = _remote.Do(() =>
    {
        Out.Push(element);
        KeepsGoing = false;
        Out.Close(failure);
    });

    internal void Complete() => End(failure: null);

    internal void Fail(Exception failure) => End(failure);

    /// <summary>Everything that was caused before has been handled.</summary>
    internal Task Settle() => _remote.Do(static () => { });

    internal override void PreStart() => _remote.OnStart();

    internal override void PostStop()
    {
        Signals.Add("stop");
        _remote.OnStop();
    }

    private void End(Exception? failure) => _ = _remote.Do(() =>
    {
        KeepsGoing = false;
        Out.Close(failure);
    });
}

internal static class ManualSink
{
    internal static Sink<T, ManualSink<T>> Of<T>() => new((graph, upstream) => new ManualSink<T>(graph, upstream));
}

/// <summary>Pulls and cancels when the test says so, and never by itself.</summary>
internal sealed class ManualSink<T> : SinkStage<T>
{
    private readonly Remote _remote;

    internal ManualSink(GraphInterpreter graph, Link<T> upstream)
        : base(graph, upstream)
    {
        _remote = new Remote(MakeCall);
        KeepsGoing = true;
    }

    internal Signals Signals { get; } = new();

    public override void OnPush() => Signals.Add($"push {In.Grab()}");

    public override void OnUpstreamFinish() => End("complete");

    public override void OnUpstreamFailure(Exception cause) => End("fail " + cause.Message);

    internal Task Pull() => _remote.Do(In.Pull);

    /// <summary>Pulls and gets this.</summary>
    internal async Task PullAndExpect(params string[] signals)
    {
        await Pull();
        await Signals.Expect(signals);
    }

    internal void Cancel(Exception? cause = null) => _ = _remote.Do(() =>
    {
        KeepsGoing = false;
        In.Cancel(cause);
    });

    /// <summary>Everything that was caused before has been handled.</summary>
    internal Task Settle() => _remote.Do(static () => { });

    internal override void PreStart() => _remote.OnStart();

    internal override void PostStop()
    {
        Signals.Add("stop");
        _remote.OnStop();
    }

    private void End(string signal)
    {
        Signals.Add(signal);
        KeepsGoing = false;
    }
}
