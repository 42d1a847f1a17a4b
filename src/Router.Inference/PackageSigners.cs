using System.Security.Cryptography;
using System.Text;
using Router.Contracts;
using Router.Inference.Internal;

namespace Router.Inference;

/// <summary>Who may sign packages: public keys on the curve P-256, any of which will do.</summary>
public sealed class PackageSigners
{
    /// <summary>The file of a package with the signature of its manifest: ECDSA with SHA-256 of the manifest's bytes, in DER (RFC 3279).</summary>
    public const string SignatureFile = "manifest.sig";

    /// <summary>A signature on P-256 has at most 72 bytes.</summary>
    private const long LargestSignature = 256;

    private const int Most = 64;
    private const string Label = "PUBLIC KEY";

    private readonly string _file;
    private readonly IReadOnlyList<byte[]> _keys;

    private PackageSigners(string file, IReadOnlyList<byte[]> keys) => (_file, _keys) = (file, keys);

    /// <summary>Reads a PEM file of public keys, and nothing else.</summary>
    /// <exception cref="ModelPackageException">It cannot be read, has no key or more than 64, or holds something that is none.</exception>
    public static PackageSigners Read(string file)
    {
        var text = PemKeys.Read(file);
        var keys = new List<byte[]>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var found))
        {
            if (rest[found.Label] is not Label) throw PackageError.InFile(file, $"holds \"{rest[found.Label]}\"; allowed: \"{Label}\" alone");
            keys.Add(PemKeys.Check(file, Convert.FromBase64String(rest[found.Base64Data].ToString())));
            rest = rest[found.Location.End..];
        }
        // What the search passes over would be a signer that is silently missing.
        var begun = text.AsSpan().Count(PemKeys.Begin);
        if (begun != keys.Count) throw PackageError.InFile(file, $"of {begun} keys {begun - keys.Count} cannot be read");
        return keys.Count is >= 1 and <= Most ? new PackageSigners(file, keys) : throw PackageError.InFile(file, $"has {keys.Count} public keys in PEM; allowed: 1 to {Most}");
    }

    /// <summary>Signs a package whose files are right.</summary>
    /// <param name="directory">The package.</param>
    /// <param name="keyFile">The private key, in unencrypted PEM.</param>
    /// <returns>The package as its users find it.</returns>
    /// <exception cref="ModelPackageException">The package is broken, or the file holds no private key on P-256.</exception>
    public static ModelPackage Sign(string directory, string keyFile)
    {
        using var key = PemKeys.ReadPrivate(keyFile);
        var package = ModelPackage.Open(directory);
        var signature = key.SignData(PackageFiles.Read(package.ManifestFile, PackageFiles.LargestManifest), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var file = Path.Combine(package.Directory, SignatureFile);
        File.WriteAllBytes($"{file}.new", signature);
        File.Move($"{file}.new", file, overwrite: true);
        return ModelPackage.Open(directory, new PackageSigners(keyFile, [key.ExportSubjectPublicKeyInfo()]));
    }

    /// <summary>Refuses a package that none of them has signed.</summary>
    /// <param name="directory">The package.</param>
    /// <param name="manifest">The bytes of its manifest: all that a package is hangs on them.</param>
    /// <exception cref="ModelPackageException">There is no signature, or it is of others or of other bytes.</exception>
    internal void Require(string directory, byte[] manifest)
    {
        var file = PackageFiles.Resolve(directory, directory, "signature", SignatureFile);
        var allowed = $"one of the manifest's bytes, by {(_keys.Count == 1 ? "the key" : $"one of the {_keys.Count} keys")} of {_file}";
        if (!File.Exists(file)) throw PackageError.At(file, "signature", "nothing", allowed);
        var signature = PackageFiles.Read(file, LargestSignature);
        if (!_keys.Any(key => IsOf(key, manifest, signature))) throw PackageError.At(file, "signature", "one by another key, or of another manifest", allowed);
    }

    private static bool IsOf(byte[] key, byte[] manifest, byte[] signature)
    {
        using var signer = ECDsa.Create();
        signer.ImportSubjectPublicKeyInfo(key, out _);
        return signer.VerifyData(manifest, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Keys on P-256, out of PEM.</summary>
    private static class PemKeys
    {
        public const string Begin = "-----BEGIN ";
        private const string P256 = "1.2.840.10045.3.1.7";

        /// <summary>A key has less than a kilobyte.</summary>
        private const long Largest = 1 << 16;

        public static string Read(string file) => Encoding.UTF8.GetString(PackageFiles.Read(file, Largest));

        public static byte[] Check(string file, byte[] key)
        {
            try
            {
                using var read = ECDsa.Create();
                read.ImportSubjectPublicKeyInfo(key, out var length);
                return length == key.Length && IsOnCurve(read) ? key : throw Wrong(file, "public");
            }
            catch (CryptographicException error)
            {
                throw Wrong(file, "public", error);
            }
        }

        public static ECDsa ReadPrivate(string file)
        {
            var key = ECDsa.Create();
            try
            {
                key.ImportFromPem(Read(file));
                if (!IsOnCurve(key)) throw Wrong(file, "private");
                // A public key is imported as well, and fails only here.
                key.SignHash(new byte[SHA256.HashSizeInBytes]);
                return key;
            }
            catch (Exception error) when (error is CryptographicException or ArgumentException)
            {
                key.Dispose();
                throw Wrong(file, "private", error);
            }
            catch
            {
                key.Dispose();
                throw;
            }
        }

        private static bool IsOnCurve(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 };

        private static ModelPackageException Wrong(string file, string kind, Exception? cause = null) =>
            PackageError.InFile(file, $"holds no {kind} key on the curve P-256 in unencrypted PEM", cause);
    }
}
