using Bench.Model.Names;

namespace Bench.Model.Tests.Names;

internal sealed class QuotingTests
{
    [TestCase("s3://b/p/t1", "s3://b/p/t1")]
    [TestCase("s3://b/t1?a=1&b=2", "'s3://b/t1?a=1&b=2'")]
    [TestCase("it's", "'it'\\''s'")]
    [TestCase("", "''")]
    public void A_word_is_what_a_shell_takes_for_it(string word, string quoted) =>
        Quoting.ForShell(word).ShouldBe(quoted);
}
