using System.Diagnostics;
using System.Globalization;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Node;
using Router.Inference;
using Spectre.Console;

namespace Router.Benchmarks.Routing;

/// <summary>
/// What storing the same models in other ways costs and gains: ONNX Runtime's time for the backbone and for all heads, in rounds in which
/// every package root has its turn, and the size on disk.
/// </summary>
/// <remarks><c>precision [--rounds N] NAME=DIRECTORY...</c>: package roots of one version, the first is what the others are compared to.</remarks>
internal static class PrecisionReport
{
    private static readonly int[] Batches = [1, 8, 32];

    public static int Run(string[] arguments)
    {
        var rounds = 200;
        if (arguments is ["--rounds", var count, .. var rest]) (rounds, arguments) = (int.Parse(count, CultureInfo.InvariantCulture), rest);
        if (arguments.Length == 0 || !Array.TrueForAll(arguments, argument => argument.Contains('=')))
        {
            Console.Error.WriteLine("Usage: precision [--rounds N] NAME=DIRECTORY...");
            return 2;
        }
        var models = Array.ConvertAll(arguments, Stored.Load);
        var table = new Table().Title($"Medians of {rounds} alternating rounds, milliseconds (ratio to {models[0].Name})").AddColumns("stored as", "MB");
        foreach (var batch in Batches) table.AddColumns($"backbone, {batch} at once", $"{models[0].Heads} heads, {batch} at once");
        var rows = models.Select(stored => new List<string> { stored.Name, $"{stored.Bytes / 1e6:0.0}" }).ToArray();
        foreach (var batch in Batches) Measure(models, batch, rounds, rows);
        foreach (var row in rows) table.AddRow([.. row]);
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 180);
        AnsiConsole.Write(table);
        foreach (var stored in models) stored.Dispose();
        return 0;
    }

    private static void Measure(Stored[] models, int batch, int rounds, List<string>[] rows)
    {
        foreach (var stored in models) stored.Prepare(batch);
        for (var round = -rounds / 10; round < rounds; round++)
        {
            foreach (var stored in models) stored.Time(keep: round >= 0);
        }
        var (backbone, heads) = (models[0].Backbone(), models[0].AllHeads());
        for (var i = 0; i < models.Length; i++)
        {
            rows[i].Add($"{models[i].Backbone():0.00} ({models[i].Backbone() / backbone:0.00})");
            rows[i].Add($"{models[i].AllHeads():0.00} ({models[i].AllHeads() / heads:0.00})");
        }
    }

    private sealed class Stored(string name, long bytes, NodeModels models) : IDisposable
    {
        // A batch is encoded by the first backbone, whose states only its own heads read.
        private readonly HeadModel[] _ofFirst = BareModels.HeadsOn(models.Backbones[0], models);

        private readonly List<double> _backbone = [];
        private readonly List<double> _heads = [];
        private TokenizedText[] _batch = [];

        public string Name => name;

        public long Bytes => bytes;

        public int Heads => _ofFirst.Length;

        public static Stored Load(string argument)
        {
            var (name, path) = (argument[..argument.IndexOf('=')], Path.GetFullPath(argument[(argument.IndexOf('=') + 1)..]));
            var configuration = Deployment.Configuration($"router.models.path = \"{path}\"");
            var bytes = Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
            return new Stored(name, bytes, NodeModels.Load(configuration.Settings, NodeRoles.All));
        }

        public void Prepare(int batch)
        {
            _batch = Inference.Batches.Of(models, batch);
            _backbone.Clear();
            _heads.Clear();
        }

        public void Time(bool keep)
        {
            var started = Stopwatch.GetTimestamp();
            var states = models.Backbones[0].Models[0].Run(_batch);
            var encoded = Stopwatch.GetTimestamp();
            foreach (var head in _ofFirst) head.Run(states, _batch);
            var answered = Stopwatch.GetTimestamp();
            states.Release();
            if (!keep) return;
            _backbone.Add(Stopwatch.GetElapsedTime(started, encoded).TotalMilliseconds);
            _heads.Add(Stopwatch.GetElapsedTime(encoded, answered).TotalMilliseconds);
        }

        public double Backbone() => OverheadReport.Median(_backbone);

        public double AllHeads() => OverheadReport.Median(_heads);

        public void Dispose() => models.Dispose();
    }
}
