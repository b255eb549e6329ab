using System.Buffers.Binary;
using Bench.Hub.Modules;

namespace Bench.Hub.Making;

/// <summary>What synthetic modules look like.</summary>
public sealed record ModuleShape
{
    public required int Modules { get; init; }
    public required int FilesPerModule { get; init; }
    public required SizeDistribution Sizes { get; init; }

    /// <summary>The share of files whose content other files have too, in any module.</summary>
    public double Duplicates { get; init; }

    /// <summary>The same seed makes the same bytes.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>A file to be made: its content is a function of its number and length.</summary>
public readonly record struct PlannedFile(string RelativePath, ulong Content, long Length);

/// <summary>Which modules and files there are, without making any: a pure function of shape and seed.</summary>
public sealed class ModulePlan(ModuleShape shape)
{
    /// <summary>How many files share one content on average.</summary>
    private const int CopiesOfShared = 8;

    /// <summary>How many files of a module are in one folder.</summary>
    public const int FilesPerFolder = 64;

    public ModuleShape Shape => shape;

    /// <summary>A UUID made from seed and number.</summary>
    public ModuleId Module(int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Draw(1, number, 0));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Draw(2, number, 0));
        // Version 8 of RFC 9562: made by a rule of one's own.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return ModuleId.Parse(new Guid(bytes, bigEndian: true).ToString());
    }

    public PlannedFile File(int module, int number)
    {
        var path = $"data/{number / FilesPerFolder:x3}/{Draw(3, module, number):x16}.bin";
        var isShared = Place(4, module, number) < shape.Duplicates;
        var content = isShared ? SharedContent(module, number) : Draw(5, module, number);
        // The length belongs to the content, so that what is shared is shared as a whole.
        return new(path, content, shape.Sizes.At(Fraction(NoiseSource.Mixed(content))));
    }

    /// <summary>The content that a change gives to a file.</summary>
    public static ulong Changed(ulong content, ulong round) =>
        NoiseSource.Mixed(content ^ NoiseSource.Mixed(round));

    /// <summary>Whether a change of that share of all files is one of this file.</summary>
    public bool IsChanged(int module, int number, double share, ulong round) =>
        Fraction(NoiseSource.Mixed(Draw(6, module, number) ^ NoiseSource.Mixed(round))) < share;

    private ulong SharedContent(int module, int number)
    {
        var files = shape.Modules * (double)shape.FilesPerModule * shape.Duplicates;
        var contents = Math.Max(1, (ulong)(files / CopiesOfShared));
        return NoiseSource.Mixed(shape.Seed ^ 0x5A5A ^ (Draw(7, module, number) % contents));
    }

    private double Place(ulong purpose, int module, int number) =>
        Fraction(Draw(purpose, module, number));

    private ulong Draw(ulong purpose, int module, int number) =>
        NoiseSource.Mixed(
            NoiseSource.Mixed(NoiseSource.Mixed(shape.Seed) + purpose)
                ^ (((ulong)(uint)module << 32) | (uint)number)
        );

    private static double Fraction(ulong value) => (value >> 11) * (1.0 / (1UL << 53));
}
