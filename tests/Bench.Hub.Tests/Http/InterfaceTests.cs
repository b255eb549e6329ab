using System.Text.Json.Nodes;
using Bench.Hub.Hydration;

namespace Bench.Hub.Tests.Http;

/// <summary>The interface that drivers of the original hub speak, as the reference has it.</summary>
[CancelAfter(60_000)]
internal sealed class InterfaceTests
{
    [Test]
    public async Task A_driver_takes_a_module_through_its_life()
    {
        await using var served = await ServedHub.StartAsync();
        (await served.Client.GetStringAsync("/health")).ShouldBe("OK!");
        (await served.SendAsync("GET", "/hub/status"))
            .Body.ToJsonString()
            .ShouldBe("""{"modules":[]}""");

        var (status, body) = await served.PostAsync("m-1", "provision");
        status.ShouldBe(200);
        Text(body, "moduleId").ShouldBe("m-1");
        Text(body, "state").ShouldBe("provisioned");
        var port = (int)body["port"]!;
        Text(body, "baseUri").ShouldBe($"http://127.0.0.1:{port}");
        ((long)body["hydration"]!["movedBytes"]!).ShouldBe(5);
        body["times"]!.AsObject().Select(t => t.Key).ShouldBe(["hydrate", "start"]);
        (await served.Client.GetStringAsync($"http://127.0.0.1:{port}/health")).ShouldBe("OK!");

        var listed = (await served.SendAsync("GET", "/hub/status")).Body["modules"]!.AsArray();
        Text(listed.ShouldHaveSingleItem()!, "moduleId").ShouldBe("m-1");
        foreach (
            var (verb, state) in new[]
            {
                ("wake", "provisioned"),
                ("hibernate", "hibernated"),
                ("hibernate", "hibernated"),
                ("wake", "provisioned"),
                ("deprovision", "unprovisioned"),
                ("deprovision", "unprovisioned"),
            }
        )
        {
            (status, body) = await served.PostAsync("m-1", verb);
            status.ShouldBe(200, verb);
            Text(body, "state").ShouldBe(state, verb);
        }
        (await served.SendAsync("GET", "/hub/modules/m-1")).Status.ShouldBe(404);
        served.Storage.Stored.ContainsKey("m-1").ShouldBeTrue();
        (await served.PostAsync("m-1", "provision")).Status.ShouldBe(200);
        (status, body) = await served.SendAsync("DELETE", "/hub/modules/m-1");
        (status, Text(body, "state")).ShouldBe((200, "unprovisioned"));
        served.Storage.Stored.ShouldBeEmpty();
    }

    [Test]
    public async Task What_is_queued_is_202_and_polled()
    {
        await using var served = await ServedHub.StartAsync(o => o with { ProvisionThreads = 1 });
        var gate = new TaskCompletionSource();
        served.Storage.Before = (operation, _, _) =>
            operation == "hydrate" ? gate.Task : Task.CompletedTask;

        var (status, body) = await served.PostAsync("m", "provision");
        (status, Text(body, "state")).ShouldBe((202, "provisioning"));
        (await served.PostAsync("m", "deprovision")).Status.ShouldBe(409);
        (await served.PostAsync("n", "provision")).Status.ShouldBe(202);
        Text((await served.SendAsync("GET", "/hub/modules/m")).Body, "state")
            .ShouldBe("provisioning");
        var stats = (await served.SendAsync("GET", "/stats/hub")).Body;
        ((int)stats["operations"]!["running"]!).ShouldBe(1);
        ((int)stats["operations"]!["waiting"]!).ShouldBe(1);
        ((int)stats["instances"]!["states"]!["provisioning"]!).ShouldBe(2);
        ((long)stats["resources"]!["totalMemoryBytes"]!).ShouldBeGreaterThan(0);
        gate.SetResult();
        await UntilAsync(served, "m", "provisioned");
        await UntilAsync(served, "n", "provisioned");

        (await served.PostAsync("m", "deprovision")).Status.ShouldBe(202);
        await UntilAsync(served, "m", null);
    }

