using FsCheck;
using FsCheck.Fluent;

namespace Router.Contracts.Tests;

public sealed class SelectedRowsTests
{
    private const int Tap = 6;

    [Fact]
    public void Rows_keep_their_tokens_and_lose_what_only_longer_rows_needed() => Prop.ForAll(
        Batches().ToArbitrary(), input =>
        {
            var (lengths, hidden, rows) = input;
            var all = States(lengths, hidden, out var isFree);
            var selected = new SelectedRows(all, rows);
            all.Release();
            Assert.Equal((rows.Length, rows.Max(row => lengths[row])), (selected.Batch, selected.Tokens));
            for (var i = 0; i < rows.Length; i++)
            {
                var length = lengths[rows[i]];
                Assert.Equal(Row(all.InputIds, rows[i], all.Tokens, length), Row(selected.InputIds, i, selected.Tokens, length));
                Assert.Equal(length, Row(selected.AttentionMask, i, selected.Tokens, selected.Tokens).Sum());
                Assert.Equal(Row(all.Layer(Tap), rows[i], all.Tokens * hidden, length * hidden), Row(selected.Layer(Tap), i, selected.Tokens * hidden, length * hidden));
                Assert.Equal(Row(all.Layer(Tap), rows[i], all.Tokens * hidden, length * hidden), selected.Row(i).Layer(Tap).ToArray());
            }
            Assert.False(isFree());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_batch_is_kept_as_long_as_its_rows_are()
    {
        var all = States([1, 2, 3], 2, out var isFree);
        var selected = new SelectedRows(all, [0, 2]);
        _ = selected.Layer(Tap).Length;
        all.Release();
        Assert.False(isFree());
        selected.Release();
        Assert.True(isFree());
    }

    private static T[] Row<T>(ReadOnlySpan<T> all, int row, int width, int length) => all.Slice(row * width, length).ToArray();

    private static HostLayerStates States(int[] lengths, int hidden, out Func<bool> isFree)
    {
        var (tokens, freed) = (lengths.Max(), new StrongBox());
        long[] mask = [.. lengths.SelectMany(length => Enumerable.Range(0, tokens).Select(i => i < length ? 1L : 0L))];
        long[] ids = [.. mask.Select((on, cell) => on * (cell + 1))];
        var layer = Enumerable.Range(0, mask.Length * hidden).Select(value => (float)value).ToArray();
        isFree = () => freed.Value;
        return new HostLayerStates(lengths.Length, tokens, ids, mask, new Dictionary<int, ReadOnlyMemory<float>> { [Tap] = layer }, () => freed.Value = true);
    }

    private static Gen<(int[] Lengths, int Hidden, int[] Rows)> Batches() =>
        from count in Gen.Choose(1, 6)
        from lengths in Gen.ArrayOf(Gen.Choose(1, 5), count)
        from hidden in Gen.Choose(1, 3)
        from rows in Gen.SubListOf(Enumerable.Range(0, count)).Where(list => list.Count > 0)
        select (lengths, hidden, rows.Order().ToArray());

    private sealed class StrongBox
    {
        public bool Value { get; set; }
    }
}
