using System.Threading.Channels;
using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Streams.Dsl;

/// <summary>Makes sources of channels.</summary>
public static class ChannelSource
{
    /// <summary>
    /// What can be read from a channel, taken as downstream demands it. The source completes or fails with the channel; when downstream
    /// cancels it stops reading and leaves the channel as it is.
    /// </summary>
    public static Source<T, NotUsed> FromReader<T>(ChannelReader<T> reader) => Source.Of(graph => new ChannelReaderStage<T>(graph, reader));

    /// <summary>A channel of its own for each run.</summary>
    /// <param name="bufferSize">How many elements it holds; at least 1.</param>
    /// <param name="singleWriter">Whether never two threads write at a time.</param>
    /// <param name="fullMode">What happens to an element that there is no room for.</param>
    /// <returns>Materialises the channel's writer.</returns>
    public static Source<T, ChannelWriter<T>> Create<T>(
        int bufferSize, bool singleWriter = false, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait)
    {
        var options = new BoundedChannelOptions(bufferSize) { SingleReader = true, SingleWriter = singleWriter, FullMode = fullMode };
        return new Source<T, ChannelWriter<T>>(graph =>
        {
            var channel = Channel.CreateBounded<T>(options);
            return (new ChannelReaderStage<T>(graph, channel.Reader).Out, channel.Writer);
        });
    }
}
