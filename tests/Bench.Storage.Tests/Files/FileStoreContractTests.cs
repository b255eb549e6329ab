using Bench.Storage.Files;
using Bench.Storage.Tests.Contract;

namespace Bench.Storage.Tests.Files;

public sealed class FileStoreContractTests : ObjectStoreContract
{
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void NothingIsLeftHalfWritten()
    {
        _folder.HalfWritten.ShouldBeEmpty();
        _folder.Empty();
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    protected override bool HoldsKeysThatAreNoPaths => false;

    protected override IObjectStore OpenClient() => new FileStore(_folder.Path);
}
