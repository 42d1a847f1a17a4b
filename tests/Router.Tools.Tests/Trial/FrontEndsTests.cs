using Router.Tools.Bench;
using Router.Tools.Trial;

namespace Router.Tools.Tests.Trial;

public sealed class FrontEndsTests : IAsyncLifetime
{
    private static readonly TargetAnswer Silence = new(default, "UNAVAILABLE") { IsSilence = true };

    private readonly Target[] _targets = [new(), new(), new()];
    private readonly FrontEnds _frontEnds;

    public FrontEndsTests() => _frontEnds = new FrontEnds(_targets);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _frontEnds.DisposeAsync().AsTask();

    [Fact]
    public async Task They_are_asked_in_turn_and_those_that_are_not_ready_are_left_out()
    {
        for (var i = 0; i < 6; i++) Assert.Null((await SendAsync()).Error);
        Assert.Equal([2, 2, 2], Asked);
        _frontEnds.Show(1, isReady: false);
        for (var i = 0; i < 4; i++) await SendAsync();
        Assert.Equal([4, 2, 4], Asked);
        _frontEnds.Show(1, isReady: true);
        for (var i = 0; i < 3; i++) await SendAsync();
        Assert.Equal([5, 3, 5], Asked);
    }

    [Fact]
    public async Task What_one_does_not_answer_is_sent_once_more_to_another_one_and_it_is_asked_no_more()
    {
        _targets[0].Answer = Silence;
        Assert.Equal((null, true), (await SendAsync() is var again ? again.Error : "", again.WasSentAgain));
        Assert.Equal([1, 1, 0], Asked);
        for (var i = 0; i < 4; i++) Assert.False((await SendAsync()).WasSentAgain);
        Assert.Equal([1, 3, 2], Asked);
    }

    [Fact]
    public async Task What_two_do_not_answer_and_an_error_are_the_answer()
    {
        (_targets[0].Answer, _targets[1].Answer) = (Silence, Silence);
        Assert.True((await SendAsync()).IsSilence);
        Assert.Equal([1, 1, 0], Asked);
        _targets[2].Answer = new TargetAnswer(default, "UNAVAILABLE", "no subsystem is running");
        Assert.Equal(_targets[2].Answer, await SendAsync());
        Assert.Equal([1, 1, 1], Asked);
    }

    [Fact]
    public async Task Clients_that_stay_at_one_leave_it_for_good_when_it_does_not_answer()
    {
        await SendAsync();
        _frontEnds.StayAt(2);
        for (var i = 0; i < 3; i++) await SendAsync();
        Assert.Equal([1, 0, 3], Asked);
        _targets[2].Answer = Silence;
        Assert.True((await SendAsync()).WasSentAgain);
        for (var i = 0; i < 3; i++) Assert.False((await SendAsync()).WasSentAgain);
        Assert.Equal([5, 0, 4], Asked);
    }

    [Fact]
    public async Task Where_none_is_ready_they_are_asked_all_the_same()
    {
        for (var i = 0; i < 3; i++) _frontEnds.Show(i, isReady: false);
        for (var i = 0; i < 3; i++) Assert.Null((await SendAsync()).Error);
        Assert.Equal([1, 1, 1], Asked);
    }

    private int[] Asked => [.. _targets.Select(target => target.Asked)];

    private Task<TargetAnswer> SendAsync() => _frontEnds.SendAsync("hello", CancellationToken.None);

    private sealed class Target : ILoadTarget
    {
        public TargetAnswer Answer { get; set; }

        public int Asked { get; private set; }

        public Task<TargetAnswer> SendAsync(string text, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(Answer);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
