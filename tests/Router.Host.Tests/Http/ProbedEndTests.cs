using System.Net;
using Microsoft.Extensions.Logging;
using Router.Host.Http;
using Router.Host.Tests.Security;

namespace Router.Host.Tests.Http;

/// <summary>Front ends that end while they are probed, as they do when the node behind them cannot start.</summary>
public sealed class ProbedEndTests
{
    private const int Rounds = 20;
    private const int Probes = 8;

    private readonly CapturedLog _log = new(LogLevel.Warning);

    [Theory]
    [InlineData("http")]
    [InlineData("admin")]
    public async Task Probes_are_answered_to_the_end_and_nothing_is_logged(string door)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var gate = new NodeGate("node-1");
            var services = OpenDoors.Services(loggers: _log);
            IAsyncDisposable end;
            Uri address;
            if (door == "http")
            {
                var http = await HttpFrontEnd.StartAsync(GateTests.Options(port: 0), gate, services, CancellationToken.None);
                (end, address) = (http, http.Address);
            }
            else
            {
                var admin = await AdminFrontEnd.StartAsync(OpenDoors.Listener("router.admin"), [], gate, services, CancellationToken.None);
                (end, address) = (admin, admin.Address);
            }
            var probes = Enumerable.Range(0, Probes).Select(_ => new Probe(address)).ToArray();
            await Task.WhenAll(probes.Select(probe => probe.WasAnswered));

            await end.DisposeAsync();

            Assert.All(await Task.WhenAll(probes.Select(probe => probe.Ended)), unlike => Assert.Null(unlike));
        }
        Assert.Equal("", _log.Text);
    }

    /// <summary>Asks again and again, until nobody answers.</summary>
    private sealed class Probe
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Probe(Uri address) => Ended = AskAsync(address);

        /// <summary>Ends with the first answer.</summary>
        public Task WasAnswered => _answered.Task;

        /// <summary>The status that was not the right one, if there was such.</summary>
        public Task<HttpStatusCode?> Ended { get; }

        private async Task<HttpStatusCode?> AskAsync(Uri address)
        {
            using var client = new HttpClient { BaseAddress = address };
            try
            {
                while (true)
                {
                    using var answer = await client.GetAsync("/healthz");
                    if (answer.StatusCode != HttpStatusCode.OK) return answer.StatusCode;
                    _answered.TrySetResult();
                }
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }
    }
}
