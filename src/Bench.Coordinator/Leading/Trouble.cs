using Bench.Storage;

namespace Bench.Coordinator.Leading;

/// <summary>Tells of a store that fails, once each time that it begins to.</summary>
internal sealed class Trouble(IRunObserver observer)
{
    private bool _told;

    /// <summary>Whether the store failed when it was last asked.</summary>
    public bool IsOn => _told;

    public void Note(StoreException e)
    {
        if (!_told)
        {
            _told = true;
            observer.Note($"the store fails, and is asked again: {e.Message}");
        }
    }

    public void IsOver()
    {
        if (_told)
        {
            _told = false;
            observer.Note("the store answers again");
        }
    }
}
