using System.Diagnostics;
using System.Text;

namespace Bench.EndToEnd.Tests.Harness;

/// <summary>How a process ended, and what it said.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    public string All => $"exit code {Code}\n{Output}\n{Errors}";

    public Ended ShouldHaveCode(int code)
    {
        Code.ShouldBe(code, All);
        return this;
    }
}

/// <summary>The real program, started as a user starts it.</summary>
internal sealed class BenchProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    public BenchProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start().ShouldBeTrue();
        Pid = _process.Id;
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Pid { get; }

    public bool HasExited => _process.HasExited;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <summary>Whether a file of this name is mapped into it.</summary>
    public bool Loads(string name) =>
        File.ReadAllText($"/proc/{Pid}/maps").Contains(name, StringComparison.Ordinal);

    public void Signal(int signal) => Signals.Send(Pid, signal);

    /// <summary>Waits for its end.</summary>
    public async Task<Ended> EndAsync(TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(240));
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"process {Pid} did not end in time\n{Output}\n{Errors}");
        }
        return new Ended(_process.ExitCode, Output, Errors);
    }

    /// <summary>Kills it without any warning, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Signal(Signals.Kill);
        await EndAsync();
    }

    public void Dispose() => _process.Dispose();

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
