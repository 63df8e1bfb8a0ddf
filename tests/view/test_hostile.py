"""Whatever stands in a recording is text: nothing of it runs, loads or breaks out."""

from agent import actions as act
from agent.types import CheckResult, Decision, Outcome
from agent.view import find_runs, write_page

MARKUP = (
    "<script>document.documentElement.dataset.ran='tag'</script>",
    "</script><script>document.documentElement.dataset.ran='end'</script>",
    "</SCRIPT ><img src=x onerror=\"document.documentElement.dataset.ran='image'\">",
    "<!--<script>document.documentElement.dataset.ran='comment'</script>-->",
    "'\"><svg onload=document.documentElement.dataset.ran='svg'>",
    "<iframe srcdoc=\"<script>parent.document.documentElement.dataset.ran='frame'</script>\">",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "{{constructor.constructor('document.documentElement.dataset.ran=1')()}}",
    "<link rel=stylesheet href=http://127.0.0.1:9/x.css><base href=http://127.0.0.1:9/>",
    "javascript:document.documentElement.dataset.ran='address'",
    "\u2028\u2029\u202e\x00\x1b[31m\ufeff <b>bold</b> &lt;i&gt; \\u003cscript\\u003e",
)
ALL = "\n".join(MARKUP)


def hostile(recorder):
    one = recorder(ALL)
    for words in MARKUP:
        one.step(
            act.TypeText(text=words),
            thought=words,
            raw=words,
            app=words,
            said=words,
            repairs=(words,),
            notes=(words,),
            nudge=words,
            attempts=(Decision(action=None, error=words, raw=words),),
        )
    check = CheckResult(name=ALL, score=0, why=ALL)
    one.end(Outcome.FAILURE, checks=(check,), error=ALL, hint=ALL, answer=ALL)
    one.episode("<img src=x onerror=document.documentElement.dataset.ran='id'>")
    return one.step(act.OpenApp(name=MARKUP[0])).end(goal=MARKUP[2])


def test_markup_in_a_recording_is_shown_and_never_runs(browser, recorder, tmp_path):
    page = write_page(find_runs(hostile(recorder).path), tmp_path / "page.html")
    browser.window(1200, 800)
    browser.open(page.as_uri())
    words = []
    for _ in MARKUP:
        words.append(browser.text(".thought"))
        browser.press("ArrowRight")
    browser.press("]")
    browser.press("/")

    assert words == list(MARKUP)
    assert browser.run("document.documentElement.dataset.ran ?? 'nothing'") == "nothing"
    made = "document.querySelectorAll('#details script, iframe, main img[onerror], b[style]')"
    assert browser.run(f"{made}.length") == 0
    assert [url for url in browser.requests if url.startswith("http")] == []
    assert browser.complaints == []


def test_the_policy_stops_even_a_page_that_somebody_changed(browser, recorder, tmp_path):
    run = recorder("x").step(act.Tap(at=(1, 2))).end().path
    page = write_page(find_runs(run), tmp_path / "page.html")
    extra = (
        "<script>document.documentElement.dataset.ran=1</script>"
        '<img src=x onerror="document.documentElement.dataset.ran=2">'
        "<img src=http://127.0.0.1:9/x>"
    )
    page.write_text(page.read_text().replace("<main>", f"<main>{extra}"))
    browser.open(page.as_uri())

    assert browser.run("document.documentElement.dataset.ran ?? 'nothing'") == "nothing"
    assert any("Content Security Policy" in line for line in browser.complaints)


def test_the_json_block_holds_no_character_of_markup(recorder, tmp_path):
    page = write_page(find_runs(hostile(recorder).path), tmp_path / "page.html").read_text()
    _, _, rest = page.partition('id="data">')
    block = rest.partition("</script>")[0]

    assert not set(block) & set("<>&")
    assert block.isascii()
