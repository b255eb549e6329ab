using System.Reflection;
using Bench.Rpc.Contract;
using Bench.Rpc.Health;
using Bench.Rpc.Reflection;
using Bench.Rpc.Tests.Echo;
using Google.Protobuf.Reflection;

namespace Bench.Rpc.Tests.Contract;

/// <summary>The classes that name methods name all of them.</summary>
public sealed class ContractTests
{
    private static readonly (Type Class, ServiceDescriptor Descriptor)[] Services =
    [
        (typeof(RunsService), RunsService.Descriptor),
        (typeof(WorkersService), WorkersService.Descriptor),
        (typeof(HealthContract), HealthContract.Descriptor),
        (typeof(ReflectionContract), ReflectionContract.Descriptor),
        (typeof(ReflectionContract), ReflectionContract.AlphaDescriptor),
    ];

    [TestCaseSource(nameof(Services))]
    public void Each_method_of_a_service_has_its_field(
        (Type Class, ServiceDescriptor Descriptor) it
    )
    {
        var named = it
            .Class.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<RpcMethod>()
            .Where(method => method.Descriptor.Service == it.Descriptor)
            .Select(method => method.Name);
        named.ShouldBe(it.Descriptor.Methods.Select(method => method.Name), ignoreOrder: true);
        it.Descriptor.Methods.ShouldNotBeEmpty();
    }

    [Test]
    public void A_method_is_checked_against_its_contract()
    {
        Should
            .Throw<ArgumentException>(() =>
                new UnaryMethod<EchoRequest, EchoReply>(EchoContract.Descriptor, "Missing")
            )
            .Message.ShouldContain("no method 'Missing'");
        Should
            .Throw<ArgumentException>(() =>
                new UnaryMethod<EchoRequest, EchoReply>(EchoContract.Descriptor, "Talk")
            )
            .Message.ShouldContain("is Duplex, not Unary");
        Should
            .Throw<ArgumentException>(() =>
                new UnaryMethod<EchoReply, EchoReply>(EchoContract.Descriptor, "Say")
            )
            .Message.ShouldContain("bench.test.EchoRequest");
    }

    [Test]
    public void A_path_names_service_and_method() =>
        RunsService.Watch.Path.ShouldBe("/bench.v1.Runs/Watch");

    [Test]
    public void A_service_takes_its_own_methods_once()
    {
        var service = new EchoService().ToService();
        Should.Throw<ArgumentException>(() =>
            service.Handle(EchoContract.Say, (_, _) => Task.FromResult(new EchoReply()))
        );
        Should.Throw<ArgumentException>(() =>
            service.Handle(RunsService.Get, (_, _) => Task.FromResult(new V1.RunSnapshot()))
        );
    }
}
