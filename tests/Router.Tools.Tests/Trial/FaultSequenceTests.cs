using Router.Tools.Trial;

namespace Router.Tools.Tests.Trial;

public sealed class FaultSequenceTests
{
    private static readonly FaultKind[] Kinds = [FaultKind.Kill, FaultKind.Leave, FaultKind.Pause, FaultKind.Cut];
    private static readonly string[] Nodes = ["a", "b", "c"];

    [Fact]
    public void The_same_seed_gives_the_same_faults_and_another_seed_others()
    {
        Assert.Equal(Take(7), Take(7));
        Assert.NotEqual(Take(7), Take(8));
    }

    [Fact]
    public void Each_kind_comes_once_before_any_comes_again()
    {
        for (var seed = 0; seed < 50; seed++) Assert.All(Take(seed).Chunk(Kinds.Length), faults => Assert.Equal(Kinds.Order(), faults.Select(fault => fault.Kind).Order()));
    }

    [Fact]
    public void Every_node_and_every_order_comes()
    {
        var faults = Enumerable.Range(0, 200).SelectMany(seed => Take(seed).Take(Kinds.Length)).ToArray();
        Assert.Equal(Kinds.Length * Nodes.Length, faults.Select(fault => (fault.Kind, fault.Node)).Distinct().Count());
        Assert.Equal(24, faults.Chunk(Kinds.Length).Select(order => string.Join(' ', order.Select(fault => fault.Kind))).Distinct().Count());
    }

    [Fact]
    public void Faults_are_numbered_and_come_a_little_after_all_is_well()
    {
        var faults = Take(3);
        Assert.Equal(Enumerable.Range(1, faults.Length), faults.Select(fault => fault.Number));
        Assert.All(faults, fault => Assert.InRange(fault.Delay, TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        Assert.Equal("fault 2, leave of b", $"{new Fault(2, FaultKind.Leave, "b", TimeSpan.Zero)}");
    }

    private static Fault[] Take(int seed)
    {
        var sequence = new FaultSequence(seed, Kinds, Nodes);
        return [.. Enumerable.Range(0, 3 * Kinds.Length).Select(_ => sequence.Next())];
    }
}
