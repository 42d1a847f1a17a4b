using Actors.Subsystems.Shards;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

public sealed class ViewOfClusterTests
{
    private const string Self = "self";
    private const string Other = "other";

    private readonly ClusterView _view = new();
    private readonly ReplicaDirectory _directory = new(Self);
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
    public void A_node_that_is_about_to_leave_shows_that_it_is_no_member()
    {
        _shown.Leaves = true;
        _shown.Show();
        Assert.False(_view.Now.IsMember);
        Assert.Equal(2, _updates);
    }
}
