using Router.Contracts;

namespace Actors.Backbone.Tests;

public sealed class DeviceQueuesTests
{
    [Fact]
    public async Task They_are_read_whole_and_in_order_while_devices_are_still_shown()
    {
        const int Devices = 64;
        for (var round = 0; round < 200; round++)
        {
            var queues = new DeviceQueues();
            var showing = Task.Run(() =>
            {
                for (var device = 0; device < Devices; device++) queues.Show("bge-en", device, $"cpu {device}", new DeviceQueue());
            });
            IReadOnlyList<DeviceReport> now;
            do
            {
                now = queues.Now;
                Assert.Equal(Enumerable.Range(0, now.Count).Select(device => $"cpu {device}"), now.Select(report => report.Device));
            }
            while (now.Count < Devices);
            await showing;
        }
    }
}
