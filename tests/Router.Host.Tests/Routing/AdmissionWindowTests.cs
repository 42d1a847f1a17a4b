using Router.Contracts;
using Router.Host.Routing;

namespace Router.Host.Tests.Routing;

public sealed class AdmissionWindowTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Admission _admission = new(4);

    private DateTimeOffset InASecond => _time.GetUtcNow() + TimeSpan.FromSeconds(1);

    [Fact]
    public void With_room_a_text_enters_at_once()
    {
        var entered = Open().EnterAsync(3, InASecond, CancellationToken.None);
        Assert.Equal((true, 3), (entered.IsCompletedSuccessfully, _admission.UnderWay));
    }

    [Fact]
    public async Task Without_room_a_text_waits_until_there_is()
    {
        _admission.TryEnter(4);
        var entered = Open().EnterAsync(3, InASecond, CancellationToken.None);
        Assert.False(entered.IsCompleted);

        _admission.Leave(4);

        Assert.Null(await entered);
        Assert.Equal(3, _admission.UnderWay);
    }

    [Fact]
    public async Task A_text_waits_up_to_its_deadline_and_no_longer()
    {
        _admission.TryEnter(4);
        var entered = Open().EnterAsync(1, InASecond, CancellationToken.None);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(entered.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(RefusalReason.DeadlineExceeded, await entered);
        _admission.Leave(4);
        Assert.Equal(0, _admission.UnderWay);
    }

    [Fact]
    public async Task A_text_whose_deadline_has_passed_does_not_wait()
    {
        _admission.TryEnter(4);
        Assert.Equal(RefusalReason.DeadlineExceeded, await Open().EnterAsync(1, _time.GetUtcNow().AddSeconds(-1), CancellationToken.None));
    }

    [Theory]
    [InlineData(79, RefusalReason.DeadlineExceeded)]
    [InlineData(81, null)]
    public async Task A_text_is_not_let_in_any_more_that_would_come_too_late(int milliseconds, RefusalReason? expected)
    {
        var admission = new Admission(200, new Pace(TimeSpan.FromMilliseconds(200)));
        admission.Observe(ahead: 99, TimeSpan.FromMilliseconds(100));
        admission.TryEnter(160);
        var entered = new AdmissionWindow(admission, _time).EnterAsync(1, InASecond, CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(1000 - milliseconds));

        admission.Leave(80);

        Assert.Equal(expected, await entered);
        Assert.Equal(expected is null ? 81 : 80, admission.UnderWay);
    }

    [Fact]
    public async Task A_heavy_text_that_gives_up_makes_way_for_a_light_one_behind_it()
    {
        _admission.TryEnter(2);
        var window = Open();
        using var caller = new CancellationTokenSource();
        var heavy = window.EnterAsync(3, InASecond, caller.Token);
        var light = window.EnterAsync(1, InASecond, CancellationToken.None);
        Assert.False(light.IsCompleted);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => heavy);
        Assert.Null(await light);
        Assert.Equal(3, _admission.UnderWay);
    }

    [Fact]
    public async Task A_drain_refuses_the_texts_that_wait()
    {
        _admission.TryEnter(4);
        var entered = Open().EnterAsync(1, InASecond, CancellationToken.None);

        _admission.BeginDrain();

        Assert.Equal(RefusalReason.ShuttingDown, await entered);
    }

    /// <summary>Callers give up, texts end and deadlines pass on many threads at once: what enters leaves, and nothing else does.</summary>
    [Fact]
    public async Task Whoever_gives_up_while_being_let_in_leaves_no_weight_behind()
    {
        var random = new Random(20);
        var texts = Enumerable.Range(0, 2000).Select(_ => (Weight: random.Next(1, 5), GivesUp: random.Next(3) == 0, Yields: random.Next(4))).ToArray();
        var windows = Enumerable.Range(0, 8).Select(_ => new AdmissionWindow(_admission, TimeProvider.System)).ToArray();

        await Parallel.ForEachAsync(texts.Index(), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (text, _) =>
        {
            using var caller = new CancellationTokenSource();
            var entering = windows[text.Index % windows.Length].EnterAsync(text.Item.Weight, TimeProvider.System.GetUtcNow().AddHours(1), caller.Token);
            for (var i = 0; i < text.Item.Yields; i++) await Task.Yield();
            if (text.Item.GivesUp) await caller.CancelAsync();
            try
            {
                Assert.Null(await entering);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                Assert.InRange(_admission.UnderWay, text.Item.Weight, 4);
                await Task.Yield();
            }
            finally
            {
                // Else a failure would keep the others waiting for ever.
                _admission.Leave(text.Item.Weight);
            }
        });

        Assert.Equal(0, _admission.UnderWay);
    }

    private AdmissionWindow Open() => new(_admission, _time);
}
