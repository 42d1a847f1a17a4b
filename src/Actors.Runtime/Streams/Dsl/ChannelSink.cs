using System.Threading.Channels;
using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Streams.Dsl;

/// <summary>Makes sinks of channels.</summary>
public static class ChannelSink
{
    /// <summary>
    /// Writes to a channel, and asks for the next element when there was room for the last. Upstream is cancelled when the channel is
    /// closed.
    /// </summary>
    /// <param name="writer">The channel's writer.</param>
    /// <param name="isOwner">Whether the end of the stream completes the writer, with the failure if there is one.</param>
    public static Sink<T, NotUsed> FromWriter<T>(ChannelWriter<T> writer, bool isOwner) => new((graph, upstream) =>
    {
        _ = new ChannelWriterStage<T>(graph, upstream, writer, isOwner);
        return NotUsed.Instance;
    });

    /// <summary>A channel of its own for each run, which ends with the stream.</summary>
    /// <param name="bufferSize">How many elements it holds; at least 1.</param>
    /// <param name="singleReader">Whether never two threads read at a time.</param>
    /// <param name="fullMode">What happens to an element that there is no room for; waiting holds upstream back.</param>
    /// <returns>Materialises the channel's reader.</returns>
    public static Sink<T, ChannelReader<T>> AsReader<T>(
        int bufferSize, bool singleReader = false, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait)
    {
        var options = new BoundedChannelOptions(bufferSize) { SingleReader = singleReader, SingleWriter = true, FullMode = fullMode };
        return new Sink<T, ChannelReader<T>>((graph, upstream) =>
        {
            var channel = Channel.CreateBounded<T>(options);
            _ = new ChannelWriterStage<T>(graph, upstream, channel.Writer, isOwner: true);
            return channel.Reader;
        });
    }
}
