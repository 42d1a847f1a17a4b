using System.Diagnostics;
using Akka.Event;
using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>To <see cref="SessionsActor"/>: opens a session. Answered with <see cref="SessionOpened"/> or <see cref="SessionRefused"/>.</summary>
/// <param name="Id">The session's name.</param>
/// <param name="Asker">Who opens it.</param>
/// <param name="Start">What the client asked for; checked.</param>
/// <param name="Stream">The client.</param>
/// <param name="MayRouteMore">Takes texts from the client's budget; false when it has not so many left.</param>
/// <param name="Ended">Done when the session is over and counts no more: with the reason, unless its client wished it.</param>
internal sealed record OpenSession(
    Guid Id, Asker Asker, SessionStart Start, SessionStream Stream, Func<int, bool> MayRouteMore, TaskCompletionSource Ended) : INoSerializationVerificationNeeded
{
    /// <summary>The request that opens it: what is logged about the session bears its id. Actors do not carry it along by themselves.</summary>
    public Activity? Request { get; } = Activity.Current;
}

/// <summary>The session takes events.</summary>
internal sealed record SessionOpened(IActorRef Session) : INoSerializationVerificationNeeded;

/// <summary>There is no room for the session.</summary>
internal sealed record SessionRefused(RouteError Error) : INoSerializationVerificationNeeded;

/// <summary>To <see cref="SessionsActor"/>: the node is stopping. Answered with <see cref="SessionsDrained"/> when no session is open.</summary>
internal sealed record DrainSessions : INoSerializationVerificationNeeded;

/// <summary>No session is open.</summary>
internal sealed record SessionsDrained : INoSerializationVerificationNeeded;

/// <summary>From a session to its parent, as the last thing that it does: it is over. One that fails does not get to say so.</summary>
/// <param name="Reason">Null when its client wished it.</param>
internal sealed record SessionOver(Exception? Reason) : INoSerializationVerificationNeeded;

/// <summary>To a session, from its stream: events are about to come. Answered with <see cref="EventTaken"/>, as is each of them.</summary>
internal sealed record EventsBegin : INoSerializationVerificationNeeded
{
    public static readonly EventsBegin Instance = new();
}

/// <summary>To the stream: the next event may come.</summary>
internal sealed record EventTaken : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly EventTaken Instance = new();
}

/// <summary>To a session, from its stream: what the client says cannot be read.</summary>
internal sealed record EventsFailed(Exception Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>To a session, from its stream: the client has taken an update.</summary>
internal sealed record UpdateTaken : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly UpdateTaken Instance = new();
}

/// <summary>To a session, from its stream: the client cannot be told an update.</summary>
internal sealed record UpdateFailed(Exception Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>To a session: its client is gone.</summary>
internal sealed record ClientGone : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly ClientGone Instance = new();
}

/// <summary>To a session: the node is stopping.</summary>
internal sealed record DrainSession : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly DrainSession Instance = new();
}

/// <summary>To a session, and to <see cref="SessionsActor"/> for all of them: the time to drain is over.</summary>
internal sealed record CutSession : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly CutSession Instance = new();
}

/// <summary>From a session to itself: a hypothesis may have stayed the same, or a client been quiet, for long enough.</summary>
internal sealed record LookAgain : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly LookAgain Instance = new();
}

/// <summary>From a session to itself: it may have stood still for too long.</summary>
internal sealed record IdleStruck : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly IdleStruck Instance = new();
}
