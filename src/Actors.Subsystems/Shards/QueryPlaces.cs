namespace Actors.Subsystems.Shards;

/// <summary>Which batches hold a query, and in which row: each backbone that encodes it makes one.</summary>
internal sealed class QueryPlaces
{
    private readonly Dictionary<Guid, Place> _places = [];

    /// <summary>A batch's verdicts are waited for.</summary>
    public void Add(BatchCall call)
    {
        for (var row = 0; row < call.Batch.Queries.Count; row++)
        {
            var id = call.Batch.Queries[row].Query.Id;
            _places[id] = new Place(call, row, _places.GetValueOrDefault(id));
        }
    }

    /// <summary>They are waited for no more.</summary>
    public void Remove(BatchCall call)
    {
        foreach (var query in call.Batch.Queries)
        {
            if (!_places.TryGetValue(query.Query.Id, out var place)) continue;
            if (place.Without(call) is { } left) _places[query.Query.Id] = left;
            else _places.Remove(query.Query.Id);
        }
    }

    /// <summary>Where a subsystem's verdict on a query is waited for.</summary>
    public Place? Find(Guid queryId, string subsystem)
    {
        var place = _places.GetValueOrDefault(queryId);
        while (place is not null && !place.Awaits(subsystem)) place = place.Other;
        return place;
    }

    /// <summary>A query's row in a batch.</summary>
    /// <param name="Call">The batch.</param>
    /// <param name="Row">The row.</param>
    /// <param name="Other">Its row in another batch.</param>
    internal sealed record Place(BatchCall Call, int Row, Place? Other)
    {
        public bool Awaits(string subsystem) => Call.Find(subsystem) is not null && Call.Batch.Queries[Row].IsAskedOf(subsystem);

        public Place? Without(BatchCall call) => Call == call ? Other : this with { Other = Other?.Without(call) };
    }
}
