using System.Text.Json;

namespace Router.Security.Tests;

/// <summary>A node in a process of its own: what it holds of the system's memory is told by nobody but the system, and other tests have none of it.</summary>
public sealed class GivenBackTests
{
    /// <summary>As many texts as a request may have, as long as they may be.</summary>
    private const int Texts = 256;
    private const int Length = 512;

    private const int Clients = 2;

    /// <summary>What may stay, in bytes: code that was compiled meanwhile, and what the garbage collector keeps. Without giving back, 200 MiB and more stayed for good.</summary>
    private const long MayStay = 128L << 20;

    /// <summary>Only bounds a test that hangs. Memory is given back every ten seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task What_a_burst_of_the_largest_requests_took_goes_back_to_the_system()
    {
        await using var router = RouterProgram.Start(
            "serve", "--port", "0", "--grpc-port", "0", "--set", "router.backbone-defaults.cache.enabled=off", "--set", "router.log.level=error");
        using var client = new HttpClient { BaseAddress = new Uri(await router.Serving), Timeout = Patience };
        await AskAsync(client, texts: 1);
        var before = router.ResidentBytes;

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskAsync(client, Texts)));

        using var over = new CancellationTokenSource(Patience);
        using var looks = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var held = router.ResidentBytes - before;
        while (held > MayStay && !over.IsCancellationRequested && await looks.WaitForNextTickAsync()) held = router.ResidentBytes - before;
        Assert.InRange(held, long.MinValue, MayStay);
    }

    private static async Task AskAsync(HttpClient client, int texts)
    {
        var list = Enumerable.Range(0, texts).Select(i => $"{i} ".PadRight(Length, 'a').Replace("aaaaaaa", "please ", StringComparison.Ordinal).TrimEnd());
        using var response = await client.PostJsonAsync(JsonSerializer.Serialize(new { texts = list, timeoutMs = 30_000 }));
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
    }
}
