using Bench.Model.Json;
using Bench.Model.Names;
using Bench.Model.Runs;
using Bench.Rpc.Errors;
using Bench.Rpc.V1;
using Grpc.Core;

namespace Bench.Coordinator.LiveChannel;

/// <summary>A planned run as it is sent: config.json in parts.</summary>
internal static class StartUpload
{
    public const int PartBytes = 256 * 1024;
    private const int MostBytes = 64 * 1024 * 1024;

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: it is too large.</exception>
    /// <exception cref="DocumentException">It is no such document.</exception>
    /// <exception cref="ConfigRefusedException">It is one that nobody can have planned.</exception>
    public static async Task<RunConfig> ReadAsync(
        IAsyncEnumerable<StartRequest> parts,
        CancellationToken cancel
    )
    {
        using var whole = new MemoryStream();
        await foreach (var part in parts.WithCancellation(cancel))
        {
            if (whole.Length + part.ConfigJson.Length > MostBytes)
            {
                throw RpcFailure.Of(
                    StatusCode.ResourceExhausted,
                    $"config.json has at most {MostBytes} bytes"
                );
            }
            part.ConfigJson.WriteTo(whole);
        }
        var config = Documents.Read<RunConfig>(
            whole.GetBuffer().AsSpan(0, (int)whole.Length),
            "config.json"
        );
        Check(config);
        return config;
    }

    public static IEnumerable<StartRequest> Parts(RunConfig config) =>
        Documents
            .Write(config)
            .Chunk(PartBytes)
            .Select(part => new StartRequest
            {
                ConfigJson = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(part),
            });

    /// <summary>What keys are made of must be what the planner would have made; the rest is what the owner of the run wants.</summary>
    private static void Check(RunConfig config)
    {
        if (!Identifier.IsValid(config.BenchmarkId))
        {
            throw new ConfigRefusedException($"its id is not {Identifier.Rule}");
        }
        var vms = config.Vms.Select(vm => vm.Name).ToHashSet(StringComparer.Ordinal);
        if (vms.Count != config.Vms.Count || vms.Count == 0 || !vms.All(Identifier.IsValid))
        {
            throw new ConfigRefusedException(
                $"the names of its VMs are not {Identifier.Rule}, each once"
            );
        }
        if (
            !config
                .Configs.Select(c => c.ConfigId)
                .SequenceEqual(Enumerable.Range(1, config.Configs.Count))
            || !config
                .TestCases.Select(t => t.Ordinal)
                .SequenceEqual(Enumerable.Range(1, config.TestCases.Count))
        )
        {
            throw new ConfigRefusedException(
                "its configs or test cases are not numbered from 1 on"
            );
        }
        if (
            config.Distribution.Any(share =>
                !vms.Contains(share.Vm)
                || share.Entries.Any(entry => entry < 1 || entry > config.EntryCount)
            )
        )
        {
            throw new ConfigRefusedException(
                "its distribution names VMs or entries that it does not have"
            );
        }
        if (config.Options.Iterations < 1 || !(config.Options.LeaseSeconds > 0))
        {
            throw new ConfigRefusedException("it needs at least one iteration and a lease above 0");
        }
    }
}

/// <summary>A config that nobody can have planned.</summary>
internal sealed class ConfigRefusedException(string reason)
    : Exception($"config.json is refused: {reason}; plan the run by 'bench run --coordinator'");
