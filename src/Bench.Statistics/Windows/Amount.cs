using System.Runtime.InteropServices;

namespace Bench.Statistics.Windows;

/// <summary>An amount, such as bytes, that is known within bounds: <c>Low ≤ Estimate ≤ High</c>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Amount(double Low, double Estimate, double High)
{
    public static Amount operator +(Amount a, Amount b) =>
        new(a.Low + b.Low, a.Estimate + b.Estimate, a.High + b.High);

    public static Amount operator /(Amount amount, double by) =>
        new(amount.Low / by, amount.Estimate / by, amount.High / by);

    /// <summary>The same as <c>/</c>.</summary>
    public static Amount Divide(Amount amount, double by) => amount / by;

    /// <summary>The same as <c>+</c>.</summary>
    public static Amount Add(Amount a, Amount b) => a + b;
}
