using System.Diagnostics;
using System.Runtime.InteropServices;
using Router.Contracts;
using Router.Tools.Bench;

namespace Router.Benchmarks.Blocks;

/// <summary>Sends blocks and measures when each is answered: as many as may be under way at once, or so many a second.</summary>
internal sealed class BlockLoad
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, long> _sent = [];
    private readonly Random _ids = new(1);
    private IBlockCarrier? _carrier;
    private LatencyHistogram _times = new();
    private TaskCompletionSource _empty = new();
    private EncodedStates? _again;
    private long _answered;

    /// <summary>To be told of each answer.</summary>
    public void Answered(Guid id)
    {
        lock (_gate)
        {
            if (!_sent.Remove(id, out var at)) return;
            _answered++;
            _times.Add(Stopwatch.GetElapsedTime(at));
            if (_again is not null) Send(_again);
            else if (_sent.Count == 0) _empty.TrySetResult();
        }
    }

    /// <summary>Keeps as many blocks under way as fit into so many bytes.</summary>
    public async Task<(long Blocks, TimeSpan Elapsed, LatencyHistogram Times)> SaturateAsync(IBlockCarrier carrier, EncodedStates block, long window, TimeSpan duration)
    {
        var started = Begin(carrier);
        lock (_gate)
        {
            _again = block;
            for (var i = 0; i < Math.Max(1, window / (block.Queries.Count * Block.QueryBytes)); i++) Send(block);
        }
        await Task.Delay(duration);
        return await EndAsync(started);
    }

    /// <summary>Sends blocks at a rate.</summary>
    public async Task<(long Blocks, TimeSpan Elapsed, LatencyHistogram Times)> PaceAsync(IBlockCarrier carrier, EncodedStates block, double perSecond, TimeSpan duration)
    {
        var started = Begin(carrier);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var sent = 0; Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration; await timer.WaitForNextTickAsync())
        {
            lock (_gate)
            {
                for (; sent < elapsed.TotalSeconds * perSecond; sent++) Send(block);
            }
        }
        return await EndAsync(started);
    }

    private long Begin(IBlockCarrier carrier)
    {
        lock (_gate) (_carrier, _times, _answered, _empty) = (carrier, new LatencyHistogram(), 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return Stopwatch.GetTimestamp();
    }

    /// <summary>What was answered until now; the rest is waited for and not counted.</summary>
    private async Task<(long Blocks, TimeSpan Elapsed, LatencyHistogram Times)> EndAsync(long started)
    {
        (long, TimeSpan, LatencyHistogram) result;
        Task empty;
        lock (_gate)
        {
            result = (_answered, Stopwatch.GetElapsedTime(started), _times);
            (_again, _times) = (null, new LatencyHistogram());
            if (_sent.Count == 0) _empty.TrySetResult();
            empty = _empty.Task;
        }
        await empty.WaitAsync(TimeSpan.FromMinutes(1));
        return result;
    }

    private void Send(EncodedStates block)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ids.NextBytes(bytes);
        var id = MemoryMarshal.Read<Guid>(bytes);
        _sent.Add(id, Stopwatch.GetTimestamp());
        _carrier!.Send(Block.WithId(block, id));
    }
}