    [Test]
    public async Task A_provision_that_failed_can_be_asked_why()
    {
        await using var served = await ServedHub.StartAsync(o => o with { ProvisionThreads = 1 });
        served.Storage.Before = (_, _, _) =>
            Task.FromException(new HydrationException("a pack is corrupt"));

        (await served.PostAsync("m", "provision")).Status.ShouldBe(202);
        await UntilAsync(served, "m", "unprovisioned");

        var (status, body) = await served.SendAsync("GET", "/hub/modules/m");
        status.ShouldBe(200);
        Text(body, "lastError").ShouldBe("provisioning failed: a pack is corrupt");
        Text(body, "lastOperation").ShouldBe("provision");
        (await served.SendAsync("GET", "/hub/status")).Body["modules"]!.AsArray().ShouldBeEmpty();
    }

    [Test]
    public async Task Errors_are_problem_details_with_a_status_for_each_kind()
    {
        await using var served = await ServedHub.StartAsync(o => o with { InstanceLimit = 1 });
        await IsAsync(served, "GET", "/hub/modules/none", 404, "there is no module none here");
        await IsAsync(served, "POST", "/hub/modules/none/wake", 404, "provision it first");
        await IsAsync(
            served,
            "POST",
            "/hub/modules/a_b/provision",
            400,
            "letters, digits and hyphens"
        );
        await IsAsync(
            served,
            "POST",
            $"/hub/modules/{new string('a', 300)}/provision",
            400,
            "this has 300"
        );
        await IsAsync(
            served,
            "POST",
            "/hub/modules/..%2f..%2fetc/provision",
            400,
            "letters, digits"
        );
        await served.PostAsync("m", "provision");
        await IsAsync(served, "POST", "/hub/modules/m/provision", 409, "m is provisioned");
        await IsAsync(served, "POST", "/hub/modules/n/provision", 503, "1 is the limit");
        served.Storage.Before = (_, _, _) => Task.FromException(new HydrationException("away"));
        await IsAsync(
            served,
            "POST",
            "/hub/modules/m/deprovision",
            500,
            "Its local data is kept in"
        );
        await served.Hub.StopAsync();
        await IsAsync(served, "POST", "/hub/modules/o/provision", 503, "the hub is ending");
    }

    [Test]
    public async Task Too_little_disk_is_507()
    {
        await using var served = await ServedHub.StartAsync(o =>
            o with
            {
                LeastFreeDiskBytes = long.MaxValue,
            }
        );
        await IsAsync(served, "POST", "/hub/modules/m/provision", 507, "lower --hub-disk-reserve");
    }

    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Origin", "http://evil.example")]
    [TestCase("Origin", "null")]
    [TestCase("Host", "evil.example")]
    public async Task Pages_of_others_are_refused(string header, string value)
    {
        await using var served = await ServedHub.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hub/modules/m/provision");
        request.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();
        using var response = await served.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(403);
        served.Hub.List().ShouldBeEmpty();
    }

    private static async Task IsAsync(
        ServedHub served,
        string method,
        string path,
        int expected,
        string detail
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await served.Client.SendAsync(request);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        ((int)response.StatusCode).ShouldBe(expected, path);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        ((int)body["status"]!).ShouldBe(expected);
        Text(body, "detail").ShouldContain(detail);
    }

    private static async Task UntilAsync(ServedHub served, string module, string? state)
    {
        while (true)
        {
            var (status, body) = await served.SendAsync("GET", $"/hub/modules/{module}");
            if (state is null ? status == 404 : status == 200 && Text(body, "state") == state)
            {
                return;
            }
            await Task.Delay(5, TestContext.CurrentContext.CancellationToken);
        }
    }

    private static string Text(JsonNode body, string name) => (string)body[name]!;
}
