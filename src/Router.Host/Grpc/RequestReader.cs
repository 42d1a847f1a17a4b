using Grpc.Core;
using Status = Grpc.Core.Status;

namespace Router.Host.Grpc;

/// <summary>A stream of requests that says in the router's words why it breaks off.</summary>
/// <param name="requests">The library's.</param>
/// <param name="maxBytes">Largest message.</param>
internal sealed class RequestReader<T>(IAsyncStreamReader<T> requests, int maxBytes) : IAsyncStreamReader<T>
{
    /// <inheritdoc/>
    public T Current => requests.Current;

    /// <inheritdoc/>
    /// <exception cref="RefusedRequestException">What came is not a request, or the client is gone.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken);
        }
        catch (RpcException refused)
        {
            throw new RefusedRequestException(
                refused.StatusCode == StatusCode.ResourceExhausted ? Refusals.TooLarge(maxBytes) : refused.Status, refused);
        }
        catch (InvalidDataException malformed)
        {
            throw new RefusedRequestException(Refusals.Malformed, malformed);
        }
        catch (IOException gone)
        {
            throw new RefusedRequestException(new Status(StatusCode.Cancelled, gone.Message), gone);
        }
    }
}
