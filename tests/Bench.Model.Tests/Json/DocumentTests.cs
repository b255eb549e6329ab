using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Runs;
using FsCheck;

namespace Bench.Model.Tests.Json;

public class DocumentTests
{
    private static IEnumerable<TestCaseData> Samples() =>
        Sample
            .All("a \"b\"\n漢字 🚀 </script>", long.MaxValue, 0.1)
            .Select(d => new TestCaseData(d).SetArgDisplayNames(d.Schema));

    [Test]
    public void There_is_a_sample_of_every_kind() =>
        Sample
            .All("x", 1, 1)
            .Select(d => d.GetType())
            .ShouldBe(Documents.All.Keys, ignoreOrder: true);

    [TestCaseSource(nameof(Samples))]
    public void A_document_is_written_again_as_it_was_read(Document document)
    {
        var bytes = Write(document);

        var again = Read(document.GetType(), bytes);

        again.ShouldBeOfType(document.GetType());
        Write(again).ShouldBe(bytes);
    }

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public void Any_values_survive(string? text, long number, NormalFloat real)
    {
        foreach (var document in Sample.All(Valid(text ?? ""), number, real.Get))
        {
            var bytes = Write(document);
            Write(Read(document.GetType(), bytes)).ShouldBe(bytes);
        }
    }

    [TestCaseSource(nameof(Samples))]
    public void Unknown_fields_survive(Document document)
    {
        var json = JsonNode.Parse(Write(document))!.AsObject();
        json["from_the_future"] = new JsonObject { ["a"] = new JsonArray(1, "x", null) };

        var read = Read(document.GetType(), Encoding.UTF8.GetBytes(json.ToJsonString()));

        read.Unknown.ShouldNotBeNull().Keys.ShouldContain("from_the_future");
        JsonNode.DeepEquals(JsonNode.Parse(Write(read)), json).ShouldBeTrue();
    }

    [TestCaseSource(nameof(Samples))]
    public void Another_version_is_refused(Document document)
    {
        var json = JsonNode.Parse(Write(document))!.AsObject();
        json["schema"] = document.Schema.Replace("/1", "/2", StringComparison.Ordinal);

        var error = Should.Throw<DocumentException>(() =>
            Read(document.GetType(), Encoding.UTF8.GetBytes(json.ToJsonString()))
        );

        error.Origin.ShouldBe("the-key");
        error.Message.ShouldContain(
            $"its schema is '{json["schema"]}' where '{document.Schema}' is expected"
        );
    }

    /// <summary>Removing any one field either is refused or gives its default, never a null where none may be.</summary>
    [TestCaseSource(nameof(Samples))]
    public void A_missing_field_is_refused_or_optional(Document document)
    {
        var required = RequiredNames(document.GetType());
        foreach (var (name, _) in JsonNode.Parse(Write(document))!.AsObject())
        {
            var json = JsonNode.Parse(Write(document))!.AsObject();
            json.Remove(name);
            var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
            if (required.Contains(name))
            {
                Should
                    .Throw<DocumentException>(() => Read(document.GetType(), bytes))
                    .Message.ShouldContain(name);
            }
            else
            {
                var read = Read(document.GetType(), bytes);
                NullsWhereNoneMayBe(read).ShouldBeEmpty();
            }
        }
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"schema\":\"bench.claim/1\"")]
    [TestCase("not JSON")]
    public void What_is_no_document_is_refused_by_name(string text) =>
        Should
            .Throw<DocumentException>(() =>
                Documents.Read<Claim>(Encoding.UTF8.GetBytes(text), "claims/vm-1/000001.json")
            )
            .Message.ShouldStartWith("claims/vm-1/000001.json cannot be read: ");

    [Test]
    public void A_number_is_a_number_and_a_name_is_snake_case()
    {
        var progress = Sample.All("x", 7, 1.5).OfType<WorkerProgress>().Single();

        var json = Encoding.UTF8.GetString(Documents.Write(progress));

        json.ShouldContain("\"sequence\": 7");
        json.ShouldContain("\"iteration_seconds\": 1.5");
        json.ShouldContain("\"state\": \"waiting\"");
        json.ShouldContain("\"started_at\": \"2030-01-02T03:04:05.678+00:00\"");
        json.ShouldStartWith("{\n \"schema\": \"bench.progress/1\"");
        json.ShouldEndWith("}\n");
        json.ShouldNotContain("\r");
    }

    [Test]
    public void The_matrix_counts_over_configs_and_then_test_cases()
    {
        var run = Sample.All("x", 1, 1).OfType<RunConfig>().Single();
        var big = run with
        {
            Configs = [.. Enumerable.Range(1, 3).Select(i => run.Configs[0] with { ConfigId = i })],
            TestCases =
            [
                .. Enumerable.Range(1, 5).Select(i => run.TestCases[0] with { Ordinal = i }),
            ],
        };

        var ids = from c in big.Configs from t in big.TestCases select big.MatrixIdOf(c, t);

        ids.ShouldBe(Enumerable.Range(1, 15));
        big.Entry(7).ConfigId.ShouldBe(2);
        big.Entry(7).TestOrdinal.ShouldBe(2);
        Should.Throw<ArgumentOutOfRangeException>(() => big.Entry(0));
        Should.Throw<ArgumentOutOfRangeException>(() => big.Entry(16));
    }

    [FsCheck.NUnit.Property]
    public void Writer_ids_are_32_hex_digits_and_new_each_time()
    {
        var (a, b) = (WriterId.New(), WriterId.New());

        a.ShouldNotBe(b);
        a.Length.ShouldBe(32);
        a.ShouldAllBe(c => char.IsAsciiHexDigitLower(c));
    }

    /// <summary>JSON cannot hold half a surrogate pair.</summary>
    private static string Valid(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static byte[] Write(Document document) =>
        (byte[])
            typeof(DocumentTests)
                .GetMethod(nameof(WriteAs), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(document.GetType())
                .Invoke(null, [document])!;

    private static byte[] WriteAs<T>(T document)
        where T : Document => Documents.Write(document);

    private static Document Read(Type type, byte[] utf8)
    {
        var read = typeof(DocumentTests)
            .GetMethod(nameof(ReadAs), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type);
        return (Document)read.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [utf8], null)!;
    }

    private static T ReadAs<T>(byte[] utf8)
        where T : Document => Documents.Read<T>(utf8, "the-key");

    private static HashSet<string> RequiredNames(Type type) =>
        BenchJson
            .Default.GetTypeInfo(type)!
            .Properties.Where(p => p.IsRequired)
            .Select(p => p.Name)
            .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> NullsWhereNoneMayBe(Document document)
    {
        var nullability = new NullabilityInfoContext();
        return document
            .GetType()
            .GetProperties()
            .Where(p => !p.PropertyType.IsValueType)
            .Where(p => nullability.Create(p).ReadState == NullabilityState.NotNull)
            .Where(p => p.GetValue(document) is null)
            .Select(p => p.Name);
    }
}
