using System.Runtime.Versioning;

// They measure, and they share the lock under which the workers of a host take turns.
[assembly: NonParallelizable]
[assembly: SupportedOSPlatform("linux")]
