using Actors.Subsystems.Shards;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Subsystems.Tests.Shards;

public sealed class FrameCutsTests
{
    [Fact]
    public void Pieces_follow_each_other_fit_and_are_few() => Prop.ForAll(
        Gen.Choose(1, 64).Select(bytes => (long)bytes).ListOf().ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), (rows, most) =>
        {
            var pieces = FrameCuts.Of([.. rows], most).ToArray();
            Assert.Equal(Enumerable.Range(0, rows.Count), pieces.SelectMany(piece => Enumerable.Range(piece.First, piece.Count)));
            Assert.All(pieces, piece => Assert.True(piece.Count == 1 || Bytes(piece.First, piece.Count) <= most));
            // A piece takes what fits: with one row more it would not.
            Assert.All(pieces.SkipLast(1), piece => Assert.True(Bytes(piece.First, piece.Count + 1) > most));

            long Bytes(int first, int count) => rows.Skip(first).Take(count).Sum();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_batch_that_fits_is_one_piece() => Assert.Equal([(0, 3)], FrameCuts.Of([4, 5, 6], most: 15));

    [Fact]
    public void A_byte_less_and_it_is_two() => Assert.Equal([(0, 2), (2, 1)], FrameCuts.Of([4, 5, 6], most: 14));
}
