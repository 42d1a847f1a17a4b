using System.Runtime.CompilerServices;
using Router.Contracts;

namespace Router.Host.Security;

/// <summary>What holds for the texts of a session as for those of single calls.</summary>
internal static class SessionAdmission
{
    /// <summary>The events of a session, up to the first that its caller may not send.</summary>
    /// <exception cref="SessionEndedException">The caller lacks a scope, or has used up its budget.</exception>
    public static async IAsyncEnumerable<SessionEvent> Admit(
        this Caller caller, IAsyncEnumerable<SessionEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var message in events.WithCancellation(cancellationToken))
        {
            var refused = message switch
            {
                SessionStart start => caller.Refuse(start.Priority),
                Hypothesis => caller.CountOne(),
                _ => null,
            };
            if (refused is not null) throw new SessionEndedException(refused);
            yield return message;
        }
    }
}
