using Grpc.Core;
using Router.Tools.Playback;

namespace Router.Tools.Cli;

/// <summary>Shows sessions while they are played. Any number of threads may tell it what happens.</summary>
internal interface IStreamView
{
    /// <summary>Gives what shows a session.</summary>
    ISessionListener Open(string session);

    /// <summary>Says that a session ended with an error.</summary>
    void Failed(string session, Status status);

    /// <summary>Shows what happens while something is done, and the outcome after it.</summary>
    Task RunAsync(Func<Task> play);
}
