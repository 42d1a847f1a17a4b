using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Akka.Actor;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Router.Contracts;

namespace Router.Benchmarks.Blocks;

/// <summary>
/// Blocks over a gRPC stream of their own. Bytes are handed to the library as they are and taken from it as one array, which is the least that it copies. The windows of
/// HTTP/2 are as large as what may be on its way.
/// </summary>
internal sealed class GrpcBlocks : IBlockCarrier
{
    private const int Window = 16 << 20;

    private static readonly Marshaller<byte[]> Bytes = new((bytes, context) => context.Complete(bytes), context => context.PayloadAsNewBuffer());
    private static readonly Method<byte[], byte[]> Carry = new(MethodType.DuplexStreaming, "router.Blocks", "Carry", Bytes, Bytes);

    private readonly Channel<EncodedStates> _outgoing = Channel.CreateUnbounded<EncodedStates>(new UnboundedChannelOptions { SingleReader = true });
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<byte[], byte[]> _call;
    private readonly WireSerializer _serializer;
    private readonly Action<Guid> _answered;
    private readonly Task _sending;
    private readonly Task _receiving;

    public GrpcBlocks(string name, string url, string tls, ActorSystem system, Action<Guid> answered)
    {
        (Name, _serializer, _answered) = (name, new WireSerializer((ExtendedActorSystem)system), answered);
        var handler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = Window };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(BlockSystem.Files(tls).NodeCa);
        handler.SslOptions.CertificateChainPolicy = policy;
        _channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
        _call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(Carry, host: null, default);
        (_sending, _receiving) = (SendAsync(), ReceiveAsync());
    }

    public string Name { get; }

    public void Send(EncodedStates block) => _outgoing.Writer.TryWrite(block);

    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.Complete();
        await Task.WhenAll(_sending, _receiving);
        _call.Dispose();
        _channel.Dispose();
    }

    /// <summary>The server: cleartext and TLS, each on a free port.</summary>
    public static async Task<WebApplication> ListenAsync(ActorSystem system, string tls)
    {
        var files = BlockSystem.Files(tls);
        var serializer = new WireSerializer((ExtendedActorSystem)system);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            (kestrel.Limits.Http2.InitialStreamWindowSize, kestrel.Limits.Http2.InitialConnectionWindowSize) = (Window, Window);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));
            });
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        var server = builder.Build();
        server.MapGrpcService(ServerServiceDefinition.CreateBuilder().AddMethod(Carry, AnswerAsync).Build());
        await server.StartAsync();
        return server;

        async Task AnswerAsync(IAsyncStreamReader<byte[]> blocks, IServerStreamWriter<byte[]> answers, ServerCallContext context)
        {
            var (read, written) = (serializer.Manifest(Block.Of(Block.QueryBytes)), (byte[]?)null);
            while (await blocks.MoveNext(context.CancellationToken))
            {
                written = serializer.ToBinary(Block.Answer((EncodedStates)serializer.FromBinary(blocks.Current, read)));
                await answers.WriteAsync(written);
            }
        }
    }

    private async Task SendAsync()
    {
        await foreach (var block in _outgoing.Reader.ReadAllAsync()) await _call.RequestStream.WriteAsync(_serializer.ToBinary(block));
        await _call.RequestStream.CompleteAsync();
    }

    private async Task ReceiveAsync()
    {
        var manifest = _serializer.Manifest(new SubsystemVerdicts("", [], []));
        while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            _answered(((SubsystemVerdicts)_serializer.FromBinary(_call.ResponseStream.Current, manifest)).Verdicts[0].QueryId);
    }
}
