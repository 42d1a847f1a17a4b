using Router.Contracts;

namespace Actors.Backbone.Devices;

/// <summary>What <see cref="EncodeCalls"/> wants done. None of it calls back before it returns.</summary>
internal interface IEncodeSink
{
    /// <summary>Have a device encode a query.</summary>
    void Send(DeviceId device, Encode encode);

    /// <summary>Tell the query's ranker that it will not be encoded.</summary>
    void Refuse(Encode encode, RefusalReason reason, TimeSpan? retryAfter);

    /// <summary>Tell the query's ranker that a subsystem will not judge it.</summary>
    void GiveUp(Encode encode, string subsystem);

    /// <summary>Tell the node that was sent a query that nobody waits for it any more.</summary>
    void Cancel(DeviceId device, Guid queryId);

    /// <summary>A device gets no queries for a while.</summary>
    void TakenOut(Device device, TimeSpan wait);

    /// <summary>A device that was taken out works again.</summary>
    void TakenIn(Device device);
}
