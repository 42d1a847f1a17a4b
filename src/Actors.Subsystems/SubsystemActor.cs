using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>One subsystem: runs its head on those queries of a batch that it is asked for, and tells each one's ranker its verdict.</summary>
public sealed class SubsystemActor : ReceiveActor
{
    private readonly string _name;
    private readonly JudgeBatch _judge;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Replica? _replica;

    /// <param name="name">The subsystem.</param>
    /// <param name="judge">Its head.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="replica">Which replica it is, in a cluster.</param>
    public SubsystemActor(string name, JudgeBatch judge, TimeProvider time, ILogger logger, Replica? replica = null)
    {
        (_name, _judge, _time, _logger, _replica) = (name, judge, time, logger, replica);
        Receive<EncodedBatch>(OnBatch);
        Receive<StopReplica>(_ => OnStopReplica());
    }

    /// <summary>The dispatcher of the heads, which block their thread while ONNX Runtime works.</summary>
    public const string HeadDispatcher = "akka.actor.subsystem-dispatcher";

    /// <summary>The actor's recipe.</summary>
    /// <param name="name">The subsystem.</param>
    /// <param name="judge">Its head.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="replica">Which replica it is, in a cluster.</param>
    public static Props Create(string name, JudgeBatch judge, TimeProvider time, ILogger logger, Replica? replica = null) =>
        Props.Create(() => new SubsystemActor(name, judge, time, logger, replica)).WithDispatcher(HeadDispatcher);

    /// <inheritdoc/>
    protected override void PreStart() => _replica?.Node.Tell(new ReplicaStarted(_replica.Id), Self);

    /// <summary>A head that failed is the same replica as before: its node knows of it, or has let go of it in the meantime.</summary>
    protected override void PostRestart(Exception reason)
    {
    }

    /// <summary>The node stops telling this replica of batches, and answers with the end: whatever it told before is judged.</summary>
    private void OnStopReplica() => _replica?.Node.Tell(new ReplicaStops(_replica.Id), Self);

    private void OnBatch(EncodedBatch batch)
    {
        var own = batch.Of(_name);
        batch.States.Release();
        try
        {
            if (IsOverdue(own)) return;
            var started = _time.GetTimestamp();
            var verdicts = _judge(own);
            Telemetry.Judged(_name, own.Queries.Count, _time.GetElapsedTime(started));
            RankerMail.Send(own.Queries, _name, verdicts, Self);
        }
        catch (Exception failure)
        {
            LogMessages.HeadFailed(_logger, failure, _name, own.Queries.Count);
            RankerMail.SendUnavailable(own.Queries, _name, Self);
            throw;
        }
        finally
        {
            own.States.Release();
        }
    }

    private bool IsOverdue(EncodedBatch batch)
    {
        var now = _time.GetUtcNow();
        foreach (var query in batch.Queries)
        {
            if (!query.Query.IsOverdue(now)) return false;
        }
        return true;
    }
}

/// <summary>Judges the queries of a batch, one verdict each, in their order; called by one thread at a time.</summary>
public delegate IReadOnlyList<Verdict> JudgeBatch(EncodedBatch batch);
