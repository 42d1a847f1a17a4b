using Router.Inference.Internal;
using Router.Inference.Tests.Support;
using Router.Language.Tokens;

namespace Router.Inference.Tests;

public sealed class TensorStatesTests
{
    private static readonly TapSet Taps = new([2, 5], [4, 3], [], []);
    private readonly NativeBufferPool _pool = new(1 << 20);

    [Fact]
    public void Memory_goes_back_with_the_last_reference()
    {
        var states = Create();
        states.Retain();
        states.Release();
        Assert.Equal(1, _pool.Rented);
        states.Release();
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public void A_second_release_throws()
    {
        var states = Create();
        states.Release();
        Assert.Throws<ObjectDisposedException>(states.Release);
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public void Use_after_the_last_release_throws()
    {
        var states = Create();
        states.Release();
        Assert.Throws<ObjectDisposedException>(() => states.Layer(2).Length);
        Assert.Throws<ObjectDisposedException>(() => states.InputIds.Length);
        Assert.Throws<ObjectDisposedException>(() => states.AttentionMask.Length);
        Assert.Throws<ObjectDisposedException>(() => states.ValueOfTap(2));
        Assert.Throws<ObjectDisposedException>(() => states.Row(0));
        Assert.Throws<ObjectDisposedException>(states.Retain);
    }

    [Fact]
    public void A_view_is_one_row_without_its_padding()
    {
        var states = Create();
        var view = states.Row(1);
        Assert.Equal((1, 2), (view.Batch, view.Tokens));
        Assert.Equal(states.InputIds.Slice(3, 2), view.InputIds);
        Assert.Equal([1, 1], view.AttentionMask);
        Assert.Equal(states.Layer(2).Slice(3 * 4, 2 * 4), view.Layer(2));
        Assert.Equal(states.Layer(5).Slice(3 * 3, 2 * 3), view.Layer(5));
        Assert.Equal(states.SizeInBytes, view.SizeInBytes);
        Assert.Equal([1, 2, 4], view.ValueOfTap(2).GetTensorTypeAndShape().Shape);
        view.Release();
        states.Release();
    }

    [Fact]
    public void A_view_keeps_the_memory_of_its_batch()
    {
        var states = Create();
        var expected = states.Layer(2)[3 * 4];
        var view = states.Row(1);
        states.Release();
        Assert.Equal(1, _pool.Rented);
        Assert.Equal(expected, view.Layer(2)[0]);
        var again = view.Row(0);
        view.Release();
        Assert.Equal(expected, again.Layer(2)[0]);
        again.Release();
        Assert.Equal(0, _pool.Rented);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_view_needs_a_row_of_the_batch(int row)
    {
        var states = Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => states.Row(row));
        states.Release();
    }

    [Fact]
    public void Many_threads_may_retain_and_release()
    {
        var states = Create();
        Parallel.For(0, 1000, _ =>
        {
            states.Retain();
            states.ValueOfTap(2);
            states.Release();
        });
        Assert.Equal(1, _pool.Rented);
        states.Release();
        Assert.Equal(0, _pool.Rented);
    }

    private TensorStates Create()
    {
        var states = new TensorStates(_pool, new TensorLayout(Taps, batch: 2, tokens: 3));
        long[] ids = [2, 7, 3, 2, 3, 0], mask = [1, 1, 1, 1, 1, 0];
        ids.CopyTo(states.Cells(TensorLayout.Ids));
        mask.CopyTo(states.Cells(TensorLayout.Mask));
        for (var tensor = 2; tensor < 4; tensor++)
        {
            var values = states.Floats(tensor);
            for (var i = 0; i < values.Length; i++) values[i] = (100 * tensor) + i;
        }
        return states;
    }
}
