using Router.Host.Security;

namespace Router.Host.Tests.Security;

public sealed class TextBudgetsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_caller_may_send_a_burst_and_then_what_comes_back_in_time()
    {
        var budgets = Budgets(perSecond: 2, burst: 3);
        for (var i = 0; i < 3; i++) Assert.Null(budgets.Take("a", 1, 1));

        var refused = budgets.Take("a", 1, 1)!;
        Assert.Equal(("RESOURCE_EXHAUSTED", 500L), (refused.Code, refused.RetryAfterMs));
        Assert.Null(budgets.Take("b", 1, 1));
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(1, budgets.Take("a", 1, 1)!.RetryAfterMs);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(budgets.Take("a", 1, 1));
        Assert.NotNull(budgets.Take("a", 1, 1));
    }

    [Fact]
    public void A_silence_saves_no_more_than_one_burst()
    {
        var budgets = Budgets(perSecond: 10, burst: 2);
        budgets.Take("a", 1, 1);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(budgets.Take("a", 2, 1));
        Assert.NotNull(budgets.Take("a", 1, 1));
    }

    [Fact]
    public void A_large_list_is_taken_whole_and_paid_by_waiting()
    {
        var budgets = Budgets(perSecond: 10, burst: 1);

        Assert.Null(budgets.Take("a", 1, least: 1));
        Assert.Null(budgets.Take("a", 20, least: 0));
        Assert.NotNull(budgets.Take("a", 20, least: 0));
        Assert.Equal(2100, budgets.Take("a", 1, least: 1)!.RetryAfterMs);
        _time.Advance(TimeSpan.FromMilliseconds(2100));
        Assert.Null(budgets.Take("a", 1, least: 1));
    }

    [Fact]
    public void Callers_without_number_share_one_budget_and_those_who_are_known_keep_theirs()
    {
        var budgets = Budgets(perSecond: 1, burst: 1, maxCallers: 2);
        Assert.Null(budgets.Take("a", 1, 1));
        Assert.Null(budgets.Take("b", 1, 1));

        Assert.Null(budgets.Take("c", 1, 1));
        for (var i = 0; i < 1000; i++) Assert.NotNull(budgets.Take($"d{i}", 1, 1));
        Assert.Equal(3, budgets.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(budgets.Take("a", 1, 1));
        Assert.Null(budgets.Take("e", 1, 1));
        Assert.InRange(budgets.Count, 1, 3);
    }

    private TextBudgets Budgets(int perSecond, int burst, int maxCallers = 100) =>
        new(new RateLimitSettings { TextsPerSecond = perSecond, Burst = burst, MaxCallers = maxCallers }, _time);
}
