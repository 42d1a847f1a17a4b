using Router.Tools.Models;

namespace Router.Tools.Tests.Models;

public sealed class TogetherReportTests
{
    [Fact]
    public void A_text_that_goes_from_its_owner_to_nobody_is_lost_and_one_that_its_owner_never_had_is_not()
    {
        var row = new TogetherRow("iot")
            .With(isRightWithout: true, isRightWith: true, isTaken: false)
            .With(isRightWithout: true, isRightWith: false, isTaken: false)
            .With(isRightWithout: false, isRightWith: false, isTaken: true)
            .With(isRightWithout: true, isRightWith: true, isTaken: false);

        Assert.Equal((4, 3, 2, 1, 25.0), (row.Texts, row.RightWithout, row.RightWith, row.Taken, row.Lost));
    }

    [Fact]
    public void What_others_lose_is_of_all_their_texts_and_general_speech_does_not_count()
    {
        var report = new TogetherReport(
            "library",
            [new TogetherRow("a") { Texts = 900, RightWithout = 900, RightWith = 898 }, new TogetherRow("b") { Texts = 100, RightWithout = 50, RightWith = 51 }],
            new TogetherRow("") { Texts = 100, RightWithout = 100, RightWith = 0 });

        Assert.Equal(0.1, report.Lost, 12);
    }

    [Fact]
    public void Nothing_is_lost_where_there_is_no_text() => Assert.Equal(0, new TogetherReport("library", [], new TogetherRow("")).Lost);
}
