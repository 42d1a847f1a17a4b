using System.Diagnostics;
using System.Globalization;
using Router.Testing;
using Router.Tools;
using Router.Tools.Bench;
using Spectre.Console;

namespace Router.Benchmarks.Blocks;

/// <summary>
/// Layer states to another process and an answer back, over Akka.Remote as nodes do and over a gRPC stream of its own, each with and without TLS, in rounds in which each
/// has its turn: blocks a second, latency and processor time at the limit and at a fixed rate, and what a small message over Akka.Remote takes meanwhile.
/// </summary>
/// <remarks><c>blocks [--rounds N] [--seconds N] [--rate N] [--window BYTES]</c>.</remarks>
internal static class BlocksReport
{
    private static readonly int[] Sizes = [8 << 10, 64 << 10, 256 << 10];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--peer", var folder]) return await BlockPeer.RunAsync(folder);
        var (rounds, seconds, rate, window) = (3.0, 2.0, 100.0, 4.0 * 1024 * 1024);
        while (arguments is [var option, var text, .. var rest])
        {
            if (!double.TryParse(text, CultureInfo.InvariantCulture, out var value) || value <= 0) return Usage();
            switch (option)
            {
                case "--rounds": rounds = value; break;
                case "--seconds": seconds = value; break;
                case "--rate": rate = value; break;
                case "--window": window = value; break;
                default: return Usage();
            }
            arguments = rest;
        }
        if (arguments.Length > 0) return Usage();
        var tls = Directory.CreateTempSubdirectory("blocks-");
        try
        {
            WriteCertificates(tls.FullName);
            await MeasureAsync(tls.FullName, (int)rounds, TimeSpan.FromSeconds(seconds), rate, (long)window);
        }
        finally
        {
            tls.Delete(recursive: true);
        }
        return 0;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("Usage: blocks [--rounds N] [--seconds N] [--rate BLOCKS-A-SECOND] [--window BYTES]");
        return 2;
    }

    private static void WriteCertificates(string folder)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("node", [TestAuthority.ForServers, TestAuthority.ForClients]);
        var files = BlockSystem.Files(folder);
        TestAuthority.Write(certificate, files.Certificate, files.Key);
        File.WriteAllText(files.NodeCa, authority.Pem);
    }

    private static async Task MeasureAsync(string tls, int rounds, TimeSpan duration, double rate, long window)
    {
        var start = OwnProgram.With(["blocks", "--peer", tls]);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        using var peer = Process.Start(start)!;
        Write(await MeasureAsync(peer, tls, rounds, duration, rate, window), rounds, duration, rate, window);
        peer.StandardInput.Close();
        await peer.WaitForExitAsync();
    }

    private static async Task<WayResult[]> MeasureAsync(Process peer, string tls, int rounds, TimeSpan duration, double rate, long window)
    {
        var addresses = (await peer.StandardOutput.ReadLineAsync())!.Split(' ');
        var load = new BlockLoad();
        await using var akka = await AkkaBlocks.OpenAsync("Akka.Remote", addresses[0], tls: null, load.Answered);
        await using var akkaTls = await AkkaBlocks.OpenAsync("Akka.Remote, TLS", addresses[1], tls, load.Answered);
        await using var grpc = new GrpcBlocks("gRPC", addresses[2], tls, akka.Ends.System, load.Answered);
        await using var grpcTls = new GrpcBlocks("gRPC, TLS", addresses[3], tls, akka.Ends.System, load.Answered);
        // The small messages of gRPC's turns go over the connection that has nothing else to carry then.
        (IBlockCarrier Carrier, AkkaBlocks Small)[] ways = [(akka, akka), (grpc, akka), (akkaTls, akkaTls), (grpcTls, akkaTls)];
        var results = Sizes.SelectMany(size => ways.Select(way => new WayResult(size, way.Carrier.Name))).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < results.Length; i++)
            {
                var (way, block) = (ways[i % ways.Length], Block.Of(results[i].Size));
                await using (var small = new SmallMessages(way.Small.Ends.System, way.Small.Ends.Peer))
                {
                    var before = await ProcessorTimesAsync(peer);
                    var found = await load.SaturateAsync(way.Carrier, block, window, duration);
                    var after = await ProcessorTimesAsync(peer);
                    if (round >= 0) results[i].AddSaturated(found, after.Own - before.Own, after.Peer - before.Peer, small.Times);
                }
                var paced = await load.PaceAsync(way.Carrier, block, rate, duration);
                if (round >= 0) results[i].Paced.Add(paced.Times);
            }
        }
        return results;
    }

    private static async Task<(TimeSpan Own, TimeSpan Peer)> ProcessorTimesAsync(Process peer)
    {
        await peer.StandardInput.WriteLineAsync();
        await peer.StandardInput.FlushAsync();
        var other = long.Parse((await peer.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        using var own = Process.GetCurrentProcess();
        return (own.TotalProcessorTime, TimeSpan.FromMicroseconds(other));
    }

    private static void Write(WayResult[] results, int rounds, TimeSpan duration, double rate, long window)
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        var table = new Table()
            .Title($"{rounds} alternating rounds of {duration.TotalSeconds} s; {window >> 10} KiB under way at the limit; {rate} blocks/s at the fixed rate")
            .AddColumns("KiB", "way", "blocks/s", "MB/s", "p50 ms", "p99 ms", "CPU µs/block here", "there", "small message p50 ms", "p99 ms", "at the rate p50 ms", "p99 ms");
        foreach (var result in results) table.AddRow(result.Cells());
        AnsiConsole.Write(table);
    }

    /// <summary>What was found of one way with blocks of one size.</summary>
    private sealed record WayResult(int Size, string Way)
    {
        private long _blocks;
        private TimeSpan _elapsed;
        private TimeSpan _own;
        private TimeSpan _peer;

        public LatencyHistogram Saturated { get; } = new();

        public LatencyHistogram Small { get; } = new();

        public LatencyHistogram Paced { get; } = new();

        public void AddSaturated((long Blocks, TimeSpan Elapsed, LatencyHistogram Times) found, TimeSpan own, TimeSpan peer, LatencyHistogram small)
        {
            (_blocks, _elapsed, _own, _peer) = (_blocks + found.Blocks, _elapsed + found.Elapsed, _own + own, _peer + peer);
            Saturated.Add(found.Times);
            Small.Add(small);
        }

        public string[] Cells() =>
        [
            $"{Size >> 10}", Way, Number(_blocks / _elapsed.TotalSeconds, "0"), Number(_blocks * (double)Size / _elapsed.TotalSeconds / 1e6, "0"), .. Ends(Saturated),
            Number(_own.TotalMicroseconds / _blocks, "0"), Number(_peer.TotalMicroseconds / _blocks, "0"), .. Ends(Small), .. Ends(Paced),
        ];

        private static string[] Ends(LatencyHistogram times) => [Milliseconds(times.Percentile(0.5)), Milliseconds(times.Percentile(0.99))];

        private static string Milliseconds(TimeSpan time) => Number(time.TotalMilliseconds, "0.0");

        private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
