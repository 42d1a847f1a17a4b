using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Router.Host.Tls;

/// <summary>
/// Certificates that count no more, although an authority vouches for them and their time is not over: of clients, of nodes, and of authorities in between,
/// with which all that they signed goes.
/// </summary>
internal sealed class RevokedCertificates
{
    /// <summary>The key that names the file.</summary>
    public const string Key = "router.security.revoked-certificates-file";

    private const string Prefix = "sha256:";

    private readonly HashSet<string> _fingerprints = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a file with a fingerprint a line, and what else somebody wrote behind it. Empty lines and those that begin with # are passed over.</summary>
    /// <exception cref="FormatException">A line is wrong.</exception>
    public static RevokedCertificates Parse(string text)
    {
        var revoked = new RevokedCertificates();
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (line.AsSpan().Trim() is [] or ['#', ..]) continue;
            var word = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];
            var digits = word.StartsWith(Prefix, StringComparison.Ordinal) ? word[Prefix.Length..].Replace(":", "", StringComparison.Ordinal) : "";
            if (digits.Length != 2 * SHA256.HashSizeInBytes || !digits.All(char.IsAsciiHexDigit))
                throw new FormatException($"line {index + 1}: does not begin with {Prefix} and the fingerprint of a certificate: 64 hexadecimal digits, with colons or without");
            revoked._fingerprints.Add(digits);
        }
        return revoked;
    }

    /// <summary>Whether any of some certificates is among them.</summary>
    /// <param name="fingerprints">What <see cref="FingerprintsOf"/> says.</param>
    public bool HasAny(IEnumerable<string> fingerprints) => fingerprints.Any(_fingerprints.Contains);

    /// <summary>The fingerprints of a certificate and of all that lead from it to an authority.</summary>
    public static IReadOnlyList<string> FingerprintsOf(X509Chain? chain) =>
        chain is null ? [] : [.. chain.ChainElements.Select(element => element.Certificate.GetCertHashString(HashAlgorithmName.SHA256))];
}
