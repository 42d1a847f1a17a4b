using Actors.Subsystems.Shards;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;

namespace Actors.Subsystems.Tests;

/// <summary>A subsystem as a replica in a cluster, and what its node learns of it.</summary>
public sealed class ReplicaTests : TestKit
{
    [Fact]
    public void A_replica_whose_head_fails_does_not_start_anew_for_its_node()
    {
        var fail = true;
        IReadOnlyList<Verdict> Judge(EncodedBatch batch) => fail
            ? throw new InvalidOperationException("broken head")
            : [.. batch.Queries.Select(query => new Verdict { QueryId = query.Query.Id, Subsystem = "alarm", Kind = VerdictKind.Accept })];
        // The node is the ranker as well, so that it gets everything in the order in which it was told.
        var node = CreateTestProbe();
        var replica = Sys.ActorOf(SubsystemActor
            .Create("alarm", Judge, new FakeTimeProvider(), NullLogger.Instance, new Replica(new ReplicaId("alarm", 0), node.Ref))
            .WithDispatcher("akka.actor.default-dispatcher"));
        node.ExpectMsg<ReplicaStarted>();

        replica.Tell(SubsystemTests.Batch(node.Ref), ActorRefs.NoSender);
        node.ExpectMsg<SubsystemUnavailable>();
        fail = false;
        replica.Tell(SubsystemTests.Batch(node.Ref), ActorRefs.NoSender);
        node.ExpectMsg<SubsystemVerdicts>();
    }
}
