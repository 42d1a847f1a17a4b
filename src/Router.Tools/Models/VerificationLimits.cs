namespace Router.Tools.Models;

/// <summary>What the verification of one package may take.</summary>
/// <param name="Time">From its start to its end.</param>
/// <param name="Bytes">Of the process that does it, in RAM.</param>
internal sealed record VerificationLimits(TimeSpan Time, long Bytes)
{
    public static readonly int DefaultSeconds = 120;
    public static readonly int DefaultMiB = 4096;
}
