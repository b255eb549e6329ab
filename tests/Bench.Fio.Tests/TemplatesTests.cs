using System.Diagnostics;
using Bench.Fio.Commands;
using Bench.Fio.Output;
using Bench.Fio.Placeholders;

namespace Bench.Fio.Tests;

/// <summary>Each template with each case of its sample CSV, through the real fio.</summary>
public class TemplatesTests
{
    private static string Folder =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "TestData", "fio-templates");

    [TestCase("read")]
    [TestCase("write")]
    [TestCase("randread")]
    [TestCase("randwrite")]
    [TestCase("mixed")]
    [TestCase("metadata")]
    public async Task A_template_runs_with_its_sample(string name)
    {
        var rows = await File.ReadAllLinesAsync(Path.Combine(Folder, name + ".csv"));
        var columns = rows[0].Split(',');
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".fio"));
        var template = JobTemplate.Parse(text, name + ".fio");

        template.Check(columns).ShouldBeEmpty();
        rows.Length.ShouldBeGreaterThan(1);
        foreach (var row in rows.Skip(1))
        {
            var values = columns
                .Zip(row.Split(','))
                .ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
            await RunAsync(template, values);
        }
    }

    private static async Task RunAsync(JobTemplate template, Dictionary<string, string> values)
    {
        var folder = Directory.CreateTempSubdirectory("bench-fio-").FullName;
        try
        {
            values["data_dir"] = folder;
            var rendered = template.Render(values);
            rendered.Problems.ShouldBeEmpty();
            var jobPath = Path.Combine(folder, "job.fio");
            var outputPath = Path.Combine(folder, "out.json");
            await File.WriteAllTextAsync(jobPath, rendered.Text);
            using var fio = Process.Start(
                new ProcessStartInfo("fio", FioCommand.Arguments(outputPath, jobPath))
                {
                    WorkingDirectory = folder,
                }
            )!;
            await fio.WaitForExitAsync();
            fio.ExitCode.ShouldBe(0);
            Verify(
                FioOutputParser.Parse(await File.ReadAllBytesAsync(outputPath)),
                values["io_type"]
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Verify(FioResult result, string ioType)
    {
        FioVersion.TryParse(result.FioVersion, out var version).ShouldBeTrue();
        (version >= FioVersion.Minimum).ShouldBeTrue();
        var job = result.Jobs.ShouldHaveSingleItem();
        job.Error.ShouldBe(0);
        (job.Read is not null).ShouldBe(!ioType.EndsWith("write", StringComparison.Ordinal));
        (job.Write is not null).ShouldBe(!ioType.EndsWith("read", StringComparison.Ordinal));
        foreach (var direction in new[] { job.Read, job.Write }.OfType<FioDirection>())
        {
            direction.Clat.N.ShouldBe(direction.TotalIos);
            direction.Clat.Bins.Counts.Sum().ShouldBe(direction.TotalIos);
            direction.Clat.Mean.ShouldBeInRange(direction.Clat.Min, direction.Clat.Max);
        }
    }
}
