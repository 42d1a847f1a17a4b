using Actors.Subsystems.Shards;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

public sealed class ViewOfClusterTests
{
    private const string Self = "self";
    private const string Other = "other";

    private readonly ClusterView _view = new();
    private readonly ReplicaDirectory _directory = new(Self, TimeSpan.FromMilliseconds(20));
    private readonly ViewOfCluster _shown;
    private int _updates;

    public ViewOfClusterTests()
    {
        _shown = new ViewOfCluster(_view, new Members(), _directory, [new SubsystemDescriptor("alarm", 6)]);
        _view.Watch(() => _updates++);
        _directory.Report(Other, new NodeReport("b", "", "1.2.3", [new HeadReport("alarm", "1.0.0", 0)], ["alarm/0"]));
        _shown.Show();
    }

    [Theory]
    [InlineData("its connection broke")]
    [InlineData("it is out of reach")]
    [InlineData("it is silent")]
    public void What_costs_a_node_its_trust_is_shown(string what)
    {
        Assert.Contains(Other, _view.Now.Trusted);
        switch (what)
        {
            case "its connection broke": _directory.Lost(Other); break;
            case "it is out of reach": _directory.SetReachable(Other, false); break;
            default: Assert.Contains(true, Enumerable.Range(0, 3).Select(_ => _directory.Late(Other))); break;
        }
        _shown.Show();
        Assert.DoesNotContain(Other, _view.Now.Trusted);
        Assert.Equal(["alarm"], _view.Now.Unserved);
        Assert.Equal(2, _updates);
    }

    [Fact]
    public void A_word_of_a_silent_node_is_shown_and_one_of_a_trusted_node_changes_nothing()
    {
        _directory.Lost(Other);
        _shown.Show();
        _directory.Heard(Other);
        _shown.Show();
        Assert.Contains(Other, _view.Now.Trusted);
        _directory.Heard(Other);
        _shown.Show();
        Assert.Equal(3, _updates);
    }

    [Fact]
    public void A_backbone_that_no_trusted_node_has_a_device_for_is_missing()
    {
        var (view, directory) = (new ClusterView(), new ReplicaDirectory(Self, TimeSpan.FromMilliseconds(20)));
        var shown = new ViewOfCluster(view, new Members(), directory, [new SubsystemDescriptor("alarm", 6, "b 1.0.0"), new SubsystemDescriptor("iot", 6, "b 1.0.0")]);
        var heads = new NodeReport("b", "", "1.2.3", [.. new[] { "alarm", "iot" }.Select(name => new HeadReport(name, "1.0.0", 0) { Backbones = ["b 1.0.0"] })], ["alarm/0", "iot/0"]);
        directory.Report(Self, heads with { Devices = [new DeviceReport("c 1.0.0", "cpu", 0, 0)] });
        shown.Show();
        Assert.Equal(["b 1.0.0"], view.Now.MissingBackbones);
        Assert.Empty(view.Now.Unserved);
        Assert.False(view.IsServed.IsCompleted);

        directory.Report(Other, heads with { Devices = [new DeviceReport("b 1.0.0", "cpu", 0, 0)] });
        shown.Show();
        Assert.Empty(view.Now.MissingBackbones);
        Assert.True(view.IsServed.IsCompleted);

        directory.Lost(Other);
        shown.Show();
        Assert.Equal(["b 1.0.0"], view.Now.MissingBackbones);
        Assert.False(view.Now.IsServed);
    }

    [Fact]
    public void A_node_that_is_about_to_leave_shows_that_it_is_no_member()
    {
        _shown.Leaves = true;
        _shown.Show();
        Assert.False(_view.Now.IsMember);
        Assert.Equal(2, _updates);
    }
}
