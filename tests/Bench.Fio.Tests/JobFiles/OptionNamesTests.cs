using System.Diagnostics;
using Bench.Fio.JobFiles;

namespace Bench.Fio.Tests.JobFiles;

public class OptionNamesTests
{
    [TestCase("readwrite", "rw")]
    [TestCase("blocksize", "bs")]
    [TestCase("blockalign", "ba")]
    [TestCase("blocksize_range", "bsrange")]
    [TestCase("blocksize_unaligned", "bs_unaligned")]
    [TestCase("iodepth_batch_submit", "iodepth_batch")]
    [TestCase("iodepth_batch_complete", "iodepth_batch_complete_min")]
    [TestCase("io_limit", "io_size")]
    [TestCase("fill_fs", "fill_device")]
    [TestCase("fileoffset", "offset")]
    [TestCase("nr_files", "nrfiles")]
    [TestCase("timeout", "runtime")]
    [TestCase("iomem", "mem")]
    [TestCase("mem_align", "iomem_align")]
    [TestCase("ratemin", "rate_min")]
    [TestCase("ratecycle", "rate_cycle")]
    [TestCase("wait_for_previous", "stonewall")]
    [TestCase("disable_bw", "disable_bw_measurement")]
    [TestCase("ss", "steadystate")]
    [TestCase("ss_dur", "steadystate_duration")]
    [TestCase("ss_ramp", "steadystate_ramp_time")]
    public async Task A_synonym_of_the_installed_fio_becomes_its_main_name(
        string synonym,
        string name
    )
    {
        OptionNames.KeyOf(synonym).ShouldBe(name);
        OptionNames.KeyOf(name).ShouldBe(name);
        (await HelpAsync(name)).ShouldContain($"alias: {synonym}\n");
    }

    [Test]
    public void Case_and_dashes_do_not_count_and_unknown_names_stay() =>
        OptionNames.KeyOf(" Some-Option ").ShouldBe("some_option");

    private static async Task<string> HelpAsync(string option)
    {
        using var fio = Process.Start(
            new ProcessStartInfo("fio", [$"--cmdhelp={option}"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var text = await fio.StandardOutput.ReadToEndAsync();
        await fio.WaitForExitAsync();
        return text;
    }
}
