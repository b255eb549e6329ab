using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Tests.Interop;

/// <summary>Programs of other gRPC implementations: Debian's python3-grpcio and npm's grpc-js.</summary>
internal static class Peer
{
    public const string Python = "python";
    public const string Node = "node";

    // Not the one of the PATH: Debian's modules are for Debian's interpreter.
    private const string PythonProgram = "/usr/bin/python3";

    private static readonly string Scripts = Path.Combine(
        RepositoryRoot(),
        "tests/Bench.Rpc.Tests/Interop"
    );

    /// <param name="script">Such as <c>client</c>.</param>
    /// <param name="arguments">What comes after the script's name.</param>
    public static Process Start(string peer, string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo
        {
            FileName = peer is Python ? PythonProgram : "node",
            WorkingDirectory = Path.Combine(Scripts, peer),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(peer is Python ? $"{script}.py" : $"{script}.js");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        // Bytecode beside the sources would be a change of the work tree.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Writes what Python makes its messages from.</summary>
    public static void WriteDescriptors(string path, params IReadOnlyList<FileDescriptor> files)
    {
        var set = new FileDescriptorSet();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            Add(file);
        }
        File.WriteAllBytes(path, set.ToByteArray());

        void Add(FileDescriptor file)
        {
            if (!seen.Add(file.Name))
            {
                return;
            }
            foreach (var import in file.Dependencies)
            {
                Add(import);
            }
            set.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
        }
    }

    public static string DescriptorsFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"bench-rpc-{Guid.NewGuid():N}.pb");
        WriteDescriptors(
            path,
            Echo.EchoReflection.Descriptor,
            V1.CoordinatorReflection.Descriptor,
            Google.Rpc.StatusReflection.Descriptor,
            Google.Rpc.ErrorDetailsReflection.Descriptor,
            Grpc.Health.V1.HealthReflection.Descriptor,
            Grpc.Reflection.V1.ReflectionReflection.Descriptor,
            Grpc.Reflection.V1Alpha.ReflectionReflection.Descriptor
        );
        return path;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bench.sln")))
        {
            folder =
                folder.Parent
                ?? throw new DirectoryNotFoundException(
                    "Bench.sln is above no folder of the tests."
                );
        }
        return folder.FullName;
    }
}
