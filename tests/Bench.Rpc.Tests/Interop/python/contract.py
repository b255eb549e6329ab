"""The contract's messages, made from the descriptors that the tests write."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


class Contract:
    def __init__(self, path):
        self._pool = descriptor_pool.DescriptorPool()
        files = descriptor_pb2.FileDescriptorSet()
        with open(path, "rb") as file:
            files.ParseFromString(file.read())
        for file in files.file:
            self._pool.Add(file)

    def message(self, name):
        return message_class(self._pool, self._pool.FindMessageTypeByName(name))

    def method(self, service, name):
        """The classes of its request and response."""
        found = self._pool.FindServiceByName(service).FindMethodByName(name)
        return (
            message_class(self._pool, found.input_type),
            message_class(self._pool, found.output_type),
        )

    def stub(self, channel, service, name):
        """Something to call, of the kind that the contract says."""
        found = self._pool.FindServiceByName(service).FindMethodByName(name)
        proto = descriptor_pb2.MethodDescriptorProto()
        found.CopyToProto(proto)
        request, response = self.method(service, name)
        kind = "_".join(
            "stream" if many else "unary"
            for many in (proto.client_streaming, proto.server_streaming)
        )
        return getattr(channel, kind)(
            f"/{service}/{name}",
            request_serializer=request.SerializeToString,
            response_deserializer=response.FromString,
        )


def message_class(pool, descriptor):
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)
