using Bench.Hub.Modules;

namespace Bench.Hub.Tests.Modules;

public sealed class ModuleIdTests
{
    [TestCase("a")]
    [TestCase("0123456789abcdef")]
    [TestCase("3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [TestCase("Module-7")]
    public void An_id_is_itself(string text) => ModuleId.Parse(text).ToString().ShouldBe(text);

    [TestCase("")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("a\\b")]
    [TestCase("a b")]
    [TestCase("a.b")]
    [TestCase("-a")]
    [TestCase("ä")]
    [TestCase("a\n")]
    public void What_is_no_id_is_refused(string text)
    {
        ModuleId.TryParse(text, out _).ShouldBeFalse();
        Should
            .Throw<ArgumentException>(() => ModuleId.Parse(text))
            .Message.ShouldContain("a module id");
    }

    [Test]
    public void Three_hundred_characters_are_too_many() =>
        ModuleId.WhyNot(new string('a', 300)).ShouldNotBeNull().ShouldContain("this has 300");
}
