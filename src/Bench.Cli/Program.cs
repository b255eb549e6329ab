using Bench.Cli;
using Bench.Cli.Verbs;

using var signals = new Interruption();
return await UserErrors.GuardAsync(
    () => RootVerb.Create(signals, TimeProvider.System).Parse(args).InvokeAsync(),
    Console.Error
);
