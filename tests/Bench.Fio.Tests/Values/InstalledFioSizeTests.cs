using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Fio.Values;

namespace Bench.Fio.Tests.Values;

/// <summary>Compares sizes with what the installed fio says it reads.</summary>
public class InstalledFioSizeTests
{
    private static readonly string[] s_units =
    [
        "",
        .. "kmgtp".SelectMany(letter => new[] { "", "b", "i", "ib" }.Select(end => letter + end)),
    ];

    [Test]
    public async Task Every_unit_means_what_the_installed_fio_reads()
    {
        string[] numbers = ["1", "3", "17"];
        string[] texts =
        [
            .. s_units.SelectMany(unit => numbers.Select(number => number + unit)),
            "0x1000",
            "0xff",
            "512b",
            "3K",
            "3Kb",
            "3KIB",
            "3gI",
        ];

        var read = await ReadByFioAsync(texts);

        read.Count.ShouldBe(texts.Length);
        foreach (var text in texts)
        {
            FioSize.TryParse(text, out var size).ShouldBeTrue(text);
            size.Bytes.ShouldBe(read[text], text);
        }
    }

    [Test]
    public async Task What_the_installed_fio_reads_as_less_than_it_says_is_no_size()
    {
        var read = await ReadByFioAsync(["0x10k", "4x"]);

        read.ShouldBe(
            new Dictionary<string, long>(StringComparer.Ordinal) { ["0x10k"] = 16, ["4x"] = 4 },
            ignoreOrder: true
        );
        read.Keys.Where(text => FioSize.TryParse(text, out _)).ShouldBeEmpty();
    }

    private static async Task<Dictionary<string, long>> ReadByFioAsync(string[] texts)
    {
        var file = Path.GetTempFileName();
        try
        {
            var jobs = texts.Select((text, i) => $"[j{i}]\nioengine=null\nio_size={text}\n");
            await File.WriteAllTextAsync(file, string.Concat(jobs));
            using var fio = Process.Start(
                new ProcessStartInfo("fio", ["--parse-only", "--debug=parse", file])
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
            var output = await fio.StandardOutput.ReadToEndAsync();
            await fio.WaitForExitAsync();
            return Regex
                .Matches(
                    output,
                    @"__handle_option=io_size, type=\w+, ptr=(?<text>\S+)\s+parse\s+\d+\s+ret=0, out=(?<bytes>\d+)",
                    RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(10)
                )
                .Select(match =>
                    (
                        match.Groups["text"].Value,
                        long.Parse(match.Groups["bytes"].Value, CultureInfo.InvariantCulture)
                    )
                )
                .Distinct()
                .ToDictionary(StringComparer.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
