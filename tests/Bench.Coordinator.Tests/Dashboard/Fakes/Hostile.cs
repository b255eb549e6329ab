namespace Bench.Coordinator.Tests.Dashboard.Fakes;

/// <summary>Names and texts that try to become markup, script, addresses or commands of a terminal.</summary>
public static class Hostile
{
    public const string Name = "<img src=x onerror=\"window.owned=1\">";
    public const string Label = "'\"><script>window.owned=1</script>";
    public const string Test = "</title></td><svg onload=window.owned=1>";
    public const string Error = "\u001b[2J\u202e<b>bold</b> javascript:alert(1) ${window.owned=1}";
}
