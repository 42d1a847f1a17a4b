using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Router.Benchmarks.Routing;
using Router.Contracts;
using Router.Inference;
using Router.Inference.Internal;
using Spectre.Console;

namespace Router.Benchmarks.Inference;

/// <summary>
/// What one run of a backbone's model on the processor gains by norms that stand apart (<see cref="SkipLayerNorms"/>): ONNX Runtime's time, in rounds in which the model as it
/// is stored has its turn as well.
/// </summary>
/// <remarks><c>encoder [--rounds N] [BACKBONE]</c>: the directory of a backbone's package, the deployment's first one where none is named.</remarks>
internal static class EncoderReport
{
    private static readonly int[] Sizes = [1, 8, 32];

    public static int Run(string[] arguments)
    {
        var rounds = 60;
        if (arguments is ["--rounds", var count, .. var rest] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var given)) (rounds, arguments) = (given, rest);
        var settings = Deployment.Configuration().Settings;
        var backbone = arguments is [var directory] ? directory : settings.Backbones[0].Package;
        if (arguments.Length > 1 || rounds < 1 || !Directory.Exists(backbone))
        {
            Console.Error.WriteLine("Usage: encoder [--rounds N] [BACKBONE]");
            return 2;
        }
        using var encoder = Encoder.Load(ModelPackage.Open(backbone, PackageKind.Backbone), InferenceRuntime.Start(settings.Inference), Sizes);
        Form[] forms = [new("as stored", encoder.Stored), new("norms apart", encoder.Apart)];
        for (var round = -Math.Max(1, rounds / 10); round < rounds; round++)
        {
            foreach (var form in forms) form.Time(keep: round >= 0);
        }
        var table = new Table().Title($"{encoder.Name}, medians of {rounds} alternating rounds, milliseconds (ratio)").AddColumn("model");
        table.AddColumns(Array.ConvertAll(Sizes, size => $"{size} at once"));
        var first = forms[0].Medians();
        foreach (var form in forms) table.AddRow([form.Name, .. form.Medians().Zip(first, (own, other) => $"{own:0.00} ({own / other:0.00})")]);
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        AnsiConsole.Write(table);
        return 0;
    }

    /// <summary>A model, bound to a batch of each size.</summary>
    private sealed class Form(string name, BoundModel[] models)
    {
        private readonly List<double>[] _times = Array.ConvertAll(models, _ => new List<double>());

        public string Name => name;

        public void Time(bool keep)
        {
            for (var i = 0; i < models.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                models[i].Run();
                if (keep) _times[i].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        /// <summary>Milliseconds for each batch.</summary>
        public double[] Medians() => Array.ConvertAll(_times, OverheadReport.Median);
    }

    /// <summary>A backbone's model, as stored and with its norms apart, with the outputs that a node uses and bound to batches of the node's own model.</summary>
    private sealed class Encoder(BackboneManifest manifest, InferenceSession stored, InferenceSession apart, TensorStates[] batches) : IDisposable
    {
        public string Name => $"{manifest.Name} {manifest.Version}";

        public BoundModel[] Stored { get; } = Array.ConvertAll(batches, states => new BoundModel(manifest, stored, states));

        public BoundModel[] Apart { get; } = Array.ConvertAll(batches, states => new BoundModel(manifest, apart, states));

        public static Encoder Load(ModelPackage package, InferenceRuntime runtime, int[] sizes)
        {
            var manifest = package.Backbone;
            var graph = BackboneGraph.Read(package, BackboneGraph.Outputs(manifest, manifest.Taps, BackboneGraph.UsedReadouts(manifest, isGated: true)));
            using var model = BackboneModel.Load(package, runtime, Device.Cpu, manifest.Taps.ToHashSet());
            using var options = runtime.SessionOptions(Device.Cpu);
            options.AddSessionConfigEntry(InferenceRuntime.DisabledOptimizers, "");
            return new Encoder(
                manifest,
                new InferenceSession(graph, options),
                runtime.Load(package.PathOf("model"), graph, Device.Cpu),
                Array.ConvertAll(sizes, size => model.Run(Batches.Of(model.Tokenizer, size))));
        }

        public void Dispose()
        {
            foreach (var model in Stored.Concat(Apart)) model.Dispose();
            foreach (var states in batches) states.Release();
            stored.Dispose();
            apart.Dispose();
        }
    }

    /// <summary>A session that reads and writes the tensors of a batch where they are, as that of a <see cref="BackboneModel"/> does.</summary>
    private sealed class BoundModel : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly OrtIoBinding _binding;
        private readonly RunOptions _run = new();

        public BoundModel(BackboneManifest manifest, InferenceSession session, TensorStates states)
        {
            (_session, _binding) = (session, session.CreateIoBinding());
            _binding.BindInput(BackboneGraph.Ids, states.Value(TensorLayout.Ids));
            _binding.BindInput(BackboneGraph.Mask, states.Value(TensorLayout.Mask));
            foreach (var tap in states.Taps) _binding.BindOutput(BackboneGraph.NameOf(tap), states.ValueOfTap(tap));
            foreach (var readout in BackboneGraph.UsedReadouts(manifest, isGated: true)) _binding.BindOutput(BackboneGraph.NameOf(readout), states.ValueOf(readout));
        }

        public void Run() => _session.RunWithBinding(_run, _binding);

        public void Dispose()
        {
            _binding.Dispose();
            _run.Dispose();
        }
    }
}
