using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// The parent of a node's sessions: opens them within the bounds, tells each one's stream how it ended, and drains them when the node
/// stops. A session that fails is not begun anew: its client is told, and opens another one.
/// </summary>
internal sealed class SessionsActor : ReceiveActor
{
    private readonly SessionRegistry _registry;
    private readonly Func<OpenSession, Props> _recipe;
    private readonly ILogger _logger;
    private readonly Dictionary<IActorRef, OpenSession> _open = [];
    private readonly List<IActorRef> _drainers = [];

    /// <param name="registry">Counts the sessions; nobody else opens or closes any.</param>
    /// <param name="recipe">Makes a session's actor.</param>
    /// <param name="logger">Where failures are told.</param>
    public SessionsActor(SessionRegistry registry, Func<OpenSession, Props> recipe, ILogger logger)
    {
        (_registry, _recipe, _logger) = (registry, recipe, logger);
        Receive<OpenSession>(OnOpen);
        Receive<SessionOver>(OnOver);
        Receive<DrainSessions>(_ => OnDrain());
        Receive<CutSession>(OnCut);
    }

    /// <summary>The actor's recipe.</summary>
    public static Props Create(SessionRegistry registry, Func<OpenSession, Props> recipe, ILogger logger) =>
        Props.Create(() => new SessionsActor(registry, recipe, logger));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, OnFailure, loggingEnabled: false);

    protected override void PostStop()
    {
        foreach (var session in _open.Keys.ToArray()) Close(session, new SessionEndedException(RouteError.Stopping));
    }

    private void OnOpen(OpenSession message)
    {
        if (_registry.Open(message.Asker.Caller, message.Start.ClientId) is { } error)
        {
            Sender.Tell(new SessionRefused(error));
            return;
        }
        var session = Context.ActorOf(_recipe(message), message.Id.ToString());
        _open.Add(session, message);
        Sender.Tell(new SessionOpened(session));
    }

    private void OnOver(SessionOver message) => Close(Sender, message.Reason);

    private void OnDrain()
    {
        _registry.IsDraining = true;
        _drainers.Add(Sender);
        foreach (var session in _open.Keys) session.Tell(DrainSession.Instance);
        TellDrained();
    }

    private void OnCut(CutSession message)
    {
        foreach (var session in _open.Keys) session.Tell(message);
    }

    private void TellDrained()
    {
        if (_open.Count > 0) return;
        foreach (var drainer in _drainers) drainer.Tell(new SessionsDrained());
        _drainers.Clear();
    }

    private void Close(IActorRef session, Exception? reason)
    {
        if (!_open.Remove(session, out var opening)) return;
        _registry.Close(opening.Asker.Caller, opening.Start.ClientId);
        if (reason is null) opening.Ended.TrySetResult();
        else opening.Ended.TrySetException(reason);
        TellDrained();
    }

    private Directive OnFailure(Exception failure)
    {
        var opening = _open[Sender];
        Activity.Current = opening.Request;
        LogMessages.SessionFailed(_logger, opening.Id, failure);
        Activity.Current = null;
        Close(Sender, new SessionEndedException(RouteError.Internal));
        return Directive.Stop;
    }
}
