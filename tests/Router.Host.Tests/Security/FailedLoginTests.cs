namespace Router.Host.Tests.Security;

public sealed class FailedLoginTests
{
    [Fact]
    public async Task Who_guesses_is_answered_later_and_who_knows_a_key_is_not()
    {
        using var file = new KeyFile();
        var (key, line) = KeyFile.Make("kitchen", ["route"]);
        file.Write([line]);
        var time = new ArmedClock();
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path), time);
        for (var i = 0; i < 10; i++) Assert.Equal("UNAUTHENTICATED", (await doors.TryAsync("http", ("X-Api-Key", $"guess{i}"))).Status);
        time.Forget();

        var eleventh = doors.TryAsync("http", ("X-Api-Key", "guess"));
        Assert.Equal("in", (await doors.TryAsync("http", ("X-Api-Key", key))).Status);
        Assert.Equal("in", (await doors.TryAsync("grpc", ("x-api-key", key))).Status);
        Assert.False(eleventh.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("UNAUTHENTICATED", (await time.RunAsync(eleventh, TimeSpan.FromSeconds(1))).Status);
    }
}
