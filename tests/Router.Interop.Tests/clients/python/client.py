"""A gRPC client on grpcio. Reads commands as JSON, one on each line of its input; writes one JSON line for each answer.

It has no generated code: the messages come from the server's reflection service, whose own few messages are declared here.
"""

import base64
import json
import queue
import sys
import traceback

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

HOUR = 3600.0
STRING, BYTES, MESSAGE, INT32 = (
    descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    descriptor_pb2.FieldDescriptorProto.TYPE_BYTES,
    descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE,
    descriptor_pb2.FieldDescriptorProto.TYPE_INT32,
)
# name -> fields as (name, number, type, message, repeated): the parts of grpc.reflection.v1 that are used here.
REFLECTION = {
    "ServerReflectionRequest": [("file_containing_symbol", 4, STRING, None, False), ("list_services", 7, STRING, None, False)],
    "FileDescriptorResponse": [("file_descriptor_proto", 1, BYTES, None, True)],
    "ServiceResponse": [("name", 1, STRING, None, False)],
    "ListServiceResponse": [("service", 1, MESSAGE, "ServiceResponse", True)],
    "ErrorResponse": [("error_code", 1, INT32, None, False), ("error_message", 2, STRING, None, False)],
    "ServerReflectionResponse": [
        ("file_descriptor_response", 4, MESSAGE, "FileDescriptorResponse", False),
        ("list_services_response", 6, MESSAGE, "ListServiceResponse", False),
        ("error_response", 7, MESSAGE, "ErrorResponse", False),
    ],
}


def declare(package, messages):
    file = descriptor_pb2.FileDescriptorProto(name="declared.proto", package=package, syntax="proto3")
    for name, fields in messages.items():
        message = file.message_type.add(name=name)
        for field, number, kind, of, repeated in fields:
            message.field.add(
                name=field, number=number, type=kind, type_name=f".{package}.{of}" if of else None, label=3 if repeated else 1)
    return file


class Pool:
    """Message classes by full name."""

    def __init__(self, files):
        self._pool = descriptor_pool.DescriptorPool()
        for file in files:
            self._pool.AddSerializedFile(file.SerializeToString())
        self._factory = message_factory.MessageFactory(self._pool)

    def method(self, full_name):
        """The classes of a method's request and response."""
        method = self._pool.FindMethodByName(full_name)
        return self._factory.GetPrototype(method.input_type), self._factory.GetPrototype(method.output_type)

    def message(self, full_name):
        return self._factory.GetPrototype(self._pool.FindMessageTypeByName(full_name))


REFLECTION_POOL = Pool([declare("grpc.reflection.v1", REFLECTION)])


