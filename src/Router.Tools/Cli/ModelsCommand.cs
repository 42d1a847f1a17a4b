using System.CommandLine;
using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Configuration;
using Router.Host.Listeners;
using Router.Host.Node;
using Router.Inference;
using Router.Language.Tokens;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary><c>router models</c>: which model packages there are, and whether they compute what they did when they were made.</summary>
internal static class ModelsCommand
{
    public static Command Create(CommonOptions common)
    {
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of a table.", Recursive = true };
        var list = new Command("list", "Lists the packages under router.models.path; each file is checked against its SHA-256.");
        list.SetAction(result => Run(ConfigurationSource.Load(result, common).Settings, List, result.GetValue(json)));
        var verify = new Command("verify", "Loads every package and replays the outputs recorded when it was made (check.json).");
        verify.SetAction((result, cancellationToken) =>
        {
            var settings = ConfigurationSource.Load(result, common).Settings;
            return Task.Run(() => Run(settings, _ => Verify(settings, cancellationToken), result.GetValue(json)), cancellationToken);
        });
        return new Command("models", "Lists or verifies the model packages.") { json, list, verify };
    }

    private static List<PackageReport> List(RouterSettings settings) =>
        [.. Packages.Directories(settings.Models.Path).Select(directory => Report(directory, _ => null))];

    private static List<PackageReport> Verify(RouterSettings settings, CancellationToken cancellationToken)
    {
        var verifier = new ModelVerifier(InferenceRuntime.Start(settings.Inference), Device.Cpu);
        var reports = new List<PackageReport>();
        foreach (var directory in Packages.Directories(settings.Models.Path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            reports.Add(Report(directory, package => Verify(package, settings.Models.Path, verifier)));
        }
        return reports;
    }

    private static Verification? Verify(ModelPackage package, string root, ModelVerifier verifier)
    {
        switch (package.Manifest)
        {
            case BackboneManifest:
                return verifier.VerifyBackbone(package);
            case SubsystemManifest subsystem:
                var backbone = ModelPackage.Open(Packages.BackboneDirectory(root, subsystem.Backbone), PackageKind.Backbone);
                return verifier.VerifySubsystem(package, backbone);
            case RankerManifest:
                return ModelVerifier.VerifyRanker(package);
            default:
                return ModelVerifier.VerifyCutter(package);
        }
    }

    private static PackageReport Report(string directory, Func<ModelPackage, Verification?> verify)
    {
        try
        {
            var package = ModelPackage.Open(directory);
            var manifest = package.Manifest;
            var bytes = Directory.EnumerateFiles(package.Directory).Sum(file => new FileInfo(file).Length);
            return new PackageReport(
                directory, manifest.Kind.ToString().ToLowerInvariant(), manifest.Name, manifest.Version,
                manifest.Precision.ToString().ToLowerInvariant(), bytes, verify(package)?.LargestDifference, null);
        }
        catch (ModelPackageException broken)
        {
            return new PackageReport(directory, null, null, null, null, 0, null, broken.Message);
        }
    }

    private static int Run(RouterSettings settings, Func<RouterSettings, List<PackageReport>> report, bool json)
    {
        var reports = report(settings);
        if (reports.Count == 0) throw new ModelPackageException($"{settings.Models.Path}: there are no packages here (router.models.path)");
        if (json) PrintJson(reports);
        else PrintTable(reports);
        return reports.TrueForAll(report => report.Problem is null) ? ExitCodes.Ok : ExitCodes.Models;
    }

    private static void PrintJson(List<PackageReport> reports) =>
        Console.Out.WriteLine(JsonSerializer.Serialize(reports, ReportJson.Relaxed.ListPackageReport));

    private static void PrintTable(List<PackageReport> reports)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = DecisionView.RedirectedWidth;
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("kind", "name", "version", "precision").AddColumn(new TableColumn("KiB").RightAligned()).AddColumn("state");
        foreach (var report in reports.Where(report => report.Problem is null))
        {
            var state = report.MaxDifference is { } difference ? $"verified, largest difference {difference:0.0e+0}" : "files verified";
            table.AddRow(
                new Text(report.Kind!), new Text(report.Name!), new Text(report.Version!), new Text(report.Precision!),
                new Text($"{(report.Bytes + 1023) / 1024}"), new Text(state));
        }
        AnsiConsole.Write(table);
        foreach (var report in reports.Where(report => report.Problem is not null)) Console.Error.WriteLine($"router: {report.Problem}");
    }
}
