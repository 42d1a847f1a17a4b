using Xunit;

namespace Actors.Runtime.TestKit;

/// <content>Conditions that become true, and time limits around several steps.</content>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Tries assertions until they pass, or fails with what they threw last.</summary>
    /// <param name="assertion">The assertions.</param>
    /// <param name="duration">How long; null means <c>akka.test.default-timeout</c>.</param>
    /// <param name="interval">The pause between attempts; null means 20 ms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public void AwaitAssert(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Done(Assertion(Sync(assertion), duration, interval, block: true, cancellationToken));

    /// <inheritdoc cref="AwaitAssert"/>
    public async Task AwaitAssertAsync(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        await Assertion(Sync(assertion), duration, interval, block: false, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="AwaitAssert"/>
    public async Task AwaitAssertAsync(
        Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        await Assertion(assertion, duration, interval, block: false, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until a condition holds, at most <c>akka.test.default-timeout</c>.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, cancellationToken);

    /// <summary>Waits until a condition holds.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitAssert(() => Assert.True(conditionIsFulfilled(), "The condition does not hold"), max, null, cancellationToken);

    /// <summary>Waits until a condition holds, at most <c>akka.test.default-timeout</c>.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(() => Task.FromResult(conditionIsFulfilled()), null, cancellationToken);

    /// <summary>Waits until a condition holds, at most <c>akka.test.default-timeout</c>.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, cancellationToken);

    /// <summary>Waits until a condition holds.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(
            async () => Assert.True(await conditionIsFulfilled().ConfigureAwait(false), "The condition does not hold"), max, null, cancellationToken);

    /// <summary>Runs an action whose expectations together may take no longer than a time.</summary>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>Runs an action that takes at least one time and at most another.</summary>
    public void Within(
        TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Done(Limit(min, max, Sync(action), hint, epsilonValue, cancellationToken));

    /// <summary>Runs an action whose expectations together may take no longer than a time.</summary>
    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    /// <summary>Runs an action that takes at least one time and at most another.</summary>
    public async Task WithinAsync(
        TimeSpan min, TimeSpan max, Func<Task> actionAsync, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        await Limit(min, max, actionAsync, hint, epsilonValue, cancellationToken).ConfigureAwait(false);

    private static Func<Task> Sync(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private async ValueTask<bool> Assertion(
        Func<Task> assertion, TimeSpan? duration, TimeSpan? interval, bool block, CancellationToken cancellationToken)
    {
        var limit = duration is null && _deadline is null ? Dilated(_settings.DefaultTimeout) : RemainingOrDilated(duration);
        var end = Elapsed + limit;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await assertion().ConfigureAwait(false);
                return true;
            }
            catch (Exception) when (Elapsed < end)
            {
                // Tried again after a pause.
            }
            var pause = Min(interval ?? DefaultInterval, Max(end - Elapsed, TimeSpan.FromMilliseconds(1)));
            if (block) cancellationToken.WaitHandle.WaitOne(pause);
            else await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> Limit(
        TimeSpan min, TimeSpan max, Func<Task> action, string? hint, TimeSpan? epsilonValue, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (start, outer) = (Elapsed, _deadline);
        var limit = outer is null ? Dilated(max) : Min(Dilated(max), Remaining);
        if (min > limit) Assert.Fail($"The least time {min} is more than there is: {limit}");
        _deadline = start + limit;
        try
        {
            await action().ConfigureAwait(false);
        }
        finally
        {
            _deadline = outer;
        }
        var took = Elapsed - start;
        var suffix = hint is null ? string.Empty : $" ({hint})";
        if (took < min) Assert.Fail($"Took {took}, should have taken at least {min}{suffix}");
        if (took > limit + (epsilonValue ?? TimeSpan.Zero)) Assert.Fail($"Took {took}, should have taken at most {limit}{suffix}");
        return true;
    }
}
