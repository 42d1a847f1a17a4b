using System.CommandLine;
using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Host.Node;
using Router.Inference;
using Router.Tools.Models;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary><c>router models</c>: which model packages there are, whether they compute what they did when they were made, and who vouches for them.</summary>
internal static class ModelsCommand
{
    private const string Child = "--as-child";
    private const double DefaultLost = 0.3;

    public static Command Create(CommonOptions common)
    {
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of a table.", Recursive = true };
        var signer = new Option<string?>("--signer")
        {
            Description = "PEM file with the public keys of which one must have signed each package; router.models.signers unless given.",
            HelpName = "FILE",
        };
        var list = new Command("list", "Lists the packages under router.models.path; each file is checked against its SHA-256.") { signer };
        list.SetAction(result =>
        {
            var settings = ConfigurationSource.Load(result, common).Settings;
            var check = CheckBy(result.GetValue(signer) ?? settings.Models.Signers);
            return Print([.. Packages.Directories(settings.Models.Path).Select(check.OfFiles)], settings, result.GetValue(json));
        });
        return new Command("models", "Lists, verifies or signs model packages.") { json, list, CreateVerify(common, json, signer), ModelsSignCommand.Create() };
    }

    private static PackageCheck CheckBy(string? signers) => new(signers is null ? null : PackageSigners.Read(signers));

    private static Command CreateVerify(CommonOptions common, Option<bool> json, Option<string?> signer)
    {
        var seconds = NumberOption.Create(
            "--max-time", "-t", $"Seconds that one package may take, {VerificationLimits.DefaultSeconds} unless given.", 1, 86_400);
        var mebibytes = NumberOption.Create(
            "--max-memory", "-m", $"MiB of memory that one package may take, {VerificationLimits.DefaultMiB} unless given.", 128, 1 << 20);
        var together = new Option<string?>("--together")
        {
            Description = "Then decides the known texts of its backbones with this subsystem and without it, and says what it takes from the others.",
            HelpName = "SUBSYSTEM",
        };
        var lost = NumberOption.CreateReal(
            "--max-lost", "-l", $"With --together: texts of others in 100 that may be lost, {DefaultLost} unless given; more is exit code {ExitCodes.Models}.", 0, 100);
        var child = new Option<bool>(Child) { Hidden = true };
        var verify = new Command(
            "verify", "Loads every package and replays the outputs recorded when it was made (check.json), in a process of its own.")
        {
            seconds, mebibytes, signer, together, lost, child,
        };
        verify.SetAction(async (result, cancellationToken) =>
        {
            var settings = ConfigurationSource.Load(result, common).Settings;
            var check = CheckBy(result.GetValue(signer) ?? settings.Models.Signers);
            if (result.GetValue(child)) return VerifyAsChild(settings, check);
            var limits = new VerificationLimits(
                TimeSpan.FromSeconds(result.GetValue(seconds) ?? VerificationLimits.DefaultSeconds),
                (result.GetValue(mebibytes) ?? VerificationLimits.DefaultMiB) * (1L << 20));
            if (result.GetValue(together) is { } wanted) RequireEnabled(settings, wanted);
            var code = Print(await VerifyAsync(settings.Models.Path, limits, cancellationToken), settings, result.GetValue(json));
            return code == ExitCodes.Ok && result.GetValue(together) is { } candidate
                ? await TogetherAsync(settings, candidate, result.GetValue(lost) ?? DefaultLost, result.GetValue(json))
                : code;
        });
        return verify;
    }

    private static void RequireEnabled(RouterSettings settings, string candidate)
    {
        var names = settings.Subsystems.Where(subsystem => subsystem.Enabled).Select(subsystem => subsystem.Name).ToList();
        if (!names.Contains(candidate)) throw new UsageException($"--together is '{candidate}'; the enabled subsystems are {string.Join(", ", names)}");
    }

    /// <summary>The packages have been verified by now, so they may run in this process.</summary>
    private static async Task<int> TogetherAsync(RouterSettings settings, string candidate, double mostLost, bool json)
    {
        using var models = NodeModels.Load(settings, NodeRoles.All);
        var check = new TogetherCheck(models, settings.Ranker, candidate);
        var report = await LineProgress.RunAsync(check.Count, progress => Task.Run(() => check.Run(progress)));
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Relaxed.TogetherReport));
        else TogetherView.Print(report);
        if (report.Lost <= mostLost) return ExitCodes.Ok;
        Console.Error.WriteLine($"router: with '{candidate}' the others lose {report.Lost:0.00} of 100 texts; allowed: {mostLost:0.##} (--max-lost)");
        return ExitCodes.Models;
    }

    private static async Task<List<PackageReport>> VerifyAsync(string root, VerificationLimits limits, CancellationToken cancellationToken)
    {
        using var process = new VerificationProcess(OwnProgram.With([.. Environment.GetCommandLineArgs().Skip(1), Child]), limits);
        var reports = new List<PackageReport>();
        foreach (var directory in Packages.Directories(root)) reports.Add(await process.VerifyAsync(directory, cancellationToken));
        return reports;
    }

    /// <summary>What <see cref="VerificationProcess"/> talks to.</summary>
    private static int VerifyAsChild(RouterSettings settings, PackageCheck check)
    {
        var verifier = new ModelVerifier(InferenceRuntime.Start(settings.Inference), Device.Cpu);
        while (Console.In.ReadLine() is { } directory)
        {
            var report = check.OfAnswers(directory, settings.Models.Path, verifier);
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Relaxed.PackageReport));
        }
        return ExitCodes.Ok;
    }

    private static int Print(List<PackageReport> reports, RouterSettings settings, bool json)
    {
        if (reports.Count == 0) throw new ModelPackageException($"{settings.Models.Path}: there are no packages here (router.models.path)");
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(reports, ReportJson.Relaxed.ListPackageReport));
        else PrintTable(reports);
        return reports.TrueForAll(report => report.Problem is null) ? ExitCodes.Ok : ExitCodes.Models;
    }

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
