"""Results as one HTML page that opens from disk: nothing is loaded, nothing in it runs."""

import base64
import time
from collections.abc import Iterable, Sequence
from html import escape

from agent.flows.running import FlowResult, LineResult, Status
from agent.flows.suite import TestResult, Verdict

__all__ = ["page"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 18%, Canvas);
  --soft: color-mix(in srgb, CanvasText 60%, Canvas); --passed: #1a7f37; --flaky: #9a6700;
  --failed: #cf222e; --error: #8250df; }
@media (prefers-color-scheme: dark) { :root { --passed: #3fb950; --flaky: #d29922;
  --failed: #f85149; --error: #a371f7; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
.facts, .quiet { color: var(--soft); }
.bar { display: flex; height: .5rem; border-radius: .25rem; overflow: hidden; margin: 1rem 0 2rem; }
.bar span { display: block; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; }
summary { display: flex; gap: .75rem; align-items: baseline; padding: .6rem .9rem;
  cursor: pointer; flex-wrap: wrap; }
summary b { flex: 1; min-width: 12rem; font-weight: 600; }
.verdict { font-size: .75rem; font-weight: 700; text-transform: uppercase; letter-spacing: .04em; }
.passed { color: var(--passed); } .flaky, .warned { color: var(--flaky); }
.failed { color: var(--failed); } .error { color: var(--error); } .skipped { color: var(--soft); }
.bar .passed { background: var(--passed); } .bar .flaky { background: var(--flaky); }
.bar .failed { background: var(--failed); } .bar .error { background: var(--error); }
.body { padding: 0 .9rem .9rem; overflow-x: auto; }
.tag { font-size: .75rem; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; }
ol { list-style: none; margin: .5rem 0; padding: 0; font: 13px/1.6 ui-monospace, monospace; }
li { white-space: pre-wrap; } li .time { color: var(--soft); float: right; }
pre { font: 13px/1.5 ui-monospace, monospace; padding: .75rem; overflow-x: auto;
  background: color-mix(in srgb, CanvasText 6%, Canvas); border-radius: .4rem; }
img { max-height: 32rem; max-width: 100%; border: 1px solid var(--line); border-radius: .5rem; }
"""


def page(results: Sequence[TestResult], title: str = "Flows") -> str:
    """The page's text; every word of a flow or a screen is escaped."""
    ranked = sorted(results, key=lambda one: list(Verdict).index(one.verdict), reverse=True)
    counts = {verdict: sum(one.verdict is verdict for one in results) for verdict in Verdict}
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    when = min((one.started for one in results), default=time.time())
    seconds = sum(one.seconds for one in results)
    date = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(when))
    bars = "".join(f"<span class={one} style='flex:{many}'></span>" for one, many in counts.items())
    shown = "".join(_result(one) for one in ranked)
    return f"""\
<!doctype html><html lang=en><meta charset=utf-8>
<meta name=viewport content='width=device-width, initial-scale=1'>
<meta http-equiv=Content-Security-Policy content="{_POLICY}">
<title>{escape(title)}: {escape(said)}</title><style>{_STYLE}</style>
<h1>{escape(title)}</h1>
<p class=facts>{escape(said)} · {seconds:.1f} s on the devices · {date}</p>
<div class=bar role=img aria-label='{escape(said)}'>{bars}</div>
{shown}
"""


def _result(result: TestResult) -> str:
    opened = " open" if result.verdict in {Verdict.FAILED, Verdict.ERROR} else ""
    tags = "".join(f"<span class=tag>{escape(tag)}</span>" for tag in sorted(result.flow.tags))
    inside = "".join(_attempt(number, one) for number, one in enumerate(result.attempts, 1))
    for said in result.changes:
        inside += f"<p class=quiet>{escape(said)}</p>"
    if result.error:
        inside += f"<pre class=error>{escape(result.error)}</pre>"
    return (
        f"<details{opened}><summary><span class='verdict {result.verdict}'>{result.verdict}</span>"
        f"<b>{escape(result.flow.name)}</b>{tags}"
        f"<span class=quiet>{escape(result.device)} · {result.seconds:.1f} s</span></summary>"
        f"<div class=body><p class=quiet>{escape(str(result.flow.path))}</p>{inside}</div>"
        "</details>"
    )


def _attempt(number: int, attempt: FlowResult) -> str:
    head = f"<p class=quiet>attempt {number}</p>" if number > 1 else ""
    failure = attempt.failure
    return head + f"<ol>{_lines(attempt.results)}</ol>" + (_failure(failure) if failure else "")


def _lines(results: Iterable[LineResult]) -> str:
    marks = {Status.PASSED: "✓", Status.FAILED: "✗", Status.WARNED: "!", Status.SKIPPED: "–"}
    return "".join(
        f"<li class={one.status}><span class=time>{one.seconds:.2f} s</span>"
        f"{'  ' * one.depth}{marks[one.status]} {escape(str(one.line))}"
        f"{escape(f'  {one.said}') if one.said else ''}</li>"
        for one in results
    )


def _failure(failure: LineResult) -> str:
    place = failure.line.place
    near = f"\nnear it: {', '.join(failure.near)}" if failure.near else ""
    text = (
        f"{failure.line.source.path}:{place.line}:{place.column}\n{failure.said}{near}\n\n"
        f"{failure.line.source.snippet(place)}"
    )
    picture = ""
    if failure.screen:
        data = base64.b64encode(failure.screen).decode("ascii")
        picture = f"<img alt='the screen when it failed' src='data:image/png;base64,{data}'>"
    return f"<pre>{escape(text)}</pre>{picture}"
