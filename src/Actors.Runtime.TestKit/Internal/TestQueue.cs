using System.Collections.Concurrent;

namespace Actors.Runtime.TestKit.Internal;

/// <summary>A message that a test actor got.</summary>
internal sealed record Received(object Message, IActorRef Sender);

/// <summary>What a test actor got and the test has not looked at yet.</summary>
internal sealed class TestQueue
{
    private readonly ConcurrentQueue<Received> _messages = new();
    private readonly SemaphoreSlim _available = new(0);
    private volatile Func<object, bool>? _ignore;

    internal bool IsEmpty => _messages.IsEmpty;

    /// <summary>Which messages the test does not want to see.</summary>
    internal Func<object, bool>? Ignore
    {
        get => _ignore;
        set => _ignore = value;
    }

    internal void Add(object message, IActorRef sender)
    {
        if (_ignore?.Invoke(message) == true) return;
        _messages.Enqueue(new Received(message, sender));
        _available.Release();
    }

    /// <summary>The next message, or null when none comes in time.</summary>
    /// <param name="timeout">How long to wait; not negative.</param>
    /// <param name="block">Whether to block the thread instead of awaiting; the result is complete then.</param>
    /// <param name="cancellationToken">Gives up with an exception.</param>
    internal async ValueTask<Received?> Take(TimeSpan timeout, bool block, CancellationToken cancellationToken)
    {
        var came = block
            ? _available.Wait(timeout, cancellationToken)
            : await _available.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        return came && _messages.TryDequeue(out var message) ? message : null;
    }
}
