using System.Runtime.Versioning;

// Each test has a sandbox of its own. They share the lock under which the workers of a host take turns, so what they
// measure they measure one after the other.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
[assembly: SupportedOSPlatform("linux")]
