namespace Actors.Runtime.Internal;

/// <content>Death watch.</content>
internal sealed partial class ActorCell
{
    /// <summary>Whom this actor watches, and what it wants told instead of <see cref="Terminated"/>.</summary>
    private Dictionary<IActorRef, object?>? _watching;
    private HashSet<ActorRefBase>? _watchers;

    /// <summary>Deaths that stand in the mailbox and have not been told yet.</summary>
    private Dictionary<IActorRef, object?>? _deathsToTell;

    internal IActorRef WatchActor(IActorRef actor, object? message = null)
    {
        var watched = ActorRefBase.Of(actor);
        if (watched.Equals(_self)) return actor;
        _watching ??= [];
        if (_watching.TryGetValue(watched, out var before))
        {
            if (!Equals(before, message))
                throw new InvalidOperationException($"{actor} is watched already, with another message than {message ?? "Terminated"}");
            return actor;
        }
        _watching.Add(watched, message);
        watched.SendSystem(new Watch(_self));
        return actor;
    }

    internal IActorRef UnwatchActor(IActorRef actor)
    {
        var watched = ActorRefBase.Of(actor);
        if (watched.Equals(_self)) return actor;
        if (_watching?.Remove(watched) == true) watched.SendSystem(new Unwatch(_self));
        _deathsToTell?.Remove(watched);
        return actor;
    }

    private void AddWatcher(ActorRefBase watcher) => (_watchers ??= []).Add(watcher);

    private void RemoveWatcher(ActorRefBase watcher) => _watchers?.Remove(watcher);

    private void HandleDeathNotice(DeathNotice notice)
    {
        var wasChild = notice.Actor is LocalActorRef { Cell: var cell } && cell.ParentCell == this;
        var last = wasChild && RemoveChild(((LocalActorRef)notice.Actor).Cell);
        if (_watching?.Remove(notice.Actor, out var instead) == true)
        {
            (_deathsToTell ??= [])[notice.Actor] = instead;
            Tell(new Terminated(notice.Actor, notice.Existed, addressTerminated: false), notice.Actor);
        }
        if (last) FinishWaiting();
    }

    private void TellWatchers()
    {
        if (_watchers is null) return;
        foreach (var watcher in _watchers) watcher.SendSystem(new DeathNotice(_self, existed: true));
        _watchers = null;
    }

    private void UnwatchAll()
    {
        if (_watching is null) return;
        foreach (var watched in _watching.Keys) ActorRefBase.Of(watched).SendSystem(new Unwatch(_self));
        _watching = null;
    }
}
