using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference.Tests;

public sealed class NativeBufferPoolTests
{
    [Theory]
    [InlineData(0, 4096)]
    [InlineData(4096, 4096)]
    [InlineData(4097, 8192)]
    [InlineData(1_000_000, 1 << 20)]
    public void A_block_is_the_next_power_of_two_and_aligned(long bytes, long expected)
    {
        var pool = new NativeBufferPool(1 << 24);
        var buffer = pool.Rent(bytes);
        Assert.Equal(expected, buffer.Length);
        Assert.Equal(0, buffer.Pointer % NativeBuffer.Alignment);
        pool.Return(buffer);
    }

    [Fact]
    public void A_returned_block_is_used_again()
    {
        var pool = new NativeBufferPool(1 << 20);
        var buffer = pool.Rent(5000);
        pool.Return(buffer);
        Assert.Equal((8192, 0), (pool.IdleBytes, pool.Rented));
        Assert.Same(buffer, pool.Rent(8000));
        Assert.Equal((0, 1), (pool.IdleBytes, pool.Rented));
    }

    [Fact]
    public void No_more_bytes_are_kept_than_allowed()
    {
        var pool = new NativeBufferPool(8192);
        NativeBuffer[] buffers = [pool.Rent(4096), pool.Rent(4096), pool.Rent(4096)];
        foreach (var buffer in buffers) pool.Return(buffer);
        Assert.Equal(8192, pool.IdleBytes);
        Assert.Throws<ObjectDisposedException>(() => buffers[2].Span<byte>(0, 1).Length);
    }

    [Fact]
    public void Blocks_that_nobody_needed_since_the_last_time_are_freed_and_no_others()
    {
        var pool = new NativeBufferPool(1 << 20);
        NativeBuffer[] burst = [pool.Rent(4096), pool.Rent(4096), pool.Rent(4096), pool.Rent(8192)];
        foreach (var buffer in burst) pool.Return(buffer);
        Assert.False(pool.FreeUnused());
        Assert.Equal(20480, pool.IdleBytes);

        var needed = pool.Rent(4096);
        pool.Return(needed);
        Assert.True(pool.FreeUnused());
        Assert.Equal((4096, 5), (pool.IdleBytes, pool.Rents));

        Assert.True(pool.FreeUnused());
        Assert.False(pool.FreeUnused());
        Assert.Equal(0, pool.IdleBytes);
        Assert.Equal(4096, pool.Rent(4096).Length);
    }

    [Fact]
    public void A_span_stays_inside_its_block()
    {
        using var buffer = new NativeBuffer(4096);
        Assert.Equal(1024, buffer.Span<float>(0, 1024).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Span<float>(4, 1024).Length);
    }
}
