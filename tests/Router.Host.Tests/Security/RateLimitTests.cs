using Router.Host.Security;

namespace Router.Host.Tests.Security;

/// <summary>What callers may send through each door, over real sockets; lists and hypotheses are in <see cref="SecuredServerTests"/>.</summary>
public sealed class RateLimitTests
{
    private static readonly RateLimitSettings Limit = new() { TextsPerSecond = 2, Burst = 3, MaxCallers = 100 };

    public static TheoryData<string> Doors => [.. SecuredDoors.All];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task An_address_may_send_a_burst_and_then_what_comes_back_in_time(string door)
    {
        var time = new FakeTimeProvider();
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(limit: Limit), time);

        for (var i = 0; i < 3; i++) Assert.Equal("in", (await doors.TryAsync(door)).Status);
        Assert.Equal("RESOURCE_EXHAUSTED", (await doors.TryAsync(door)).Status);
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal("RESOURCE_EXHAUSTED", (await doors.TryAsync(door)).Status);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("in", (await doors.TryAsync(door)).Status);
        Assert.Equal("RESOURCE_EXHAUSTED", (await doors.TryAsync(door)).Status);
        using var health = await doors.Client.GetAsync("/healthz");
        Assert.Equal(200, (int)health.StatusCode);
    }

    [Fact]
    public async Task Callers_that_are_known_are_counted_by_name_whatever_key_and_door_they_use()
    {
        var (first, firstLine) = KeyFile.Make("kitchen", "route", "stream");
        var (second, secondLine) = KeyFile.Make("kitchen", "route", "stream");
        var (other, otherLine) = KeyFile.Make("hall", "route", "stream");
        using var file = new KeyFile(firstLine, secondLine, otherLine);
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path, limit: Limit), new FakeTimeProvider());

        string[] statuses =
        [
            await TryAsync("http", first), await TryAsync("grpc", second), await TryAsync("websocket", first),
            await TryAsync("grpc-stream", second), await TryAsync("http", first), await TryAsync("http", other),
        ];

        Assert.Equal(["in", "in", "in", "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED", "in"], statuses);
        for (var i = 0; i < 5; i++) Assert.Equal("UNAUTHENTICATED", await TryAsync("http", "rk_wrong"));

        async Task<string> TryAsync(string door, string key) => (await doors.TryAsync(door, ("X-Api-Key", key))).Status;
    }
}
