using Router.Contracts;

namespace Router.Cluster.Tests;

/// <summary>Queries to nodes in this process, and what comes of them.</summary>
internal static class Asking
{
    /// <summary>The subsystems that are asked.</summary>
    public static readonly string[] Names = ["alarm", "iot", "music", "weather"];

    /// <summary>Has a node ask for the verdicts on a batch, which it tells a ranker of the test.</summary>
    public static (EncodedBatch Batch, TestProbe Ranker) Send(TestNode node, int rows, TimeSpan timeout)
    {
        var ranker = node.Kit.CreateTestProbe();
        var batch = Batches.Create(ranker.Ref, rows, timeout);
        node.Subsystems.Tell(batch, ActorRefs.NoSender);
        return (batch, ranker);
    }

    /// <summary>Each query gets one verdict of each subsystem, and nothing else.</summary>
    public static async Task<(EncodedBatch Batch, Verdict[] Verdicts)> AssertJudgedAsync(TestNode node, int rows)
    {
        var (batch, ranker) = Send(node, rows, TimeSpan.FromSeconds(20));
        var answers = await ReceiveAsync(ranker, rows * Names.Length);
        Assert.All(answers, answer => Assert.True(answer.Verdict is not null, $"{answer.Subsystem} did not judge a query of node {node.Name}"));
        Assert.Equal(rows * Names.Length, answers.Select(answer => (answer.Query, answer.Subsystem)).Distinct().Count());
        await AssertReleasedAsync(node, batch);
        await ranker.ExpectNoMsgAsync(TimeSpan.Zero);
        return (batch, [.. answers.Select(answer => answer.Verdict!)]);
    }

    /// <summary>Nobody keeps the states of a batch.</summary>
    public static Task AssertReleasedAsync(TestNode node, EncodedBatch batch) =>
        node.Kit.AwaitAssertAsync(() => Assert.Throws<ObjectDisposedException>(() => batch.States.Retain().Release()), TimeSpan.FromSeconds(10));

    /// <summary>So many answers, each a verdict or, as null, that there is none.</summary>
    public static async Task<List<(Guid Query, string Subsystem, Verdict? Verdict)>> ReceiveAsync(TestProbe ranker, int count)
    {
        var answers = new List<(Guid, string, Verdict?)>();
        while (answers.Count < count)
        {
            switch (await ranker.ReceiveOneAsync(TimeSpan.FromSeconds(25)))
            {
                case SubsystemVerdicts message: answers.AddRange(message.Verdicts.Select(verdict => (verdict.QueryId, message.Subsystem, (Verdict?)verdict))); break;
                case SubsystemUnavailable message: answers.AddRange(message.QueryIds.Select(id => (id, message.Subsystem, (Verdict?)null))); break;
                default: Assert.Fail($"{answers.Count} of {count} answers came in time"); break;
            }
        }
        return answers;
    }
}
