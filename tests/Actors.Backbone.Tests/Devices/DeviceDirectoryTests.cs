using Actors.Backbone.Devices;
using Router.Contracts;

namespace Actors.Backbone.Tests.Devices;

public sealed class DeviceDirectoryTests
{
    private const string Backbone = "test 1.0.0";
    private const string Self = "self";
    private const int Cases = 300;

    private static readonly DateTimeOffset Now = Queries.Start;

    [Fact]
    public void A_device_that_is_out_is_never_chosen_and_one_is_wherever_one_is_in() => ForAll((directory, random) =>
    {
        foreach (var device in directory.All.Where(_ => random.Next(2) == 0).ToArray()) device.Fail(Now);
        var isAnyIn = directory.All.Any(device => device.IsIn(Now));
        for (var i = 0; i < 20; i++)
        {
            var chosen = directory.Choose(Now, seen: random.Next(2) == 0 ? directory.All[random.Next(directory.All.Count)].Id : null);
            Assert.Equal(isAnyIn, chosen is not null);
            Assert.True(chosen?.IsIn(Now) ?? true);
            chosen?.Send(1);
        }
    });

    [Fact]
    public void No_other_node_is_chosen_while_an_own_device_has_no_more_queued() => ForAll((directory, random) =>
    {
        foreach (var device in directory.All) device.Send(random.Next(3));
        var chosen = directory.Choose(Now)!;
        if (!chosen.IsOwn) Assert.All(directory.All.Where(device => device.IsOwn), own => Assert.True(own.Load > chosen.Load));
    });

    [Fact]
    public void Of_two_the_one_with_less_queued_is_chosen_and_the_most_loaded_one_never() => ForAll((directory, random) =>
    {
        if (directory.All.Count < 2) return;
        foreach (var device in directory.All) device.Send(random.Next(1000));
        var most = directory.All.Max(device => device.Load);
        if (directory.All.Count(device => device.Load == most) > 1) return;
        for (var i = 0; i < 20; i++) Assert.NotEqual(most, directory.Choose(Now)!.Load);
    });

    [Fact]
    public void One_that_was_sent_the_query_already_is_not_chosen_again() => ForAll((directory, random) =>
    {
        var first = directory.Choose(Now)!;
        Assert.NotSame(first, directory.Choose(Now, seen: null, except: device => device == first));
        if (directory.All.Count == 1) Assert.Null(directory.Choose(Now, seen: null, except: device => device == first));
    });

    [Fact]
    public void Work_is_spread_over_the_devices_of_a_cluster_by_what_one_node_alone_has_sent()
    {
        var directory = new DeviceDirectory(Backbone, new Random(1)) { UsesOthers = true };
        foreach (var node in Enumerable.Range(0, 10)) directory.Report($"n{node}", isOwn: false, [Report(0)]);
        for (var i = 0; i < 1000; i++) directory.Choose(Now)!.Send(10);
        Assert.All(directory.All, device => Assert.InRange(device.Sent, 950, 1050));
    }

    [Fact]
    public void What_others_have_queued_is_as_it_was_reported_and_what_this_node_has_sent_as_it_is_now()
    {
        var directory = new DeviceDirectory(Backbone, new Random(1)) { UsesOthers = true };
        directory.Report("n", isOwn: false, [Report(0)]);
        var device = directory.All[0];
        device.Send(30);
        directory.Report("n", isOwn: false, [Report(100)]);
        Assert.Equal(100, device.Load);
        device.End(30);
        Assert.Equal(70, device.Load);
        device.Send(5);
        Assert.Equal(75, device.Load);
        directory.Report("n", isOwn: false, [Report(2)]);
        Assert.Equal(5, device.Load);
    }

    [Fact]
    public void The_device_that_has_a_text_gets_it_while_it_is_in()
    {
        var directory = new DeviceDirectory(Backbone, new Random(1)) { UsesOthers = true };
        directory.Report(Self, isOwn: true, [Report(0)]);
        directory.Report("n", isOwn: false, [Report(500), Report(600)]);
        var (id, device) = (new DeviceId("n", 1), directory.All[2]);
        Assert.Same(device, directory.Choose(Now, id));
        device.Fail(Now);
        Assert.True(directory.Choose(Now, id)!.IsOwn);
        directory.Remove("n");
        Assert.True(directory.Choose(Now, id)!.IsOwn);
    }

