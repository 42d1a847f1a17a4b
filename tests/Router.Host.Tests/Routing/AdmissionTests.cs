using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;
using Router.Host.Routing;

namespace Router.Host.Tests.Routing;

public sealed class AdmissionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 10)]
    [InlineData(10, 3)]
    public void Weights_up_to_the_limit_are_let_in_and_one_more_is_refused(int limit, int weight)
    {
        var admission = new Admission(limit);
        for (var i = 0; i < limit / weight; i++) Assert.Null(admission.TryEnter(weight));

        var left = limit - admission.UnderWay;
        Assert.Equal(RefusalReason.QueueFull, admission.TryEnter(left + 1));
        if (left > 0) Assert.Null(admission.TryEnter(left));
        Assert.Equal(limit, admission.UnderWay);
    }

    [Fact]
    public void What_leaves_makes_room_for_as_much()
    {
        var admission = new Admission(10);
        admission.TryEnter(6);
        admission.TryEnter(4);

        admission.Leave(4);

        Assert.Equal(RefusalReason.QueueFull, admission.TryEnter(5));
        Assert.Null(admission.TryEnter(4));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(100, 75)]
    public void Texts_that_may_wait_leave_a_quarter_of_the_room_to_those_that_may_not(int limit, int expected)
    {
        var admission = new Admission(limit);
        var window = new AdmissionWindow(admission, TimeProvider.System);

        for (var i = 0; i < limit; i++) admission.Wait(window, new WaitingText(1, DateTimeOffset.MaxValue));

        Assert.Equal(expected, admission.UnderWay);
        for (var i = expected; i < limit; i++) Assert.Null(admission.TryEnter(1));
        Assert.Equal(RefusalReason.QueueFull, admission.TryEnter(1));
    }

    [Fact]
    public void A_text_heavier_than_the_windows_room_enters_alone()
    {
        var admission = new Admission(10);
        var window = new AdmissionWindow(admission, TimeProvider.System);
        admission.TryEnter(1);
        var heavy = Wait(admission, window, 10);
        Assert.False(heavy.Task.IsCompleted);

        admission.Leave(1);

        Assert.Equal((true, 10), (heavy.Task.IsCompletedSuccessfully, admission.UnderWay));
    }

    [Fact]
    public async Task A_text_that_could_never_enter_does_not_wait()
    {
        var admission = new Admission(10);
        Assert.Equal(RefusalReason.QueueFull, await Wait(admission, new AdmissionWindow(admission, TimeProvider.System), 11).Task);
    }

    [Fact]
    public void A_heavy_text_that_waits_is_not_overtaken_by_a_light_one_that_waits()
    {
        var admission = new Admission(8);
        var (first, second) = (new AdmissionWindow(admission, TimeProvider.System), new AdmissionWindow(admission, TimeProvider.System));
        admission.TryEnter(4);
        var heavy = Wait(admission, first, 5);

        var light = Wait(admission, second, 1);
        Assert.Equal((false, false), (heavy.Task.IsCompleted, light.Task.IsCompleted));
        admission.Leave(4);

        Assert.Equal((true, true), (heavy.Task.IsCompleted, light.Task.IsCompleted));
    }

    [Fact]
    public void Windows_take_turns()
    {
        var admission = new Admission(1);
        admission.TryEnter(1);
        var (first, second) = (new AdmissionWindow(admission, TimeProvider.System), new AdmissionWindow(admission, TimeProvider.System));
        var texts = new[] { (first, "1a"), (first, "1b"), (first, "1c"), (second, "2a") }
            .Select(text => (Name: text.Item2, Waiting: Wait(admission, text.Item1, 1))).ToArray();
        var order = new List<string>();

        for (var i = 0; i < texts.Length; i++)
        {
            admission.Leave(1);
            order.Add(texts.Single(text => text.Waiting.Task.IsCompleted && !order.Contains(text.Name)).Name);
        }

        Assert.Equal(["1a", "2a", "1b", "1c"], order);
    }

    /// <summary>Any order of texts that come, wait, give up and leave, at any limit.</summary>
    [Fact]
    public void The_limit_holds_windows_keep_their_order_and_a_drain_ends() =>
        Check.One(
            FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(Steps().ToArbitrary(), steps =>
            {
                var run = new Run(steps.Limit);
                foreach (var (what, which, weight) in steps.All) run.Take(what, which, Math.Min(weight, steps.Limit));
                run.Drain();
            }));

    private static Gen<(int Limit, List<(int What, int Which, int Weight)> All)> Steps() =>
        from limit in Gen.Choose(1, 40)
        from all in (from what in Gen.Choose(0, 9) from which in Gen.Choose(0, 1000) from weight in Gen.Elements(1, 1, 1, 3, 6, 10) select (what, which, weight)).ListOf()
        select (limit, all.ToList());

    private static WaitingText Wait(Admission admission, AdmissionWindow window, int weight)
    {
        var text = new WaitingText(weight, DateTimeOffset.MaxValue);
        admission.Wait(window, text);
        return text;
    }

    private sealed class Run
    {
        private readonly int _limit;
        private readonly Admission _admission;
        private readonly List<(AdmissionWindow Window, List<WaitingText> Texts)> _windows;
        private readonly List<int> _inside = [];
        private readonly HashSet<WaitingText> _counted = [];

        public Run(int limit)
        {
            (_limit, _admission) = (limit, new Admission(limit));
            _windows = [.. Enumerable.Range(0, 3).Select(_ => (new AdmissionWindow(_admission, TimeProvider.System), new List<WaitingText>()))];
        }

        private IEnumerable<(AdmissionWindow Window, WaitingText Text)> Waiting =>
            _windows.SelectMany(window => window.Texts.Where(text => !text.Task.IsCompleted).Select(text => (window.Window, text)));

        public void Take(int what, int which, int weight)
        {
            var (window, texts) = _windows[which % _windows.Count];
            switch (what)
            {
                case < 2:
                    if (_admission.TryEnter(weight) is null) _inside.Add(weight);
                    break;
                case < 6:
                    texts.Add(AdmissionTests.Wait(_admission, window, weight));
                    break;
                case < 9 when _inside.Count > 0:
                    Leave(which % _inside.Count);
                    break;
                default:
                    if (Waiting.Skip(which % 5).FirstOrDefault() is not { Text: not null } one) break;
                    _counted.Add(one.Text);
                    Assert.True(_admission.GiveUp(one.Window, one.Text));
                    Assert.False(_admission.GiveUp(one.Window, one.Text));
                    break;
            }
            Check();
        }

        public void Drain()
        {
            var waiting = Waiting.ToList();
            _admission.BeginDrain();
            Assert.All(waiting, one => Assert.Equal(RefusalReason.ShuttingDown, ResultOf(one.Text)));
            Assert.Equal(RefusalReason.ShuttingDown, _admission.TryEnter(1));
            Assert.Equal(RefusalReason.ShuttingDown, ResultOf(AdmissionTests.Wait(_admission, _windows[0].Window, 1)));
            while (_inside.Count > 0)
            {
                Assert.False(_admission.Drained.IsCompleted);
                Leave(0);
            }
            Assert.Equal((true, 0), (_admission.Drained.IsCompleted, _admission.UnderWay));
        }

        private void Leave(int index)
        {
            var weight = _inside[index];
            _inside.RemoveAt(index);
            _admission.Leave(weight);
        }

        private void Check()
        {
            foreach (var text in _windows.SelectMany(window => window.Texts).Where(text => text.Task.IsCompleted && _counted.Add(text)))
            {
                Assert.Null(ResultOf(text));
                _inside.Add(text.Weight);
            }
            Assert.Equal(_inside.Sum(), _admission.UnderWay);
            Assert.InRange(_admission.UnderWay, 0, _limit);
            Assert.All(_windows, window => Assert.DoesNotContain(window.Texts.SkipWhile(text => text.Task.IsCompleted), text => text.Task.IsCompleted && ResultOf(text) is null));
            Assert.All(_windows, window => Assert.Equal(window.Texts.Where(text => !text.Task.IsCompleted).Sum(text => text.Weight), window.Window.Weight));
            if (_admission.UnderWay == 0) Assert.Empty(Waiting);
        }

        private static RefusalReason? ResultOf(WaitingText text)
        {
            Assert.True(text.Task.IsCompletedSuccessfully);
            return text.Task.GetAwaiter().GetResult();
        }
    }
}
