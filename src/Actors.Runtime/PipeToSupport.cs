namespace Actors.Runtime;

/// <summary>Tells the outcome of a task to an actor: its result, or a <see cref="Status.Failure"/>.</summary>
public static class PipeToSupport
{
    /// <summary>Tells the result, or what <paramref name="success"/> makes of it; a failure as <paramref name="failure"/> makes it.</summary>
    /// <returns>Ends when the outcome has been told; never fails.</returns>
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null)
    {
        sender ??= Internal.ImplicitSender.Current;
        object outcome;
        try
        {
            var result = await taskToPipe.ConfigureAwait(false);
            outcome = success is null ? result! : success(result);
        }
        catch (Exception e)
        {
            outcome = failure is null ? new Status.Failure(e) : failure(e);
        }
        recipient.Tell(outcome, sender);
    }

    /// <summary>Tells what <paramref name="success"/> makes, if given; a failure as <paramref name="failure"/> makes it.</summary>
    /// <returns>Ends when the outcome has been told; never fails.</returns>
    public static async Task PipeTo(
        this Task taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null)
    {
        sender ??= Internal.ImplicitSender.Current;
        object? outcome;
        try
        {
            await taskToPipe.ConfigureAwait(false);
            outcome = success?.Invoke();
        }
        catch (Exception e)
        {
            outcome = failure is null ? new Status.Failure(e) : failure(e);
        }
        if (outcome is not null) recipient.Tell(outcome, sender);
    }
}
