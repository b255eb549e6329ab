using System.Text.Json;
using Bench.Hub.Driving;

namespace Bench.Hub.Tests.Driving;

public sealed class HubModuleTests
{
    [TestCase("""{"modules":[{"moduleId":"a","state":"Provisioned"},{"state":"crashed"}]}""")]
    [TestCase("""[{"module_id":"a","state":"provisioned"}]""")]
    [TestCase("""{"modules":[{"id":"a","state":"PROVISIONED","port":17}]}""")]
    public void Hubs_may_tell_it_in_several_ways(string json)
    {
        var module = HubModule.ReadAll(JsonDocument.Parse(json).RootElement).ShouldHaveSingleItem();
        module.Module.ShouldBe("a");
        module.State.ShouldBe("provisioned");
        module.IsTransitional.ShouldBeFalse();
        module.Hydration.ShouldBeEmpty();
    }

    [Test]
    public void Figures_and_errors_are_read_where_they_are_told()
    {
        var module = HubModule.Read(
            JsonDocument
                .Parse(
                    """{"moduleId":"a","state":"deprovisioning","lastError":"no room","times":{"hydrate":0.5,"x":"y"},"hydration":{"files":3}}"""
                )
                .RootElement
        );
        module.ShouldNotBeNull().LastError.ShouldBe("no room");
        module.IsTransitional.ShouldBeTrue();
        module.Times.ShouldBe(new Dictionary<string, double> { ["hydrate"] = 0.5 });
        module.Hydration["files"].ShouldBe(3);
    }

    [TestCase("null")]
    [TestCase("17")]
    [TestCase("""{"modules":7}""")]
    [TestCase("{}")]
    public void What_is_no_list_has_no_modules(string json) =>
        HubModule.ReadAll(JsonDocument.Parse(json).RootElement).ShouldBeEmpty();
}
