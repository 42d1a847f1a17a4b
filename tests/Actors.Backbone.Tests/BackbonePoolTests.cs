using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Inference;

namespace Actors.Backbone.Tests;

public sealed class BackbonePoolTests : TestKit
{
    private const string Config = """akka.actor.backbone-dispatcher { type = PinnedDispatcher }""";

    private readonly FakeTimeProvider _time = new(Queries.Start);
    private readonly TestProbe _region;
    private readonly TestProbe _ranker;

    public BackbonePoolTests()
        : base(Config)
    {
        _region = CreateTestProbe("region");
        _ranker = CreateTestProbe("ranker");
    }

    [Fact]
    public void A_run_is_published_once()
    {
        var runs = 0;
        var pool = Pool(texts => Count(ref runs, texts));
        var query = Queries.Of(5);

        pool.Tell(new Encode(query, _ranker.Ref), ActorRefs.NoSender);

        Assert.Equal(query.Id, Assert.Single(_region.ExpectMsg<EncodedBatch>().Queries).Query.Id);
        Await(pool);
        _region.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Queries_that_wait_share_the_next_run()
    {
        var (entered, resume) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var sizes = new List<int>();
        var pool = Pool(texts =>
        {
            sizes.Add(texts.Length);
            entered.Set();
            resume.Wait(TimeSpan.FromSeconds(10));
            return Queries.Encode(texts);
        });
        pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(10)));
        for (var i = 0; i < 3; i++) pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        Await(pool);
        resume.Set();

