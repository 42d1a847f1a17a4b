using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Security;

/// <summary><c>router.audit</c>: where administrative acts are written.</summary>
/// <param name="File">The file; older ones stand beside it, as <c>FILE.1</c> and on.</param>
/// <param name="MaxBytes">A file of this size is followed by another.</param>
/// <param name="Keep">Older files that are kept.</param>
public sealed record AuditSettings(string File, long MaxBytes, int Keep)
{
    /// <summary>Reads the section.</summary>
    /// <returns>Null when nothing is written.</returns>
    public static AuditSettings? Read(SettingsReader section)
    {
        var file = section.ReadPath("file", OptionalFile);
        var (maxBytes, keep) = (section.Read("max-bytes", Bytes("64KiB", "1GiB")), section.Read("keep", Whole(1, 1000)));
        return file is null ? null : new AuditSettings(file, maxBytes, keep);
    }
}
