using Grpc.Core;

namespace Router.Tools.Calls;

/// <summary>Statuses as gRPC's documents write them, such as <c>DEADLINE_EXCEEDED</c>.</summary>
internal static class StatusNames
{
    /// <summary>A status's name.</summary>
    public static string Of(StatusCode code) => code == StatusCode.OK
        ? "OK"
        : string.Concat($"{code}".Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
