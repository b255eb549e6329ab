using Bench.Rpc.Standard.Reflection;
using Bench.Rpc.Statuses;
using Google.Protobuf.Reflection;
using Question = Bench.Rpc.Standard.Reflection.ServerReflectionRequest.MessageRequestOneofCase;

namespace Bench.Rpc.Reflection;

/// <summary>Answers one question about a contract; pure.</summary>
internal sealed class ReflectionAnswers(DescriptorIndex index)
{
    public ServerReflectionResponse To(ServerReflectionRequest request)
    {
        var response = request.MessageRequestCase switch
        {
            Question.ListServices => Services(),
            Question.FileByFilename => File(
                index.FileNamed(request.FileByFilename),
                request.FileByFilename
            ),
            Question.FileContainingSymbol => File(
                index.FileWith(request.FileContainingSymbol),
                request.FileContainingSymbol
            ),
            // The contract is proto3: there are no extensions.
            Question.FileContainingExtension => NotFound(
                request.FileContainingExtension.ContainingType
            ),
            Question.AllExtensionNumbersOfType => Extensions(request.AllExtensionNumbersOfType),
            _ => Error(RpcStatusCode.InvalidArgument, "the request asks nothing that is known"),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private ServerReflectionResponse Services()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(index.Services.Select(it => new ServiceResponse { Name = it }));
        return new() { ListServicesResponse = list };
    }

    /// <summary>With all that the file imports, as clients cannot use it without.</summary>
    private static ServerReflectionResponse File(FileDescriptor? file, string name)
    {
        if (file is null)
        {
            return NotFound(name);
        }
        var files = new FileDescriptorResponse();
        files.FileDescriptorProto.AddRange(
            DescriptorIndex.WithImports(file).Select(it => it.SerializedData)
        );
        return new() { FileDescriptorResponse = files };
    }

    private ServerReflectionResponse Extensions(string type) =>
        index.HasMessage(type)
            ? new()
            {
                AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type },
            }
            : NotFound(type);

    private static ServerReflectionResponse NotFound(string name) =>
        Error(RpcStatusCode.NotFound, $"'{name}' is not in the contract");

    private static ServerReflectionResponse Error(RpcStatusCode code, string message) =>
        new()
        {
            ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message },
        };
}
