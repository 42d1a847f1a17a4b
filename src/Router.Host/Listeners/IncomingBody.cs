using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Router.Contracts;

namespace Router.Host.Listeners;

/// <summary>
/// The body of a request on its way in: what has arrived of a message and cannot be used before the rest has, counts against a budget, and the rest
/// must come in time. A message that is there as a whole when it is looked for costs nothing. Between whole messages a client may be silent.
/// </summary>
/// <param name="inner">The server's.</param>
/// <param name="wholeBytes">A body up to this length is given out only when it has come to its end; null for a stream of messages.</param>
/// <param name="budget">The memory that it counts against.</param>
/// <param name="intake">How long a message may take.</param>
/// <param name="refuse">The front end's exception.</param>
internal sealed class IncomingBody(PipeReader inner, long? wholeBytes, ByteBudget budget, Intake intake, Func<RouteError, Exception> refuse)
    : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private ReadOnlySequence<byte> _shown;
    private long _held;
    private bool _isFull;

    /// <summary>When the message began that is on its way; null between two of them. The first one begins with the request.</summary>
    private long? _began = intake.Time.GetTimestamp();

    /// <summary>Bytes that were read and used.</summary>
    public long BytesRead { get; private set; }

    /// <inheritdoc/>
    public PipeReader Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        // The server looks for this first as well: a body that is gone may not be asked.
        cancellationToken.ThrowIfCancellationRequested();
        ReadResult result;
        while (!TryRead(out result))
        {
            result = await WaitAsync(cancellationToken);
            if (IsUsable(result)) return Show(result);
            PutBack(result);
        }
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        while (true)
        {
            if (_isFull) throw refuse(Intake.Full());
            if (!inner.TryRead(out result)) return false;
            if (IsUsable(result))
            {
                Show(result);
                return true;
            }
            PutBack(result);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var left = _shown.Slice(consumed).Length;
        if (left < _shown.Length) _began = null;
        BytesRead += _shown.Length - left;
        _shown = default;
        inner.AdvanceTo(consumed, examined);
        Hold(left);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>Gives back what it still holds; the server drops the bytes.</summary>
    public void Dispose() => Hold(0);

    private bool IsUsable(in ReadResult result) =>
        result.IsCompleted || result.IsCanceled || wholeBytes is not { } most || result.Buffer.Length > most;

    private ReadResult Show(in ReadResult result)
    {
        _shown = result.Buffer;
        if (result.IsCompleted) _began = null;
        return result;
    }

    private void PutBack(in ReadResult result)
    {
        var (start, end, length) = (result.Buffer.Start, result.Buffer.End, result.Buffer.Length);
        inner.AdvanceTo(start, end);
        Hold(length);
    }

    private void Hold(long bytes)
    {
        var more = bytes - _held;
        if (more < 0) budget.Return(-more);
        else if (more > 0 && !budget.TryTake(more))
        {
            _isFull = true;
            return;
        }
        _held = bytes;
    }

    /// <summary>Waits for more bytes.</summary>
    private async ValueTask<ReadResult> WaitAsync(CancellationToken cancellationToken)
    {
        if (_held > 0) _began ??= intake.Time.GetTimestamp();
        if (_began is not { } began) return await inner.ReadAsync(cancellationToken);
        var left = intake.Timeout - intake.Time.GetElapsedTime(began);
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, intake.Time);
        ReadResult result;
        // A read that a token cancels leaves the server's reader as if it still read: the server then fails when it drops the rest of the body, with an error in the log.
        await using (late.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), inner))
            result = await inner.ReadAsync(cancellationToken);
        if (!late.IsCancellationRequested || result.IsCompleted) return result;
        inner.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        throw refuse(intake.Late());
    }
}
