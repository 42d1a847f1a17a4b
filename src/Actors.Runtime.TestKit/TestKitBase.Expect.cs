using Actors.Runtime.TestKit.Internal;
using Xunit;

namespace Actors.Runtime.TestKit;

/// <content>Expectations of the next message.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message is of a type.</summary>
    /// <param name="duration">How long to wait; null means <see cref="RemainingOrDefault"/>.</param>
    /// <param name="hint">What the failure says beside the type.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Done(Expect<T>(null, duration, hint, block: true, cancellationToken));

    /// <inheritdoc cref="ExpectMsg{T}(TimeSpan?, string?, CancellationToken)"/>
    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(null, duration, hint, block: false, cancellationToken);

    /// <summary>The next message equals another.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Done(Expect<T>((actual, _) => Assert.Equal(message, actual), timeout, hint, block: true, cancellationToken));

    /// <summary>The next message equals another.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>((actual, _) => Assert.Equal(message, actual), timeout, hint, block: false, cancellationToken);

    /// <summary>The next message is of a type and fulfils a condition.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Done(Expect(Fulfils(isMessage), timeout, hint, block: true, cancellationToken));

    /// <summary>The next message is of a type and fulfils a condition.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Fulfils(isMessage), timeout, hint, block: false, cancellationToken);

    /// <summary>The next message is of a type and passes assertions.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Done(Expect<T>((actual, _) => assert(actual), timeout, hint, block: true, cancellationToken));

    /// <summary>The next message is of a type and passes assertions.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>((actual, _) => assert(actual), timeout, hint, block: false, cancellationToken);

    /// <summary>The next message is of a type and passes assertions together with its sender.</summary>
    public T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Done(Expect(assertMessageAndSender, timeout, hint, block: true, cancellationToken));

    /// <summary>The next message is of a type and was sent by an actor.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Done(Expect<T>((_, actual) => Assert.Equal<object>(sender, actual), duration, hint, block: true, cancellationToken));

    /// <summary>The next message is of a type and was sent by an actor.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>((_, actual) => Assert.Equal<object>(sender, actual), duration, hint, block: false, cancellationToken);

    /// <summary>The next message is the <see cref="Terminated"/> of an actor.</summary>
    public Terminated ExpectTerminated(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Done(Expect<Terminated>((actual, _) => Assert.Equal<object>(target, actual.ActorRef), timeout, hint, block: true, cancellationToken));

    /// <summary>The next message is the <see cref="Terminated"/> of an actor.</summary>
    public ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<Terminated>((actual, _) => Assert.Equal<object>(target, actual.ActorRef), timeout, hint, block: false, cancellationToken);

    /// <summary>No message comes for <c>akka.test.expect-no-message-default</c>, or what is left of the enclosing <c>Within</c>.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        Done(ExpectNone(NoMessageTime, block: true, cancellationToken));

    /// <summary>No message comes for <c>akka.test.expect-no-message-default</c>, or what is left of the enclosing <c>Within</c>.</summary>
    public async ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        await ExpectNone(NoMessageTime, block: false, cancellationToken).ConfigureAwait(false);

    /// <summary>No message comes for some time.</summary>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        Done(ExpectNone(Dilated(duration), block: true, cancellationToken));

    /// <summary>No message comes for some time.</summary>
    public async ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        await ExpectNone(Dilated(duration), block: false, cancellationToken).ConfigureAwait(false);

    /// <summary>No message comes for some time.</summary>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>No message comes for some time.</summary>
    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>The next message equals one of several.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        Done(Expect<T>((actual, _) => Assert.Contains(actual, messages), null, null, block: true, cancellationToken));

    /// <summary>The next messages equal these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) => ExpectMsgAllOf(RemainingOrDefault, messages);

    /// <summary>The next messages equal these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages)
    {
        var received = Done(Collect(messages.Length, max, block: true, CancellationToken.None));
        var missing = messages.Cast<object>().ToList();
        var surplus = received.Where(message => !missing.Remove(message)).ToList();
        if (missing.Count + surplus.Count > 0)
            Assert.Fail($"Not received: [{string.Join(", ", missing)}]; received instead: [{string.Join(", ", surplus)}]");
        return [.. received.Cast<T>()];
    }

    private TimeSpan NoMessageTime => _deadline is null ? Dilated(_settings.ExpectNoMessage) : Remaining;

    private static Action<T, IActorRef> Fulfils<T>(Predicate<T> condition) => (actual, _) =>
    {
        if (!condition(actual)) Assert.Fail($"Got a message of type {typeof(T)} that does not fulfil the condition: {actual}");
    };

    private async ValueTask<T> Expect<T>(
        Action<T, IActorRef>? assert, TimeSpan? duration, string? hint, bool block, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(duration);
        var suffix = hint is null ? string.Empty : $" ({hint})";
        var received = await Next(limit, block, cancellationToken).ConfigureAwait(false);
        if (received is null) Assert.Fail($"Timeout {limit} while waiting for a message of type {typeof(T)}{suffix}");
        if (received!.Message is not T typed)
        {
            Assert.Fail($"Expected a message of type {typeof(T)}{suffix}, received {Describe(received)}");
            return default!;
        }
        assert?.Invoke(typed, received.Sender);
        return typed;
    }

    private async ValueTask<bool> ExpectNone(TimeSpan duration, bool block, CancellationToken cancellationToken)
    {
        var received = await Next(duration, block, cancellationToken).ConfigureAwait(false);
        if (received is not null) Assert.Fail($"Received {Describe(received)}, expected nothing for {duration}");
        return true;
    }

    private static string Describe(Received received) => $"{{{received.Message}}} of type {received.Message.GetType()} from {received.Sender}";
}
