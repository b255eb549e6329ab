using Bench.Cli;
using Bench.Cli.Verbs;

using var interruption = new Interruption();
var root = RootVerb.Create(interruption, TimeProvider.System);
return await UserErrors.GuardAsync(
    () => RootVerb.InvokeAsync(root, args, Console.Error),
    Console.Error
);
