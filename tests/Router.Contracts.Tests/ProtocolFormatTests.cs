namespace Router.Contracts.Tests;

public sealed class ProtocolFormatTests
{
    [Fact]
    public void A_slot_keeps_its_field_numbers() => Assert.Equal(
        ["type 1", "start 2", "end 3", "text 4", "score 5", "value 6", "range 7", "bound 8", "near 9", "recurrence 10", "offset 11", "excluded 12"],
        Protocol.Slot.Descriptor.Fields.InFieldNumberOrder().Select(field => $"{field.Name} {field.FieldNumber}"));

    [Fact]
    public void What_a_slot_means_besides_one_value_comes_back_as_it_was()
    {
        Slot[] slots =
        [
            new("time", 0, 4, "noon", 1) { Range = new SlotRange("2026-11-21", "2026-11-23"), Near = "PT10M", Offset = "-PT2H" },
            .. Enum.GetValues<BoundSide>().Select(side => new Slot("time", 0, 4, "noon", 1) { Bound = new SlotBound(side, "5"), Recurrence = "FREQ=DAILY" }),
        ];
        var decision = new RouteDecision(Guid.Empty) { Text = "noon", Outcome = DecisionOutcome.Routed, Slots = slots };

        Assert.Equal(slots, ProtocolFormat.FromProtocol(ProtocolFormat.ToProtocol(decision)).Slots);
    }

    [Fact]
    public void A_slots_value_is_empty_when_it_has_none()
    {
        Slot[] slots = [new("time", 0, 4, "noon", 1) { Value = "2026-11-21T12:00:00+08:00" }, new("place_name", 8, 12, "oslo", 1)];
        var message = ProtocolFormat.ToProtocol(new RouteDecision(Guid.Empty)
        {
            Text = "noon in oslo",
            Outcome = DecisionOutcome.Routed,
            Slots = slots,
            Alternatives = [new Alternative("weather", "query", 1, slots)],
            Parts = [new DecisionPart(0, 12, "noon in oslo", "weather", "query", slots, 1)],
        });

        foreach (var list in new[] { message.Slots, message.Alternatives[0].Slots, message.Parts[0].Slots })
            Assert.Equal(["2026-11-21T12:00:00+08:00", ""], list.Select(slot => slot.Value));
    }
}
