namespace Router.Contracts.Tests;

public sealed class WireTrafficTests
{
    [Fact]
    public async Task It_is_read_whole_and_in_order_while_new_messages_are_counted()
    {
        const int Messages = 64;
        for (var round = 0; round < 200; round++)
        {
            var traffic = new WireTraffic();
            var counting = Task.Run(() =>
            {
                for (var message = 0; message < Messages; message++) traffic.Sent($"{message:00}", bytes: 1);
            });
            IReadOnlyList<MessageTraffic> now;
            do
            {
                now = traffic.Now;
                Assert.Equal(Enumerable.Range(0, now.Count).Select(message => $"{message:00}"), now.Select(count => count.Message));
            }
            while (now.Count < Messages);
            await counting;
        }
    }
}
