using System.Diagnostics;
using System.Text.Json.Nodes;
using Router.Host;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary>What docs/add-a-subsystem.md says, with fewer steps: data, <c>./train search</c>, the file, <c>./router route</c>.</summary>
public sealed class AddSubsystemTests
{
    [Fact]
    public async Task A_data_file_becomes_a_subsystem_that_the_router_routes_to()
    {
        using var installation = new TestInstallation("alarm", "music");
        using var directory = new TemporaryDirectory();
        var package = installation.Package("subsystems", "library", "manifest.json");

        await SearchAsync(directory, models: Path.GetFullPath(Path.Combine(Path.GetDirectoryName(package)!, "..", "..", "..")));
        installation.Configure("library", "router.subsystems.library {\n  version = \"1.0.0\"\n}\n");

        Assert.Contains("# library 1.0.0", await File.ReadAllTextAsync(directory["work", "report.md"]), StringComparison.Ordinal);
        Assert.Equal("library", await SubsystemOfAsync(installation, "please renew the library books i have borrowed"));
        Assert.Equal("alarm", await SubsystemOfAsync(installation, "wake me up at seven tomorrow"));
        var (code, _, error) = await RouterProgram.RunAsync(input: null, "models", "verify", "--config", installation.ConfigurationFile);
        Assert.True(code == 0, error);
    }

    /// <summary>One setting and few steps: the outcome is the same on a slow machine, which only takes longer.</summary>
    private static async Task SearchAsync(TemporaryDirectory directory, string models)
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(Installation.Root, "training", "configs", "en.toml"));
        var section = shipped.IndexOf("[search]", StringComparison.Ordinal);
        var wanted = new Dictionary<string, int>(StringComparer.Ordinal) { ["trials"] = 1, ["steps"] = 150, ["negatives"] = 300, ["noise"] = 60 };
        var search = string.Join('\n', shipped[section..].Split('\n').Select(
            line => wanted.TryGetValue(line.Split(' ')[0], out var value) ? $"{line.Split(' ')[0]} = {value}" : line));
        await File.WriteAllTextAsync(directory["search.toml"], shipped[..section].Replace("processes = 2", "processes = 1", StringComparison.Ordinal) + search);
        var info = new ProcessStartInfo("/usr/bin/python3") { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = Installation.Root };
        string[] arguments =
        [
            "-m", "training", "search", "--data", Path.Combine("samples", "subsystems", "library.jsonl"), "--name", "library", "--minutes", "30",
            "--models", models, "--work", directory["work"], "--config", directory["search.toml"],
        ];
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }

    private static async Task<string?> SubsystemOfAsync(TestInstallation installation, string text)
    {
        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "route", "--json", "--config", installation.ConfigurationFile, text);
        Assert.True(code == 0, error);
        return (string?)JsonNode.Parse(output)!["subsystem"];
    }
}
