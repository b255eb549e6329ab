namespace Bench.Reporting.Tests.Html;

/// <summary>Scripts that ask a page about itself.</summary>
internal static class PageScripts
{
    /// <summary>Every kind of visible text with a contrast below 4.5 : 1, computed as WCAG 2 defines it.</summary>
    public const string PoorContrast = """
        () => {
          const parse = (c) => c.match(/[\d.]+/g).map(Number);
          const lum = ([r, g, b]) => [r, g, b]
            .map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
            .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
          const background = (e) => {
            for (; e; e = e.parentElement) {
              const c = parse(getComputedStyle(e).backgroundColor);
              if (c.length < 4 || c[3] > 0) return c;
            }
            return [255, 255, 255];
          };
          const poor = new Set();
          for (const e of document.querySelectorAll("body *")) {
            const isSvg = e instanceof SVGElement;
            if (isSvg && e.tagName !== "text") continue;
            const hasText = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
            if (!hasText || e.offsetParent === null && !isSvg || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(e.tagName)) continue;
            const style = getComputedStyle(e);
            const fore = parse(isSvg ? style.fill : style.color);
            const back = background(isSvg ? e.closest("div") : e);
            const [a, b] = [lum(fore), lum(back)].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5) poor.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${fore} on ${back}`);
          }
          return [...poor];
        }
        """;
}