        Assert.Equal([1, 3], _region.ReceiveN(2).Cast<EncodedBatch>().Select(batch => batch.Queries.Count));
        Assert.Equal([1, 3], sizes);
    }

    [Fact]
    public void That_its_devices_are_drained_it_says_once_nothing_waits_or_runs_and_what_was_encoded_is_published()
    {
        var (entered, resume) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var pool = Pool(texts =>
        {
            entered.Set();
            resume.Wait(TimeSpan.FromSeconds(10));
            return Queries.Encode(texts);
        });
        pool.Tell(Drain.Instance, _region.Ref);
        _region.ExpectMsg<Drained>();
        pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(10)));
        pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        pool.Tell(Drain.Instance, _region.Ref);
        Await(pool);
        _region.ExpectNoMsg(TimeSpan.Zero);
        resume.Set();
        _region.ExpectMsg<EncodedBatch>();
        _region.ExpectMsg<EncodedBatch>();
        _region.ExpectMsg<Drained>();
    }

    [Fact]
    public void A_cancelled_query_leaves_the_queue_without_being_encoded_and_makes_room()
    {
        var (entered, resume) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var encoded = new List<int>();
        var pool = Pool(
            texts =>
            {
                foreach (var text in texts) encoded.Add(text.Tokens.Length);
                entered.Set();
                resume.Wait(TimeSpan.FromSeconds(10));
                return Queries.Encode(texts);
            },
            settings: Settings(queueCapacity: 2));
        var (running, cancelled, next) = (Queries.Of(5), Queries.Of(7), Queries.Of(5));
        pool.Tell(new Encode(running, _ranker.Ref), ActorRefs.NoSender);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(10)));
        pool.Tell(new Encode(cancelled, _ranker.Ref), ActorRefs.NoSender);
        pool.Tell(new CancelQuery(cancelled.Id), ActorRefs.NoSender);
        pool.Tell(new CancelQuery(running.Id), ActorRefs.NoSender);
        Await(pool);
        resume.Set();
        var first = _region.ExpectMsg<EncodedBatch>();
        AwaitAssert(() =>
        {
            // Refused as long as the device has not told the pool that the cancelled query is gone.
            pool.Tell(new Encode(next, _ranker.Ref), ActorRefs.NoSender);
            Assert.Equal(next.Id, _region.ExpectMsg<EncodedBatch>(TimeSpan.FromSeconds(1)).Queries[0].Query.Id);
        });

        Assert.Equal(running.Id, Assert.Single(first.Queries).Query.Id);
        Assert.DoesNotContain(cancelled.Text.Tokens.Length, encoded);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public void A_query_that_finds_every_queue_full_is_refused_at_once(int sent, int refused)
    {
        var resume = new ManualResetEventSlim();
        var pool = Pool(
            texts =>
            {
                resume.Wait(TimeSpan.FromSeconds(10));
                return Queries.Encode(texts);
            },
            settings: Settings(queueCapacity: 2));
        for (var i = 0; i < sent; i++) pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);

        foreach (var answer in _ranker.ReceiveN(refused).Cast<EncodeRefused>())
        {
            Assert.Equal(RefusalReason.QueueFull, answer.Reason);
            Assert.True(answer.RetryAfter > TimeSpan.Zero);
        }
        resume.Set();
        var encoded = 0;
        while (encoded < sent - refused) encoded += _region.ExpectMsg<EncodedBatch>().Queries.Count;
        _ranker.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Room_in_the_queue_is_given_back_when_a_run_ends()
    {
        var pool = Pool(Queries.Encode, settings: Settings(queueCapacity: 1));
        for (var i = 0; i < 3; i++)
        {
            // A refusal would be the ranker's; each query only comes after the one before has left the device.
            AwaitAssert(() =>
            {
                pool.Tell(new Encode(Queries.Of(5 + i), _ranker.Ref), ActorRefs.NoSender);
                _region.ExpectMsg<EncodedBatch>(TimeSpan.FromMilliseconds(200));
            });
        }
    }

    [Fact]
    public void Work_goes_to_the_device_with_the_least_queued()
    {
        var resume = new ManualResetEventSlim();
        var counts = new int[2];
        var devices = Enumerable.Range(0, 2).Select(index => new BackboneDevice($"test:{index}", texts =>
        {
            Interlocked.Add(ref counts[index], texts.Length);
            resume.Wait(TimeSpan.FromSeconds(10));
            return Queries.Encode(texts);
        })).ToArray();
        var pool = Sys.ActorOf(BackbonePool.Create(
            devices, Settings(), new FanOut(_region.Ref, "test 1.0.0"), _time, NullLogger.Instance));
        pool.Tell(new Encode(Queries.Of(50), _ranker.Ref), ActorRefs.NoSender);
        pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        Await(pool);
        resume.Set();

        var encoded = 0;
        while (encoded < 4) encoded += _region.ExpectMsg<EncodedBatch>().Queries.Count;
        Assert.Equal([1, 3], counts);
    }

    [Fact]
    public void A_query_for_one_device_goes_to_no_other_one_and_what_devices_have_is_shown()
    {
        using var resume = new ManualResetEventSlim();
        BackboneDevice[] devices = [.. Enumerable.Range(0, 2).Select(i => new BackboneDevice($"test:{i}", texts =>
        {
            resume.Wait(TimeSpan.FromSeconds(10));
            return Queries.Encode(texts);
        }))];
        var queues = new DeviceQueues();
        var pool = Sys.ActorOf(BackbonePool.Create(devices, Settings(queueCapacity: 2), new FanOut(_region.Ref, "test 1.0.0"), _time, NullLogger.Instance, queues));
        Assert.Equal([new DeviceReport("test 1.0.0", "test:0", 0, 0), new DeviceReport("test 1.0.0", "test:1", 0, 0)], queues.Now);
        foreach (var device in new[] { 1, 1, 1, 2 }) pool.Tell(new Encode(Queries.Of(5), _ranker.Ref, Device: device), ActorRefs.NoSender);
        Assert.Equal([RefusalReason.QueueFull, RefusalReason.BackboneUnavailable], _ranker.ReceiveN(2).Cast<EncodeRefused>().Select(refused => refused.Reason));
        Assert.Equal([(0, 0), (2, 10)], queues.Now.Select(device => (device.Queries, device.Tokens)));
        resume.Set();
        AwaitAssert(() => Assert.Equal([(0, 0), (0, 0)], queues.Now.Select(device => (device.Queries, device.Tokens))));
    }

    [Fact]
    public void A_query_whose_deadline_passed_is_refused_without_a_run()
    {
        var runs = 0;
        var pool = Pool(texts => Count(ref runs, texts));
        var query = Queries.Of(5, deadline: Queries.Start);
        pool.Tell(new Encode(query, _ranker.Ref), ActorRefs.NoSender);
        Assert.Equal(new EncodeRefused(query.Id, RefusalReason.DeadlineExceeded), _ranker.ExpectMsg<EncodeRefused>());
        Assert.Equal(0, runs);
    }

    [Fact]
    public void A_query_whose_deadline_passed_is_dropped_from_the_queue()
    {
        var (entered, resume) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var runs = 0;
        var pool = Pool(texts =>
        {
            entered.Set();
            resume.Wait(TimeSpan.FromSeconds(10));
            return Count(ref runs, texts);
        });
        pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(10)));
        var late = Queries.Of(6, deadline: Queries.Start.AddSeconds(1));
        pool.Tell(new Encode(late, _ranker.Ref), ActorRefs.NoSender);
        Await(pool);
        _time.Advance(TimeSpan.FromSeconds(1));
        resume.Set();

        Assert.Equal(new EncodeRefused(late.Id, RefusalReason.DeadlineExceeded), _ranker.ExpectMsg<EncodeRefused>());
        Assert.Equal(1, runs);
    }

    [Fact]
    public void A_text_seen_lately_is_answered_without_a_run()
    {
        var runs = 0;
        var pool = Pool(texts => Count(ref runs, texts), settings: Settings() with
        {
            Cache = new CacheSettings { TimeToLive = TimeSpan.FromSeconds(60), MaxEntries = 10, MaxBytes = 1 << 20 },
        });
        var first = Queries.Of(5);
        pool.Tell(new Encode(first, _ranker.Ref), ActorRefs.NoSender);
        _region.ExpectMsg<EncodedBatch>();
        var again = Queries.Of(5);
        AwaitAssert(() =>
        {
            pool.Tell(new Encode(again, _ranker.Ref), ActorRefs.NoSender);
            var batch = _region.ExpectMsg<EncodedBatch>();
            var query = Assert.Single(batch.Queries);
            Assert.Equal(again.Id, query.Query.Id);
            Assert.Equal(0, query.Timings.EncodeMs);
            Assert.Equal((1, 5), (batch.States.Batch, batch.States.Tokens));
        });
        Assert.InRange(runs, 1, 2);
    }

    [Fact]
    public void A_run_that_fails_ends_its_queries_and_not_the_device()
    {
        var fail = true;
        var pool = Pool(texts => fail ? throw new InvalidOperationException("the device is out of memory") : Queries.Encode(texts));
        var query = Queries.Of(5);
        pool.Tell(new Encode(query, _ranker.Ref), ActorRefs.NoSender);
        Assert.Equal(new EncodeRefused(query.Id, RefusalReason.BackboneUnavailable), _ranker.ExpectMsg<EncodeRefused>());
        pool.Tell(new Encode(query, _ranker.Ref, new SubsystemRoster(["alarm"])), ActorRefs.NoSender);
        Assert.Equal(["alarm"], _ranker.ExpectMsg<EncodeRefused>().Asked!);
        fail = false;
        pool.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        _region.ExpectMsg<EncodedBatch>();
    }

    [Fact]
    public void A_batch_runs_when_its_delay_is_over_and_not_before()
    {
        var settings = Settings() with { MaxBatchDelay = TimeSpan.FromMilliseconds(2) };
        var device = Sys.ActorOf(BackboneActor.Create(
            new BackboneDevice("test:0", Queries.Encode), settings,
            new FanOut(_region.Ref, "test 1.0.0"), _time, NullLogger.Instance));
        device.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        device.Tell(new Encode(Queries.Of(5), _ranker.Ref), ActorRefs.NoSender);
        Handled(device);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Handled(device);
        _region.ExpectNoMsg(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, _region.ExpectMsg<EncodedBatch>().Queries.Count);

        void Handled(IActorRef actor)
        {
            actor.Tell(new Identify("handled"), TestActor);
            ExpectMsg<ActorIdentity>();
        }
    }

    [Fact]
    public void A_full_device_is_passed_over_while_another_has_room_however_little_it_has_queued()
    {
        var resume = new ManualResetEventSlim();
        BackboneDevice Device(string name) => new(name, texts =>
        {
            resume.Wait(TimeSpan.FromSeconds(10));
            return Queries.Encode(texts);
        });
        var pool = Sys.ActorOf(BackbonePool.Create(
            [Device("test:0"), Device("test:1")], Settings(queueCapacity: 2), new FanOut(_region.Ref, "test 1.0.0"),
            _time, NullLogger.Instance));

        // One long text for one device, short ones for the other, which is full with fewer tokens; the last goes to the long text's.
        foreach (var tokens in new[] { 40, 5, 5, 5, 5 }) pool.Tell(new Encode(Queries.Of(tokens), _ranker.Ref), ActorRefs.NoSender);

        Assert.Equal(RefusalReason.QueueFull, _ranker.ExpectMsg<EncodeRefused>().Reason);
        resume.Set();
        var encoded = 0;
        while (encoded < 4) encoded += _region.ExpectMsg<EncodedBatch>().Queries.Count;
        _ranker.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Queries_that_wait_when_the_device_stops_are_refused()
    {
        var settings = Settings() with { MaxBatchDelay = TimeSpan.FromSeconds(30) };
        var device = Sys.ActorOf(BackboneActor.Create(
            new BackboneDevice("test:0", Queries.Encode), settings, new FanOut(_region.Ref, "test 1.0.0"), _time, NullLogger.Instance));
        var query = Queries.Of(5);
        device.Tell(new Encode(query, _ranker.Ref), ActorRefs.NoSender);
        device.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        Assert.Equal(new EncodeRefused(query.Id, RefusalReason.ShuttingDown), _ranker.ExpectMsg<EncodeRefused>());
    }

    [Fact]
    public void A_pool_without_a_device_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => BackbonePool.Create([], Settings(), new FanOut(_region.Ref, "test 1.0.0"), _time, NullLogger.Instance));

    private static LayerStates Count(ref int runs, ReadOnlySpan<TokenizedText> texts)
    {
        Interlocked.Increment(ref runs);
        return Queries.Encode(texts);
    }

    private IActorRef Pool(EncodeBatch encode, BackboneSettings? settings = null) =>
        Sys.ActorOf(BackbonePool.Create(
            [new BackboneDevice("test:0", encode)],
            settings ?? Settings(),
            new FanOut(_region.Ref, "test 1.0.0"),
            _time,
            NullLogger.Instance));

    private static BackboneSettings Settings(int queueCapacity = 100) => new()
    {
        Key = "test",
        Name = "test",
        Version = "1.0.0",
        Package = "",
        Devices = [Device.Cpu],
        MaxBatchSize = 8,
        MaxBatchDelay = TimeSpan.Zero,
        MaxPadding = 0.25,
        QueueCapacity = queueCapacity,
    };

    /// <summary>Returns when the pool has handled everything sent to it so far.</summary>
    private void Await(IActorRef pool)
    {
        pool.Tell(new Identify("handled"), TestActor);
        ExpectMsg<ActorIdentity>();
    }
}
