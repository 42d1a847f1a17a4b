namespace Actors.Runtime.Internal;

/// <summary>Runs actions later, on no particular thread. Every scheduler of the engine is one.</summary>
internal interface IActionScheduler
{
    void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable);
}
