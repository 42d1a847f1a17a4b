using Akka.Event;

namespace Router.Host.Node;

/// <summary>
/// What the actor system logs while its loggers are not yet or no longer there, on standard error: Akka.NET's own goes to standard output, among
/// the results. Named by <c>akka.stdout-logger-class</c>.
/// </summary>
internal sealed class StandardErrorLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message) => Console.Error.WriteLine(message);
}