def connect(command, *options, **named):
    defaults = {"grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1}
    options = list((defaults | dict(options)).items())
    if "root_certificate" in command:
        with open(command["root_certificate"], "rb") as file:
            credentials = grpc.ssl_channel_credentials(file.read())
        return grpc.secure_channel(command["target"], credentials, options, **named)
    return grpc.insecure_channel(command["target"], options, **named)


def ask_reflection(channel, questions):
    request = REFLECTION_POOL.message("grpc.reflection.v1.ServerReflectionRequest")
    response = REFLECTION_POOL.message("grpc.reflection.v1.ServerReflectionResponse")
    call = channel.stream_stream(
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", request.SerializeToString, response.FromString)
    return list(call(iter([request(**question) for question in questions]), timeout=HOUR))


def discover(channel, symbol):
    (answer,) = ask_reflection(channel, [{"file_containing_symbol": symbol}])
    return Pool(
        [descriptor_pb2.FileDescriptorProto.FromString(file) for file in answer.file_descriptor_response.file_descriptor_proto])


class Service:
    """Calls the methods of a service that the server describes."""

    def __init__(self, command, name, *options, **named):
        self._name = name
        self._pool = discover(connect(command), name)
        self._channel = connect(command, *options, **named)

    def _stub(self, kind, method):
        request, response = self._pool.method(f"{self._name}.{method}")
        stub = getattr(self._channel, kind)(f"/{self._name}/{method}", request.SerializeToString, response.FromString)
        return request, stub

    def unary(self, method, fields, timeout=HOUR, metadata=None):
        request, stub = self._stub("unary_unary", method)
        try:
            reply, call = stub.with_call(request(**fields), timeout=timeout, metadata=metadata)
            return reply, call
        except grpc.RpcError as error:
            return None, error

    def start(self, method, fields, timeout=HOUR):
        """A call under way."""
        request, stub = self._stub("unary_unary", method)
        return stub.future(request(**fields), timeout=timeout)

    def server_stream(self, method, fields, timeout=HOUR):
        request, stub = self._stub("unary_stream", method)
        return stub(request(**fields), timeout=timeout)

    def duplex(self, method, timeout=HOUR):
        return Chat(*self._stub("stream_stream", method), timeout)


class Chat:
    """A call in both directions: requests are sent one by one."""

    def __init__(self, request, stub, timeout):
        self._request = request
        self._requests = queue.SimpleQueue()
        self.replies = stub(iter(self._requests.get, None), timeout=timeout)

    def send(self, **fields):
        self._requests.put(self._request(**fields))

    def end(self):
        self._requests.put(None)


ECHO = "router.interop.v1.Echo"
HEALTH = "grpc.health.v1.Health"


def code_of(call):
    return call.code().value[0]


def plain(metadata):
    entries = {}
    for key, value in metadata or ():
        text = base64.b64encode(value).decode() if key.endswith("-bin") else value
        entries.setdefault(key, []).append(text)
    return entries


def say(echo, fields, **options):
    reply, call = echo.unary("Say", fields, **options)
    answer = {
        "code": code_of(call),
        "details": call.details(),
        "headers": plain(call.initial_metadata()),
        "trailers": plain(call.trailing_metadata()),
    }
    if reply is not None:
        answer.update(text=reply.text, bytes=len(reply.payload), time_left_ms=reply.time_left_ms)
    return answer


def collect(replies, on_reply=lambda reply, count: None):
    texts = []
    try:
        for reply in replies:
            texts.append(reply.text)
            on_reply(reply, len(texts))
    except grpc.RpcError:
        pass
    return {"texts": texts, "code": code_of(replies), "details": replies.details()}


def unary(command):
    return say(Service(command, ECHO), {"text": command["text"]})


def server_stream(command):
    return collect(Service(command, ECHO).server_stream("Repeat", {"text": command["text"], "count": command["count"]}))


def duplex(command):
    """The next request is sent when the reply to the one before has come."""
    chat = Service(command, ECHO).duplex("Chat")
    texts = list(command["texts"])
    chat.send(text=texts.pop(0))
    return collect(chat.replies, lambda reply, count: chat.send(text=texts.pop(0)) if texts else chat.end())


def deadline(command):
    return say(Service(command, ECHO), {"text": command["text"], "wait": True}, timeout=command["timeout_ms"] / 1000)


def time_left(command):
    return say(Service(command, ECHO), {}, timeout=command["timeout_ms"] / 1000)


def stream_deadline(command):
    fields = {"text": command["text"], "count": 1, "wait": True}
    return collect(Service(command, ECHO).server_stream("Repeat", fields, timeout=command["timeout_ms"] / 1000))


def client_cancels(command):
    chat = Service(command, ECHO).duplex("Chat")
    chat.send(text=command["text"], wait=True)
    answer = collect(chat.replies, lambda reply, count: chat.replies.cancel())
    chat.end()
    return answer


def server_cancels(command):
    """The client goes on sending; the server ends the call."""
    chat = Service(command, ECHO).duplex("Chat")

    def on_reply(reply, count):
        if count == 1:
            chat.send(text="enough", fail_code=command["code"], fail_message=command["message"])

    chat.send(text="more")
    answer = collect(chat.replies, on_reply)
    chat.end()
    return answer


def oversize_request(command):
    return say(Service(command, ECHO), {"payload": b"x" * command["bytes"]})


def oversize_response(command):
    return say(Service(command, ECHO), {"reply_bytes": command["bytes"]})


def own_limit(command):
    return say(Service(command, ECHO, ("grpc.max_receive_message_length", command["limit"])), {"reply_bytes": command["bytes"]})


def gzip(command):
    return say(Service(command, ECHO, compression=grpc.Compression.Gzip), {"payload": b"x" * command["bytes"]})


def generic(command, path, request):
    """Bytes in, bytes out."""
    try:
        connect(command).unary_unary(path)(request, timeout=HOUR)
        return {"code": 0, "details": ""}
    except grpc.RpcError as error:
        return {"code": code_of(error), "details": error.details()}


def method(command):
    return generic(command, command["path"], b"")


def broken_message(command):
    return generic(command, f"/{ECHO}/Say", base64.b64decode(command["request"]))


def metadata(command):
    sent = (
        ("x-text", "plain, with a comma"),
        ("x-twice", "first"),
        ("x-twice", "second"),
        ("x-data-bin", base64.b64decode(command["bytes"])),
    )
    return say(Service(command, ECHO), {}, metadata=sent)


def failure(command):
    return say(Service(command, ECHO), {"fail_code": command["code"], "fail_message": command["message"]})


def crash(command):
    return say(Service(command, ECHO), {"crash": True})


def parallel(command):
    """All streams are open before the first one ends."""
    echo = Service(command, ECHO)
    chats = [echo.duplex("Chat") for _ in range(command["streams"])]
    for number, chat in enumerate(chats):
        chat.send(text=str(number))
    texts = [next(chat.replies).text for chat in chats]
    for chat in chats:
        chat.end()
    codes = [collect(chat.replies)["code"] for chat in chats]
    return {"texts": texts, "codes": codes}


def status_name(reply):
    return reply.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_number[reply.status].name


def health(command):
    service = Service(command, HEALTH)
    answer = {}
    for name in command["services"]:
        reply, call = service.unary("Check", {"service": name})
        answer[name] = {"code": code_of(call), "details": call.details(), "status": status_name(reply) if reply else None}
    return answer


def health_list(command):
    reply, _ = Service(command, HEALTH).unary("List", {})
    return {"statuses": {name: status_name(each) for name, each in reply.statuses.items()}}


def health_watch(command):
    """Says each state as it comes."""
    call = Service(command, HEALTH).server_stream("Watch", {"service": command["service"]})
    for count, reply in enumerate(call, 1):
        if count == command["count"]:
            call.cancel()
            return {"status": status_name(reply)}
        show({"status": status_name(reply)})
    raise AssertionError("the watch ended")


def reflection(command):
    """Learns what the server serves from the server alone, and calls it."""
    listed, unknown = ask_reflection(connect(command), [{"list_services": "*"}, {"file_containing_symbol": "no.such.Symbol"}])
    return {
        "services": [service.name for service in listed.list_services_response.service],
        "error": unknown.error_response.error_code,
        "text": say(Service(command, ECHO), {"text": command["text"]})["text"],
    }


def route(command):
    (answer,) = route_many({**command, "count": 1})["answers"]
    return answer


def route_many(command):
    """All at once, on one connection."""
    router = Service(command, "router.v1.Router")
    calls = [router.start("Route", command["request"]) for _ in range(command["count"])]
    return {"answers": [routed(call) for call in calls]}


def routed(call):
    code = code_of(call)
    decision = json_format.MessageToDict(call.result(), preserving_proto_field_name=True) if code == 0 else None
    return {"code": code, "details": call.details(), "trailers": plain(call.trailing_metadata()), "decision": decision}


def open_stream(command):
    """Says when the stream is open, and how the server ends it."""
    chat = Service(command, ECHO).duplex("Chat")
    chat.send(text="hold")
    answer = collect(chat.replies, lambda reply, count: show({"open": True}))
    chat.end()
    return answer


def show(answer):
    print(json.dumps(answer), flush=True)


def main():
    show({"ready": f"grpcio {grpc.__version__}"})
    for line in sys.stdin:
        command = json.loads(line)
        try:
            show(globals()[command["scenario"]](command))
        except Exception:
            show({"failed": traceback.format_exc()})


if __name__ == "__main__":
    main()
