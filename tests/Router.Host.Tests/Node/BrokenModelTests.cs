using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Testing;

namespace Router.Host.Tests.Node;

/// <summary>A node does not start with models that are not what they should be, and says which file is wrong.</summary>
[Collection(RouterCollection.Name)]
public sealed class BrokenModelTests : IDisposable
{
    private readonly TestInstallation _installation = new("alarm", "weather");

    public void Dispose() => _installation.Dispose();

    [Theory]
    [InlineData("backbone", "bge-en", "model")]
    [InlineData("backbone", "bge-en", "vocabulary")]
    [InlineData("subsystems", "alarm", "model")]
    [InlineData("ranker", null, "weights")]
    [InlineData("cutter", null, "weights")]
    public async Task A_file_cut_short_is_named(string kind, string? name, string role)
    {
        var file = FileOf(kind, name, role);
        await using (var stream = File.OpenWrite(file)) stream.SetLength(stream.Length / 2);

        await ExpectRefusalAsync(file);
    }

    [Theory]
    [InlineData("backbone", "bge-en", "model")]
    [InlineData("subsystems", "alarm", "model")]
    [InlineData("ranker", null, "weights")]
    [InlineData("cutter", null, "weights")]
    public async Task A_file_cut_short_is_named_even_when_the_manifest_agrees_with_it(string kind, string? name, string role)
    {
        var file = FileOf(kind, name, role);
        await using (var stream = File.OpenWrite(file)) stream.SetLength(stream.Length / 2);
        _installation.Sign(kind, name, role);

        await ExpectRefusalAsync(file);
    }

    [Fact]
    public async Task Swapped_files_are_named_both()
    {
        var (alarm, weather) = (FileOf("subsystems", "alarm", "model"), FileOf("subsystems", "weather", "model"));
        File.Move(alarm, alarm + ".old");
        File.Move(weather, alarm);
        File.Move(alarm + ".old", weather);

        await ExpectRefusalAsync(alarm, weather);
    }

    [Fact]
    public async Task A_model_that_does_not_fit_its_manifest_is_named_even_when_its_hash_is_right()
    {
        var (alarm, weather) = (FileOf("subsystems", "alarm", "model"), FileOf("subsystems", "weather", "model"));
        File.Copy(weather, alarm, overwrite: true);
        _installation.Sign("subsystems", "alarm", "model");

        await ExpectRefusalAsync(alarm);
    }

    [Fact]
    public async Task An_edited_file_is_named()
    {
        var file = FileOf("ranker", null, "weights");
        await File.AppendAllTextAsync(file, "\n");

        await ExpectRefusalAsync(file);
    }

    [Fact]
    public async Task A_package_of_another_kind_is_named()
    {
        var manifest = _installation.Package("cutter", null, "manifest.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(manifest))!;
        json["kind"] = "ranker";
        await File.WriteAllTextAsync(manifest, json.ToJsonString());

        await ExpectRefusalAsync($"{manifest}: kind: found ranker; allowed: cutter");
    }

    [Fact]
    public async Task A_cutter_that_is_switched_off_need_not_be_there()
    {
        Directory.Delete(Path.GetDirectoryName(_installation.Package("cutter", null, "manifest.json"))!, recursive: true);
        await ExpectRefusalAsync("cutter");

        await using var node = await RouterNode.StartAsync(
            _installation.Configuration("router.cutting.enabled=off"), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);

        Assert.Null(node.Subsystems.Cutter);
    }

    [Fact]
    public async Task A_missing_file_and_a_missing_package_are_named_together()
    {
        var file = FileOf("subsystems", "alarm", "model");
        File.Delete(file);
        var package = Path.GetDirectoryName(FileOf("subsystems", "weather", "model"))!;
        Directory.Delete(package, recursive: true);

        await ExpectRefusalAsync(file, package);
    }

    [Fact]
    public async Task A_subsystem_trained_on_another_backbone_is_named()
    {
        var manifest = _installation.Package("subsystems", "alarm", "manifest.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(manifest))!;
        json["backbone"]!["version"] = "2.9.0";
        await File.WriteAllTextAsync(manifest, json.ToJsonString());

        await ExpectRefusalAsync(manifest);
    }

    [Fact]
    public async Task A_package_of_another_name_than_its_place_is_named()
    {
        var manifest = _installation.Package("subsystems", "alarm", "manifest.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(manifest))!;
        json["name"] = "sirens";
        await File.WriteAllTextAsync(manifest, json.ToJsonString());

        await ExpectRefusalAsync(manifest);
    }

    private string FileOf(string kind, string? name, string role)
    {
        var json = JsonNode.Parse(File.ReadAllText(_installation.Package(kind, name, "manifest.json")))!;
        return _installation.Package(kind, name, json["files"]![role]!["path"]!.GetValue<string>());
    }

    private async Task ExpectRefusalAsync(params string[] files)
    {
        var failure = await Assert.ThrowsAsync<ModelPackageException>(() => RouterNode.StartAsync(
            _installation.Configuration(), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None));

        Assert.All(files, file => Assert.Contains(file, failure.Message, StringComparison.Ordinal));
    }
}
