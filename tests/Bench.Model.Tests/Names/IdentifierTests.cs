using Bench.Model.Names;
using FsCheck;

namespace Bench.Model.Tests.Names;

public class IdentifierTests
{
    [TestCase("a", true)]
    [TestCase("7", true)]
    [TestCase("vm-1", true)]
    [TestCase("a--b", true)]
    [TestCase("", false)]
    [TestCase("-a", false)]
    [TestCase("a-", false)]
    [TestCase("A", false)]
    [TestCase("a_b", false)]
    [TestCase("a.b", false)]
    [TestCase("a/b", false)]
    [TestCase("..", false)]
    [TestCase("a\n", false)]
    [TestCase("ä", false)]
    [TestCase("٣", false)]
    public void Only_letters_digits_and_hyphens(string text, bool valid) =>
        Identifier.IsValid(text).ShouldBe(valid);

    [Test]
    public void At_most_63_characters()
    {
        Identifier.IsValid(new string('a', 63)).ShouldBeTrue();
        Identifier.IsValid(new string('a', 64)).ShouldBeFalse();
    }

    [Test]
    public void An_id_maps_to_itself_and_a_host_name_to_something_like_it()
    {
        Identifier.Map("vm-1").ShouldBe("vm-1");
        Identifier.Map("VM_1.example.org").ShouldStartWith("vm-1-example-org-");
        Identifier.Map("漢字").ShouldStartWith("vm-");
        Identifier.Map("vm_1").ShouldNotBe(Identifier.Map("vm.1"));
    }

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public void Map_is_always_valid_and_keeps_names_apart(NonNull<string> a, NonNull<string> b)
    {
        Identifier.IsValid(Identifier.Map(a.Get)).ShouldBeTrue(a.Get);
        var one = string.Equals(a.Get, b.Get, StringComparison.Ordinal);
        string.Equals(Identifier.Map(a.Get), Identifier.Map(b.Get), StringComparison.Ordinal)
            .ShouldBe(one);
    }

    [FsCheck.NUnit.Property]
    public void Long_names_that_begin_alike_stay_apart(PositiveInt length, NonNull<string> tail)
    {
        var name = new string('X', 40 + (length.Get % 100)) + tail.Get;

        Identifier.IsValid(Identifier.Map(name)).ShouldBeTrue();
        Identifier.Map(name).ShouldNotBe(Identifier.Map(name + "x"));
    }
}
