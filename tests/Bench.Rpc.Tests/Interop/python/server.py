"""The echo service; prints its port, then each call it sees cancelled, and ends with its input.

server.py DESCRIPTORS
"""

import sys
import threading
from concurrent import futures

import grpc

from contract import Contract

ECHO = "bench.test.Echo"


class Echo:
    def __init__(self, contract):
        self._contract = contract
        self._reply = contract.message("bench.test.EchoReply")

    def say(self, request, context):
        self._obey(request, context)
        context.set_trailing_metadata((("x-served-by", "Say"), ("x-served-bin", b"\x00\xff\x0a")))
        return self._reply_to(request, context)

    def sum(self, requests, context):
        texts, count = [], 0
        for request in requests:
            self._obey(request, context)
            texts.append(request.text)
            count += request.count
        return self._reply(text=" ".join(texts), count=count)

    def repeat(self, request, context):
        context.send_initial_metadata((("x-begun", "yes"),))
        for i in range(request.count):
            reply = self._reply_to(request, context)
            reply.count = i
            yield reply
        self._obey(request, context)

    def talk(self, requests, context):
        for request in requests:
            self._obey(request, context)
            yield self._reply_to(request, context)

    def _reply_to(self, request, context):
        metadata = dict(context.invocation_metadata())
        return self._reply(
            text=request.text,
            count=request.count,
            payload=request.payload,
            mark=metadata.get("x-mark", ""),
            mark_binary=metadata.get("x-mark-bin", b""),
            seconds_left=context.time_remaining() or 0,
        )

    def _obey(self, request, context):
        if request.fail_with:
            code = next(it for it in grpc.StatusCode if it.value[0] == request.fail_with)
            status = self._contract.message("google.rpc.Status")(
                code=request.fail_with, message=request.text
            )
            info = self._contract.message("google.rpc.ErrorInfo")(reason="ASKED_FOR")
            status.details.add().Pack(info)
            context.set_trailing_metadata(
                (("grpc-status-details-bin", status.SerializeToString()),)
            )
            context.abort(code, request.text)
        if request.hang:
            over = threading.Event()
            context.add_callback(over.set)
            over.wait(60)
            print("cancelled", flush=True)


def main():
    contract = Contract(sys.argv[1])
    echo = Echo(contract)
    kinds = {
        "Say": (grpc.unary_unary_rpc_method_handler, echo.say),
        "Sum": (grpc.stream_unary_rpc_method_handler, echo.sum),
        "Repeat": (grpc.unary_stream_rpc_method_handler, echo.repeat),
        "Talk": (grpc.stream_stream_rpc_method_handler, echo.talk),
    }
    handlers = {}
    for name, (make, behaviour) in kinds.items():
        request, response = contract.method(ECHO, name)
        handlers[name] = make(
            behaviour,
            request_deserializer=request.FromString,
            response_serializer=response.SerializeToString,
        )
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=8), compression=grpc.Compression.Gzip
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(ECHO, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(0)


main()
