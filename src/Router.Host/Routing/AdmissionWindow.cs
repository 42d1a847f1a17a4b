using Router.Contracts;

namespace Router.Host.Routing;

/// <summary>The texts of one request on their way in: they enter in their order as room frees. Callers take turns, and the windows of each.</summary>
/// <param name="admission">What they enter.</param>
/// <param name="time">The clock of their deadlines.</param>
/// <param name="caller">Whose they are; "" for the node itself.</param>
internal sealed class AdmissionWindow(Admission admission, TimeProvider time, string caller = "")
{
    /// <summary>Whose they are.</summary>
    internal string Caller => caller;

    /// <summary>The texts that wait, and some that gave up and are passed over; under the lock of <see cref="Admission"/>.</summary>
    internal Queue<WaitingText> Waiting { get; } = [];

    /// <summary>What those weigh that have not given up; under the same lock.</summary>
    internal int Weight { get; set; }

    /// <summary>How long a text may go on waiting.</summary>
    internal TimeSpan LeftOf(WaitingText text) => text.Until - time.GetUtcNow();

    /// <summary>Waits until a text is let in.</summary>
    /// <param name="weight">How many queries it may become, at least 1.</param>
    /// <param name="until">It waits no longer than this.</param>
    /// <param name="cancellationToken">It waits no longer.</param>
    /// <returns>Null when it is in, and must leave; or why it is not.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<RefusalReason?> EnterAsync(int weight, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var text = new WaitingText(weight, until);
        admission.Wait(this, text);
        if (text.Task.IsCompleted) return await text.Task;
        try
        {
            var left = LeftOf(text);
            return await text.Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            admission.GiveUp(this, text);
            return await text.Task;
        }
        catch (OperationCanceledException)
        {
            if (!admission.GiveUp(this, text) && await text.Task is null) admission.Leave(weight, caller);
            throw;
        }
    }
}

/// <summary>A text that waits to be let in; the result is null when it is, or why it is not.</summary>
/// <param name="weight">How many queries it may become.</param>
/// <param name="until">It waits no longer than this.</param>
internal sealed class WaitingText(int weight, DateTimeOffset until) : TaskCompletionSource<RefusalReason?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public int Weight { get; } = weight;

    public DateTimeOffset Until { get; } = until;
}
