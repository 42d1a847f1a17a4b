using Actors.Runtime.TestKit.Internal;
using Xunit;

namespace Actors.Runtime.TestKit;

/// <content>Messages taken without an expectation of each, and those that are fished for.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message of any type; null when none comes in time.</summary>
    public object? ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Done(Next(RemainingOrDilated(max), block: true, cancellationToken))?.Message;

    /// <summary>The next message of any type; null when none comes in time.</summary>
    public async ValueTask<object?> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await Next(RemainingOrDilated(max), block: false, cancellationToken).ConfigureAwait(false))?.Message;

    /// <summary>So many messages, within <see cref="RemainingOrDefault"/> for all of them.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Done(Collect(numberOfMessages, RemainingOrDefault, block: true, cancellationToken));

    /// <summary>So many messages, within a time for all of them.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Done(Collect(numberOfMessages, RemainingOrDilated(max), block: true, cancellationToken));

    /// <summary>Messages for as long as the filter makes something of them; the first other one is lost.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class
    {
        var (end, taken) = (Elapsed + RemainingOrDilated(max), new List<T>());
        while (taken.Count < msgs && Done(Next(Max(end - Elapsed, TimeSpan.Zero), block: true, cancellationToken)) is { } received)
        {
            if (filter(received.Message) is not { } result) break;
            taken.Add(result);
        }
        return taken;
    }

    /// <summary>The first message of any type that fulfils a condition; those before it are lost.</summary>
    internal object FishForMessage(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Done(Fish(isMessage, max, hint, block: true, cancellationToken));

    /// <summary>The first message of any type that fulfils a condition; those before it are lost.</summary>
    internal ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Fish(isMessage, max, hint, block: false, cancellationToken);

    /// <summary>The first message of a type that fulfils a condition; those before it are lost.</summary>
    internal T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Done(Fish(isMessage, max, hint, block: true, cancellationToken));

    /// <summary>The first message of a type that fulfils a condition; those before it are lost.</summary>
    internal ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Fish(isMessage, max, hint, block: false, cancellationToken);

    private async ValueTask<T> Fish<T>(Predicate<T> isMessage, TimeSpan? max, string hint, bool block, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(max);
        var end = Elapsed + limit;
        while (await Next(Max(end - Elapsed, TimeSpan.Zero), block, cancellationToken).ConfigureAwait(false) is { } received)
        {
            if (received.Message is T typed && isMessage(typed)) return typed;
        }
        Assert.Fail($"Timeout {limit} while fishing for a message of type {typeof(T)}{(hint.Length == 0 ? hint : $" ({hint})")}");
        return default!;
    }

    private async ValueTask<IReadOnlyCollection<object>> Collect(int count, TimeSpan max, bool block, CancellationToken cancellationToken)
    {
        var (end, taken) = (Elapsed + max, new List<object>(count));
        while (taken.Count < count)
        {
            var received = await Next(Max(end - Elapsed, TimeSpan.Zero), block, cancellationToken).ConfigureAwait(false);
            if (received is null) Assert.Fail($"Timeout {max} while expecting {count} messages; got {taken.Count}: [{string.Join(", ", taken)}]");
            taken.Add(received!.Message);
        }
        return taken;
    }
}