    [Fact]
    public void Other_nodes_are_not_chosen_before_this_one_may_use_them()
    {
        var directory = new DeviceDirectory(Backbone, new Random(1));
        directory.Report("n", isOwn: false, [Report(0)]);
        Assert.Null(directory.Choose(Now));
        directory.Report(Self, isOwn: true, [Report(1000)]);
        Assert.True(directory.Choose(Now)!.IsOwn);
        directory.UsesOthers = true;
        Assert.False(directory.Choose(Now)!.IsOwn);
    }

    [Fact]
    public void A_device_that_is_silent_is_chosen_where_no_other_one_is_in_and_speaks_again_with_any_word()
    {
        var directory = new DeviceDirectory(Backbone, new Random(1)) { UsesOthers = true };
        directory.Report("m", isOwn: false, [Report(0)]);
        directory.Report("n", isOwn: false, [Report(1000)]);
        var (silent, other) = (directory.All[0], directory.All[1]);
        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(_ => silent.Late()));
        Assert.Same(other, directory.Choose(Now));
        Assert.Same(other, directory.Choose(Now, seen: silent.Id));
        other.Fail(Now);
        Assert.Same(silent, directory.Choose(Now));
        other.Succeed(TimeSpan.Zero);
        directory.Report("m", isOwn: false, [Report(0)]);
        Assert.Same(silent, directory.Choose(Now));
    }

    [Fact]
    public void Devices_of_other_backbones_and_those_that_a_node_has_no_more_are_not_there()
    {
        var directory = new DeviceDirectory(Backbone, new Random(1)) { UsesOthers = true };
        directory.Report("n", isOwn: false, [new DeviceReport("other 1.0.0", "cpu", 0, 0), Report(1), Report(2)]);
        Assert.Equal([new DeviceId("n", 0), new DeviceId("n", 1)], directory.All.Select(device => device.Id));
        directory.Report("n", isOwn: false, [Report(1)]);
        Assert.Equal([new DeviceId("n", 0)], directory.All.Select(device => device.Id));
        directory.Report("n", isOwn: false, []);
        Assert.Empty(directory.All);
    }

    [Fact]
    public void A_device_is_out_for_longer_each_time_up_to_a_bound_and_gets_one_query_at_a_time_until_one_is_encoded()
    {
        var (device, now) = (new Device(new DeviceId("n", 0), isOwn: false), Now);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), device.Fail(now));
            Assert.Null(device.Fail(now));
            Assert.False(device.IsIn(now + TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1)));
            now += TimeSpan.FromSeconds(seconds);
            Assert.True(device.IsIn(now));
            device.Send(7);
            Assert.False(device.IsIn(now));
            device.End(7);
        }
        Assert.True(device.Succeed(TimeSpan.Zero));
        Assert.False(device.Succeed(TimeSpan.Zero));
        device.Send(7);
        Assert.True(device.IsIn(now));
        Assert.Equal(TimeSpan.FromSeconds(1), device.Fail(now));
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_keep_a_device_out()
    {
        var device = new Device(new DeviceId("n", 0), isOwn: false);
        Assert.NotNull(device.Fail(Now));
        Assert.True(device.IsIn(Now - TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromSeconds(2), device.Fail(Now - TimeSpan.FromHours(1)));
    }

    private static DeviceReport Report(int tokens) => new(Backbone, "cpu", tokens / 10, tokens);

    /// <summary>Clusters of one to seven devices on this node and on others, with what they reported.</summary>
    private static void ForAll(Action<DeviceDirectory, Random> holds)
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var directory = new DeviceDirectory(Backbone, new Random(seed)) { UsesOthers = true };
            if (random.Next(2) == 0) directory.Report(Self, isOwn: true, Reports(1 + random.Next(2)));
            for (var node = random.Next(4); node >= 0 || directory.All.Count == 0; node--) directory.Report($"n{node}", isOwn: false, Reports(random.Next(3)));
            holds(directory, random);

            DeviceReport[] Reports(int count) => [.. Enumerable.Range(0, count).Select(_ => Report(random.Next(3)))];
        }
    }
}
