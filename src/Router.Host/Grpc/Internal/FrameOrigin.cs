namespace Router.Host.Grpc.Internal;

/// <summary>Where messages come from, for the errors that reading them ends with.</summary>
/// <param name="Name">What the bytes are.</param>
/// <param name="Bound">The setting that bounds a message.</param>
/// <param name="Unreadable">What bytes that are not the message mean: a client can mend its request, nobody a response.</param>
internal sealed record FrameOrigin(string Name, string Bound, GrpcStatusCode Unreadable)
{
    /// <summary>What a server reads.</summary>
    public static readonly FrameOrigin Request = new("request", "router.grpc.max-message-bytes", GrpcStatusCode.InvalidArgument);

    /// <summary>What a client reads.</summary>
    public static readonly FrameOrigin Response = new("response", "the client's own bound", GrpcStatusCode.Internal);
}
