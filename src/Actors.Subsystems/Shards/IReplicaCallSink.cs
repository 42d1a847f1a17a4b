using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>What <see cref="ReplicaCalls"/> wants done. None of it calls back before it returns.</summary>
internal interface IReplicaCallSink
{
    /// <summary>Have a node's subsystems judge a batch.</summary>
    /// <returns>False when the node is not asked, as too much is on its way to it already.</returns>
    bool Ask(string node, IReadOnlyList<string> subsystems, EncodedBatch batch);

    /// <summary>Tell the rankers of these rows their verdicts.</summary>
    /// <param name="queries">The rows.</param>
    /// <param name="subsystem">Who judged.</param>
    /// <param name="verdicts">One for each row.</param>
    void Pass(IReadOnlyList<EncodedQuery> queries, string subsystem, IReadOnlyList<Verdict> verdicts);

    /// <summary>Tell the rankers of these rows that the subsystem will not judge them.</summary>
    void GiveUp(IReadOnlyList<EncodedQuery> queries, string subsystem);

    /// <summary>Let go of the batch's states.</summary>
    void End(EncodedBatch batch);
}
