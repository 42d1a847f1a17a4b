using System.Security.Cryptography;
using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

/// <summary>Packages that somebody vouches for, or nobody.</summary>
public sealed class PackageSignersTests : IDisposable
{
    private const string Signature = PackageSigners.SignatureFile;

    private readonly TemporaryDirectory _directory = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _package;
    private readonly string _private;
    private readonly string _public;

    public PackageSignersTests()
    {
        _package = TinyModels.Subsystem(_directory.File("iot"));
        _private = _directory.Write("private.pem", _key.ExportPkcs8PrivateKeyPem());
        _public = _directory.Write("public.pem", _key.ExportSubjectPublicKeyInfoPem());
    }

    public void Dispose()
    {
        _directory.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void A_signed_package_is_taken_and_one_that_need_not_be_signed_is_as_well()
    {
        Assert.Equal("iot", ModelPackage.Open(_package).Manifest.Name);
        Assert.Equal("iot", PackageSigners.Sign(_package, _private).Manifest.Name);
        Assert.Equal("iot", ModelPackage.Open(_package, PackageKind.Subsystem, PackageSigners.Read(_public)).Manifest.Name);
        Assert.Equal("iot", ModelPackage.Open(_package).Manifest.Name);
    }

    [Fact]
    public void A_package_without_a_signature_is_refused_by_the_name_of_the_missing_file() =>
        Refused($"{_package}/{Signature}: signature: found nothing; allowed: one of the manifest's bytes, by the key of {_public}");

    [Fact]
    public void Any_of_several_keys_will_do()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PackageSigners.Sign(_package, _private);

        var both = PackageSigners.Read(_directory.Write("both.pem", $"who signs\n{other.ExportSubjectPublicKeyInfoPem()}\n\n{_key.ExportSubjectPublicKeyInfoPem()}\n"));
        var wrong = PackageSigners.Read(_directory.Write("other.pem", other.ExportSubjectPublicKeyInfoPem()));

        Assert.Equal("iot", ModelPackage.Open(_package, both).Manifest.Name);
        var error = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_package, wrong));
        Assert.Contains($"{Signature}: signature: found one by another key, or of another manifest", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_of_the_manifest_or_of_the_signature_is_refused_wherever_it_is()
    {
        PackageSigners.Sign(_package, _private);
        foreach (var name in new[] { "manifest.json", Signature })
        {
            var path = Path.Combine(_package, name);
            var sound = File.ReadAllBytes(path);
            for (var at = 0; at < sound.Length; at++)
            {
                var changed = (byte[])sound.Clone();
                changed[at] ^= 1;
                File.WriteAllBytes(path, changed);
                Refused("found one by another key, or of another manifest");
            }
            File.WriteAllBytes(path, sound);
        }
        Assert.Equal("iot", Open().Manifest.Name);
    }

    [Fact]
    public void A_changed_file_is_refused_although_the_manifest_is_signed()
    {
        PackageSigners.Sign(_package, _private);
        File.AppendAllText(Path.Combine(_package, "check.json"), " ");
        Refused("check.json: SHA-256: found ");
    }

    [Fact]
    public void The_signature_of_another_package_does_not_fit()
    {
        var other = TinyModels.Ranker(_directory.File("ranker"));
        PackageSigners.Sign(other, _private);
        File.Copy(Path.Combine(other, Signature), Path.Combine(_package, Signature));
        Refused("found one by another key, or of another manifest");
    }

    [Theory]
    [InlineData(0, "the file is empty")]
    [InlineData(1, "found one by another key")]
    [InlineData(64, "found one by another key")]
    [InlineData(256, "found one by another key")]
    [InlineData(257, "257 bytes; allowed: at most 256")]
    public void What_is_no_signature_is_refused(int bytes, string expected)
    {
        File.WriteAllBytes(Path.Combine(_package, Signature), [.. Enumerable.Repeat((byte)0x30, bytes)]);
        Refused(expected);
    }

    [Fact]
    public void A_signature_that_is_a_link_out_of_the_package_is_refused()
    {
        PackageSigners.Sign(_package, _private);
        File.Move(Path.Combine(_package, Signature), _directory.File("elsewhere"));
        File.CreateSymbolicLink(Path.Combine(_package, Signature), _directory.File("elsewhere"));
        Refused($"\"{Signature}\", a link to ");
    }

    [Fact]
    public void A_package_that_is_broken_is_not_signed()
    {
        File.AppendAllText(Path.Combine(_package, "check.json"), " ");
        Assert.Throws<ModelPackageException>(() => PackageSigners.Sign(_package, _private));
        Assert.False(File.Exists(Path.Combine(_package, Signature)));
    }

    [Fact]
    public void What_openssl_writes_is_taken()
    {
        Run("ecparam", "-name", "prime256v1", "-genkey", "-out", _directory.File("ssl.pem"));
        Run("ec", "-in", _directory.File("ssl.pem"), "-pubout", "-out", _directory.File("ssl.pub"));
        PackageSigners.Sign(_package, _directory.File("ssl.pem"));
        Run("dgst", "-sha256", "-verify", _directory.File("ssl.pub"), "-signature", Path.Combine(_package, Signature), Path.Combine(_package, "manifest.json"));

        Run("dgst", "-sha256", "-sign", _directory.File("ssl.pem"), "-out", Path.Combine(_package, Signature), Path.Combine(_package, "manifest.json"));

        Assert.Equal("iot", ModelPackage.Open(_package, PackageSigners.Read(_directory.File("ssl.pub"))).Manifest.Name);
    }

    [Fact]
    public void Keys_of_other_kinds_are_refused()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var sound = _key.ExportSubjectPublicKeyInfoPem();
        RefusedKeys("", "the file is empty");
        RefusedKeys("sha256", "has 0 public keys in PEM; allowed: 1 to 64");
        RefusedKeys(string.Concat(Enumerable.Repeat(sound + "\n", 65)), "has 65 public keys in PEM");
        RefusedKeys(new string(' ', 70_000), "allowed: at most 65536");
        RefusedKeys(_key.ExportPkcs8PrivateKeyPem(), "holds \"PRIVATE KEY\"; allowed: \"PUBLIC KEY\" alone");
        RefusedKeys(rsa.ExportSubjectPublicKeyInfoPem(), "holds no public key on the curve P-256");
        RefusedKeys(curve.ExportSubjectPublicKeyInfoPem(), "holds no public key on the curve P-256");
        RefusedKeys("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "holds no public key on the curve P-256");
        RefusedKeys(sound.Insert(60, "%"), "of 1 keys 1 cannot be read");
        RefusedKeys($"{sound}\n{sound.Insert(60, "%")}", "of 2 keys 1 cannot be read");
        RefusedKeys(null, "there is no such file");
    }

    [Fact]
    public void A_private_key_of_another_kind_signs_nothing()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var encrypted = _key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        string[] wrong = [rsa.ExportPkcs8PrivateKeyPem(), curve.ExportPkcs8PrivateKeyPem(), encrypted, _key.ExportSubjectPublicKeyInfoPem(), "key"];
        foreach (var pem in wrong)
        {
            var error = Assert.Throws<ModelPackageException>(() => PackageSigners.Sign(_package, _directory.Write("wrong.pem", pem)));
            Assert.Equal($"{_directory.File("wrong.pem")}: holds no private key on the curve P-256 in unencrypted PEM", error.Message);
        }
        Assert.False(File.Exists(Path.Combine(_package, Signature)));
        Assert.Equal("iot", PackageSigners.Sign(_package, _directory.Write("sec1.pem", _key.ExportECPrivateKeyPem())).Manifest.Name);
    }

    private ModelPackage Open() => ModelPackage.Open(_package, PackageSigners.Read(_public));

    private void Refused(string expected) =>
        Assert.Contains(expected, Assert.Throws<ModelPackageException>(Open).Message, StringComparison.Ordinal);

    private void RefusedKeys(string? pem, string expected)
    {
        var file = pem is null ? _directory.File("none") : _directory.Write("keys.pem", pem);
        var error = Assert.Throws<ModelPackageException>(() => PackageSigners.Read(file));
        Assert.StartsWith($"{file}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static void Run(params string[] arguments)
    {
        using var openssl = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("openssl", arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        openssl.WaitForExit();
        Assert.Equal(0, openssl.ExitCode);
    }
}
