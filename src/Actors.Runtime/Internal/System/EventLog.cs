namespace Actors.Runtime.Internal;

/// <summary>What the engine has to say of itself: one line per event on the standard error stream, or wherever a test wants it.</summary>
internal sealed class EventLog
{
    private readonly Level _least;

    internal EventLog(ActorSystem system, string level)
    {
        Source = system.Name;
        _least = level.ToUpperInvariant() switch
        {
            "OFF" => Level.Off,
            "ERROR" => Level.Error,
            "WARNING" => Level.Warning,
            "INFO" => Level.Info,
            "DEBUG" => Level.Debug,
            _ => throw new Configuration.ConfigurationException($"akka.loglevel is '{level}'; allowed are OFF, ERROR, WARNING, INFO and DEBUG"),
        };
    }

    private enum Level
    {
        Debug,
        Info,
        Warning,
        Error,
        Off,
    }

    private string Source { get; }

    /// <summary>Where the lines go.</summary>
    internal Action<string> Sink { get; set; } = Console.Error.WriteLine;

    internal void Error(IActorRef actor, Exception cause, string text) => Write(Level.Error, actor, $"{text}: {cause}");

    internal void Warning(IActorRef actor, string text) => Write(Level.Warning, actor, text);

    internal void DeadLetter(object message, IActorRef recipient)
    {
        if (_least <= Level.Info) Write(Level.Info, recipient, $"Dead letter of type {message.GetType()}");
    }

    private void Write(Level level, IActorRef actor, string text)
    {
        if (level < _least) return;
        try
        {
            Sink($"[{TimeProvider.System.GetUtcNow():O}] [{level}] [{Source}] [{actor.Path.ToStringWithoutAddress()}] {text}");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody listens; an actor must not fail for that.
        }
    }
}
