using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Router.Inference;
using Router.Inference.Internal;
using Router.Language.Cutting;

namespace Router.Tools.Evaluation;

/// <summary>Writes fitted weights as a package of their own: beside its place first, and there only once it is whole and verified.</summary>
internal sealed class CutterPackageWriter
{
    /// <summary>Places whose features and log-odds are recorded in <c>check.json</c>.</summary>
    private const int MostCases = 16;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string _version;

    /// <param name="directory">Where the package goes: a directory that is not there yet, named after the version.</param>
    /// <exception cref="ArgumentException">It is there, or its name is no version.</exception>
    public CutterPackageWriter(string directory)
    {
        Directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        _version = Path.GetFileName(Directory);
        if (!ManifestReader.IsVersion(_version))
            throw new ArgumentException($"'{directory}' is no place for a package: its last part must be the version, three numbers such as 1.4.0");
        if (Path.Exists(Directory)) throw new ArgumentException($"'{directory}' is there already; a version of a package never changes");
    }

    /// <summary>Where the package goes.</summary>
    public string Directory { get; }

    /// <summary>Writes the package.</summary>
    /// <param name="model">The weights.</param>
    /// <param name="rows">What they were fitted to; at least one.</param>
    /// <param name="data">The names of the files that hold it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(CutModel model, IReadOnlyList<(double[] Features, bool IsCut)> rows, IEnumerable<string> data)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var unfinished = $"{Directory}.new";
        if (System.IO.Directory.Exists(unfinished)) System.IO.Directory.Delete(unfinished, recursive: true);
        System.IO.Directory.CreateDirectory(unfinished);
        var files = new JsonObject
        {
            ["weights"] = Add(unfinished, "cutter.json", new JsonObject { ["bias"] = model.Bias, ["weights"] = Features(model.Weights) }),
            ["check"] = Add(unfinished, "check.json", new JsonObject { ["cases"] = Cases(model, rows) }),
        };
        Add(unfinished, "manifest.json", new JsonObject
        {
            ["name"] = "cutter",
            ["version"] = _version,
            ["kind"] = "cutter",
            ["precision"] = "fp32",
            ["description"] = "Logistic regression over the decisions on a text and on its parts.",
            ["files"] = files,
            ["training"] = new JsonObject
            {
                ["data"] = new JsonArray([.. data.Select(name => JsonValue.Create(Path.GetFileName(name)))]),
                ["seed"] = 0,
                ["commit"] = SourceCommit(),
            },
            ["metrics"] = new JsonObject { ["places"] = rows.Count, ["log_loss"] = Math.Round(LogLoss(model, rows), 4) },
        });
        ModelVerifier.VerifyCutter(ModelPackage.Open(unfinished, PackageKind.Cutter));
        System.IO.Directory.Move(unfinished, Directory);
    }

    private static JsonObject Add(string directory, string name, JsonObject content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content.ToJsonString(Indented) + "\n");
        File.WriteAllBytes(Path.Combine(directory, name), bytes);
        return new JsonObject { ["path"] = name, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
    }

    private static JsonArray Cases(CutModel model, IReadOnlyList<(double[] Features, bool IsCut)> rows)
    {
        var step = Math.Max(1, rows.Count / MostCases);
        return [.. rows.Where((_, i) => i % step == 0).Take(MostCases)
            .Select(row => new JsonObject { ["features"] = Features(row.Features), ["logit"] = model.Logit(row.Features) })];
    }

    private static JsonObject Features(ReadOnlySpan<double> values)
    {
        var named = new JsonObject();
        for (var i = 0; i < values.Length; i++) named[CutFeatures.Names[i]] = values[i];
        return named;
    }

    /// <summary>The mean negative logarithm of the probability of what is right.</summary>
    private static double LogLoss(CutModel model, IReadOnlyList<(double[] Features, bool IsCut)> rows) =>
        rows.Average(row => Math.Log(1 + Math.Exp(row.IsCut ? -model.Logit(row.Features) : model.Logit(row.Features))));

    /// <summary>The commit of the working directory's code, or <c>unknown</c> outside a repository, as the trainer writes it.</summary>
    private static string SourceCommit()
    {
        try
        {
            var start = new ProcessStartInfo("git", ["rev-parse", "HEAD"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start)!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
