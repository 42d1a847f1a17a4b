using Router.Contracts;
using Router.Security.Tests.Parsers;

namespace Router.Security.Tests.Packages;

/// <summary>Every file of every kind of package, damaged by chance: it is refused by its name, or nothing has changed.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var (kind, role) in TinyPackage.Files) files.Add(kind, role);
            return files;
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("backbone")]
    [InlineData("subsystem")]
    [InlineData("ranker")]
    [InlineData("cutter")]
    public void A_sound_package_is_verified(string kind) => TinyPackage.Write(_directory.Path, kind).Verify();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_not_the_one_of_the_manifest_is_refused_by_its_name(string kind, string role)
    {
        var package = TinyPackage.Write(_directory.Path, kind);
        var file = package.PathOf(role);
        var sound = File.ReadAllBytes(file);

        Damage.Try(100, sound, damaged =>
        {
            File.WriteAllBytes(file, damaged);
            if (damaged.AsSpan().SequenceEqual(sound)) package.Verify();
            else Assert.StartsWith($"{file}: ", Assert.Throws<ModelPackageException>(package.Verify).Message, StringComparison.Ordinal);
        });
    }

    /// <summary>As somebody makes it who wants the damage to go through: what the package answers is compared with what it is known to answer.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_its_manifest_vouches_for_is_refused_or_the_package_answers_as_before(string kind, string role)
    {
        var package = TinyPackage.Write(_directory.Path, kind);
        var (file, manifest) = (package.PathOf(role), File.ReadAllText(package.ManifestFile));

        Damage.Try(40, File.ReadAllBytes(file), damaged =>
        {
            File.WriteAllText(package.ManifestFile, manifest);
            File.WriteAllBytes(file, damaged);
            package.Sign(role);
            VerifyOrRefuse(package);
        });
    }

    [Theory]
    [InlineData("backbone")]
    [InlineData("subsystem")]
    [InlineData("ranker")]
    [InlineData("cutter")]
    public void A_manifest_is_refused_or_the_package_answers_as_before(string kind)
    {
        var package = TinyPackage.Write(_directory.Path, kind);

        Damage.Try(100, File.ReadAllBytes(package.ManifestFile), damaged =>
        {
            File.WriteAllBytes(package.ManifestFile, damaged);
            VerifyOrRefuse(package);
        });
    }

    /// <summary>A refusal begins with the file that is wrong.</summary>
    private static void VerifyOrRefuse(TinyPackage package)
    {
        try
        {
            package.Verify();
        }
        catch (ModelPackageException refusal)
        {
            Assert.StartsWith($"{package.Directory}/", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(": ", refusal.Message, StringComparison.Ordinal);
        }
    }
}
