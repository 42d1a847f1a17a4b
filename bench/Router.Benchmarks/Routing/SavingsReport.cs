using System.Globalization;
using Router.Contracts;
using Spectre.Console;

namespace Router.Benchmarks.Routing;

/// <summary>
/// What encoding once saves: N subsystems behind one backbone, beside N separate networks of another size and N separate copies of the backbone with a head each,
/// in rounds in which each has its turn; time and memory.
/// </summary>
/// <remarks>
/// <c>savings [--rounds N] BACKBONE SEPARATE</c>: the directory of a backbone's package, whose heads are taken from beside it, and that of the separate network.
/// Of the separate networks one is run, and its time counts N times: they depend on nothing of each other.
/// </remarks>
internal static class SavingsReport
{
    private static readonly int[] Counts = [1, 5, 10, 18, 40];
    private static readonly int[] Batches = [1, 8, 32];

    public static int Run(string[] arguments)
    {
        var rounds = 30;
        if (arguments is ["--rounds", var count, .. var rest]) (rounds, arguments) = (int.Parse(count, CultureInfo.InvariantCulture), rest);
        if (arguments is not [var backbone, var separate] || rounds < 1)
        {
            Console.Error.WriteLine("Usage: savings [--rounds N] BACKBONE SEPARATE");
            return 2;
        }
        using var models = SavingsModels.Load(backbone, separate, Counts[^1]);
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        foreach (var batch in Batches) AnsiConsole.Write(TimesOf(models, batch, rounds));
        AnsiConsole.Write(MemoryOf(models));
        return 0;
    }

    private static Table TimesOf(SavingsModels models, int batch, int rounds)
    {
        var texts = models.Batch(batch);
        var (shared, one, separate) = (Counts.Select(_ => new List<double>()).ToArray(), new List<double>(), new List<double>());
        for (var round = -Math.Max(1, rounds / 10); round < rounds; round++)
        {
            var (together, copy, other) = (Counts.Select(count => models.TimeShared(texts, count)).ToArray(), models.TimeShared(texts, 1), models.TimeSeparate(texts));
            if (round < 0) continue;
            for (var i = 0; i < Counts.Length; i++) shared[i].Add(together[i]);
            one.Add(copy);
            separate.Add(other);
        }
        return TableOf($"{batch} at once, medians of {rounds} alternating rounds, milliseconds", shared.Select(OverheadReport.Median), OverheadReport.Median(one), OverheadReport.Median(separate), "0.0");
    }

    private static Table MemoryOf(SavingsModels models)
    {
        var shared = Counts.Select(count => models.BackboneBytes + (count * models.HeadBytes));
        return TableOf("Resident memory of the loaded models, MB", shared.Select(Megabytes), Megabytes(models.BackboneBytes + models.HeadBytes), Megabytes(models.SeparateBytes), "0");
    }

    private static double Megabytes(double bytes) => bytes / 1e6;

    private static Table TableOf(string title, IEnumerable<double> shared, double one, double separate, string format)
    {
        var table = new Table().Title(title).AddColumns("subsystems", "one backbone", "separate copies of it", "separate networks", "saved of copies", "times less than networks");
        foreach (var (count, value) in Counts.Zip(shared))
        {
            string[] cells =
            [
                $"{count}", Number(value, format), Number(count * one, format), Number(count * separate, format),
                Number(100 * (1 - (value / (count * one))), "0' %'"), Number(count * separate / value, "0.0"),
            ];
            table.AddRow(cells);
        }
        return table;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
