"""An echo server on grpcio: gives back the bytes of each request, in which request and reply agree. Prints its port as a line of JSON.

The text of a request may ask for more: "fail" ends the call with a status, "wait" waits until the caller is gone.
"""
import json
import threading
from concurrent import futures

import grpc

SERVICE = "router.interop.v1.Echo"


def react(request, context):
    if request.endswith(b"fail"):
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "100 % voll, später 再试")
    if request.endswith(b"wait"):
        gone = threading.Event()
        if context.add_callback(gone.set):
            gone.wait()
    return request


def say(request, context):
    return react(request, context)


def chat(requests, context):
    for request in requests:
        yield react(request, context)


def main():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {
        "Say": grpc.unary_unary_rpc_method_handler(say),
        "Chat": grpc.stream_stream_rpc_method_handler(chat),
    }),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(json.dumps({"port": port}), flush=True)
    # The end of standard input is the end of the test.
    try:
        input()
    except EOFError:
        pass
    server.stop(grace=None)


if __name__ == "__main__":
    main()
