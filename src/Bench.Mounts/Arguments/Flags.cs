using Bench.Mounts.Fuse;

namespace Bench.Mounts.Arguments;

/// <summary>A flag that users may not give, and why.</summary>
internal sealed record OwnedFlag(string Reason, string Remedy)
{
    public static readonly OwnedFlag Foreground = new(
        "would take the mount's process out of bench's hands, which runs it in the foreground",
        "leave it out"
    );

    public static readonly OwnedFlag Log = new(
        "would move the log, which bench keeps with the results as mount.log",
        "leave it out"
    );

    public static readonly OwnedFlag Temporary = new(
        "would share temporary files between mounts; bench gives each mount a folder of its own",
        "leave it out, and say where with 'bench worker --work-dir'"
    );

    public static readonly OwnedFlag Source = new(
        "says what is mounted, which is the test data's to say",
        "write it into the URI of --test-data"
    );

    public static readonly OwnedFlag Secret = new(
        "would show a secret to every user of the machine, and keep it in the results",
        "leave it out, and give it in the environment or a file of credentials"
    );

    public static readonly OwnedFlag Ends = new("does not mount anything", "leave it out");

    /// <summary>For folders of caches: any place but the placeholder is refused.</summary>
    public static readonly OwnedFlag Cache = new(
        "would share a cache between mounts; bench gives each mount a fresh cache folder",
        $"write {FusePaths.CachePlaceholder} in place of the folder"
    );
}

/// <summary>Looks for owned flags among arguments of the form <c>--name</c>, <c>--name=value</c>, <c>--name value</c>.</summary>
internal static class Flags
{
    /// <summary>Names and values, in their order. A flag's value may be the next argument, so it is given as well.</summary>
    public static IEnumerable<(string Argument, string Name, string? Value, string? Next)> In(
        IReadOnlyList<string> arguments
    )
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-'))
            {
                continue;
            }
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? argument : argument[..equals]).TrimStart('-');
            yield return (
                argument,
                name.Replace('_', '-'),
                equals < 0 ? null : argument[(equals + 1)..],
                i + 1 < arguments.Count ? arguments[i + 1] : null
            );
        }
    }

    /// <summary>What is wrong with them. Cache folders may be given by their placeholder.</summary>
    public static IEnumerable<ArgumentProblem> Check(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, OwnedFlag> owned
    ) =>
        from flag in In(arguments)
        where owned.ContainsKey(flag.Name)
        let reason = owned[flag.Name]
        where reason != OwnedFlag.Cache || (flag.Value ?? flag.Next) != FusePaths.CachePlaceholder
        // The value of a secret must not be told.
        let told = reason == OwnedFlag.Secret ? $"--{flag.Name}" : flag.Argument
        select new ArgumentProblem(told, reason.Reason, reason.Remedy);
}
