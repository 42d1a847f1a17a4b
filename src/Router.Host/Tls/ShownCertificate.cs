using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Router.Host.Tls;

/// <summary>What is known of a client by the certificate that it showed when it connected.</summary>
/// <param name="IsTrusted">Whether an authority vouches for it.</param>
/// <param name="Names">
/// How it calls itself, each with its kind: <c>dns:</c> and <c>uri:</c> of the subject's alternative names, <c>cn:</c> of the subject. None unless it is trusted.
/// </param>
/// <param name="Fingerprints">Of itself and of those that lead to the authority.</param>
internal sealed record ShownCertificate(bool IsTrusted, IReadOnlyList<string> Names, IReadOnlyList<string> Fingerprints)
{
    private const string AlternativeNames = "2.5.29.17";
    private const string CommonName = "2.5.4.3";

    // RFC 5280, section 4.2.1.6: the choices of GeneralName.
    private static readonly Asn1Tag Dns = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>One that no authority vouches for.</summary>
    public static ShownCertificate Untrusted { get; } = new(IsTrusted: false, [], []);

    /// <summary>One that an authority vouches for.</summary>
    /// <param name="certificate">It.</param>
    /// <param name="fingerprints">Of it and of those that lead to the authority.</param>
    public static ShownCertificate Of(X509Certificate2 certificate, IReadOnlyList<string> fingerprints)
    {
        try
        {
            return new ShownCertificate(IsTrusted: true, [.. AlternativesOf(certificate), .. CommonNamesOf(certificate)], fingerprints);
        }
        catch (Exception error) when (error is AsnContentException or System.Security.Cryptography.CryptographicException)
        {
            // Authorities sign what they should not: nobody is known by names that cannot be read.
            return new ShownCertificate(IsTrusted: true, [], fingerprints);
        }
    }

    private static List<string> AlternativesOf(X509Certificate2 certificate)
    {
        var names = new List<string>();
        if (certificate.Extensions[AlternativeNames] is not { } extension) return names;
        var reader = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData)
        {
            var tag = reader.PeekTag();
            if (tag == Dns) names.Add($"dns:{reader.ReadCharacterString(UniversalTagNumber.IA5String, tag).ToLowerInvariant()}");
            else if (tag == Uri) names.Add($"uri:{reader.ReadCharacterString(UniversalTagNumber.IA5String, tag)}");
            else reader.ReadEncodedValue();
        }
        return names;
    }

    private static IEnumerable<string> CommonNamesOf(X509Certificate2 certificate) =>
        from part in certificate.SubjectName.EnumerateRelativeDistinguishedNames()
        where !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName
        select $"cn:{part.GetSingleElementValue()}";
}
