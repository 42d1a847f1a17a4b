using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Router.Security.Tests.Parsers;

/// <summary>One change of some bytes.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Place">Where, counted round.</param>
/// <param name="Value">With what, or how much.</param>
internal sealed record Damage(int Kind, int Place, int Value)
{
    private const int Kinds = 7;
    private const int MostBytes = 100_000;

    /// <summary>What readers stumble over more often than over a byte by chance.</summary>
    private static readonly byte[][] Stumbles =
    [
        .. new[] { "\"", "\\", "{", "}", "[", "]", ",", ":", "\\ud800", "\\u0000", "null", "-", "1e999", "99999999999999999999", "#", "\t", "\n", "\r", " ", "${", "${?", "include \"/dev/zero\"", "\"\"\"", "+=", "##", "\uFEFF", "😀" }
            .Select(Encoding.UTF8.GetBytes),
        [0], [0xFF], [0x80], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x0B], [0x7B],
    ];

    /// <summary>A few changes.</summary>
    public static Arbitrary<Damage[]> Some { get; } = Arb.From(
        (from kind in Gen.Choose(0, Kinds - 1)
         from place in Gen.Choose(0, int.MaxValue)
         from value in Gen.Choose(0, int.MaxValue)
         select new Damage(kind, place, value)).NonEmptyListOf().Select(list => list.Take(4).ToArray()));

    /// <summary>Tries damage of the kind that is always the same.</summary>
    /// <param name="count">How often; more where more effort is asked for.</param>
    /// <param name="sound">What is damaged.</param>
    /// <param name="holds">Throws when it is taken wrongly.</param>
    public static void Try(int count, byte[] sound, Action<byte[]> holds) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Effort.Times(count)).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd((ulong)Effort.Seed, 1), FSharpOption<int>.None))),
        Prop.ForAll(Some, changes =>
        {
            var damaged = changes.Aggregate(sound, (bytes, change) => change.Apply(bytes));
            try
            {
                holds(damaged);
            }
            catch (Exception wrong)
            {
                throw new InvalidOperationException($"{wrong.GetType().Name}: {wrong.Message} In base64: {Convert.ToBase64String(damaged)}", wrong);
            }
        }));

    /// <summary>Bytes with a few changes.</summary>
    public static byte[] Of(byte[] sound, Random random) =>
        Enumerable.Range(0, random.Next(1, 5)).Aggregate(sound, (bytes, _) => new Damage(random.Next(Kinds), random.Next(), random.Next()).Apply(bytes));

    public byte[] Apply(byte[] bytes)
    {
        if (bytes.Length is 0 or > MostBytes) return bytes;
        var (at, end) = (Place % bytes.Length, (Place % bytes.Length) + 1 + (Value % (bytes.Length - (Place % bytes.Length))));
        return Kind switch
        {
            0 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << (Value % 8))), .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], (byte)Value, .. bytes[(at + 1)..]],
            2 => bytes[..at],
            3 => [.. bytes[..at], .. bytes[end..]],
            4 => [.. bytes[..end], .. bytes[at..end], .. bytes[end..]],
            5 => [.. bytes[..at], .. Stumbles[Value % Stumbles.Length], .. bytes[at..]],
            _ => [.. bytes[..at], .. Enumerable.Repeat(Stumbles[Value % Stumbles.Length], 1 + (Value % 3000)).SelectMany(again => again), .. bytes[at..]],
        };
    }
}
