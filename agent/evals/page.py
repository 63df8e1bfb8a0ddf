"""An evaluation as one HTML page that opens from disk; nothing in it runs."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from agent.evals.results import CRASHES, Evaluation, Group, Result

__all__ = ["page"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 18%, Canvas);
  --soft: color-mix(in srgb, CanvasText 60%, Canvas); --good: #1a7f37; --bad: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { color: var(--soft); font-weight: 500; } td.n, th.n { text-align: right;
  font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); } .soft { color: var(--soft); }
td:first-child { min-width: 9rem; } .bar { position: relative; margin-top: .45rem; height: .6rem;
  min-width: 8rem; border-radius: .3rem;
  background: color-mix(in srgb, CanvasText 10%, Canvas); }
.bar i { position: absolute; inset: 0 auto 0 0; border-radius: .3rem; background: var(--good); }
.bar b { position: absolute; top: 0; bottom: 0; background: CanvasText; opacity: .3; }
"""


def page(
    begun: Evaluation, groups: Sequence[Group], results: Sequence[Result], pages: Mapping[str, str]
) -> str:
    """The page's text. ``pages``: trial -> the page of its recording, relative to this one."""
    suite = escape(begun.suite)
    about = f"model {escape(begun.model)} · seed {begun.seed} · each task tried"
    about += " once" if begun.epochs == 1 else f" {begun.epochs} times"
    head = "<tr><th>Tasks<th class=n>Trials<th class=n>Success<th>95 %<th class=n>Pass@1"
    head += "<th class=n>Pass^k<th class=n>Steps<th class=n>By oracle<th class=n>Seconds"
    head += "<th class=n>Tokens<th class=n>Crashed<th class=n>Judged"
    shown = "".join(_group(one) for one in groups)
    trials = "".join(
        _trial(one, pages.get(one.key, "")) for one in sorted(results, key=lambda one: one.success)
    )
    return f"""\
<!doctype html><html lang=en><meta charset=utf-8>
<meta name=viewport content='width=device-width, initial-scale=1'>
<meta http-equiv=Content-Security-Policy content="{_POLICY}">
<title>{suite}</title><style>{_STYLE}</style>
<h1>{suite}</h1>
<p class=soft>{about}</p>
<div class=wide><table>{head}{shown}</table></div>
<p class=soft>95 %: the Wilson interval of the success. Steps: the median of the successes. By
oracle: the median of their steps, divided by those of the task's oracle.</p>
<h2>Trials</h2>
<div class=wide><table>
<tr><th>Trial<th>Goal<th>Outcome<th class=n>Score<th class=n>Steps<th class=n>Seconds<th>Why
{trials}</table></div>
"""


def _group(one: Group) -> str:
    low, high = 100 * one.low, 100 * one.high
    bar = (
        f"<div class=bar title='{low:.1f} to {high:.1f} %'><i style='width:{100 * one.share:.1f}%'>"
        f"</i><b style='left:{low:.1f}%;width:{high - low:.1f}%'></b></div>"
    )
    ratio = f"{one.over_oracle:.2f}" if one.over_oracle else "–"
    steps = f"{one.steps:.1f}" if one.successes else "–"
    kind = "" if one.kind == "all" else f" <span class=soft>{one.kind}</span>"
    return (
        f"<tr><td>{escape(one.name)}{kind}<td class=n>{one.trials}<td class=n>{one.share:.1%}"
        f"<td>{bar}<td class=n>{one.pass_at_1:.1%}<td class=n>{one.pass_all:.1%}"
        f"<td class=n>{steps}<td class=n>{ratio}<td class=n>{one.seconds:.0f}"
        f"<td class=n>{one.tokens}<td class=n>{one.crashed}<td class=n>{one.judged}"
    )


def _trial(one: Result, shown_in: str) -> str:
    name = escape(one.key)
    if shown_in:
        name = f"<a href='{quote(shown_in)}'>{name}</a>"
    mark = "good" if one.success else "bad"
    again = " (again)" if one.retried else ""
    apart = " <span class=soft>crash</span>" if one.outcome in CRASHES else ""
    apart += " <span class=soft>judged</span>" if one.judged else ""
    return (
        f"<tr><td>{name}<td>{escape(one.goal)}<td class={mark}>{escape(one.outcome)}{again}{apart}"
        f"<td class=n>{one.score:.2f}<td class=n>{one.steps}<td class=n>{one.seconds:.1f}"
        f"<td class=soft>{escape(one.why)}"
    )
